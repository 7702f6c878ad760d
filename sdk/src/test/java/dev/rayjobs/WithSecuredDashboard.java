package dev.rayjobs;

import dev.rayjobs.internal.env.Environment;
import dev.rayjobs.testing.FakeDashboard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A test on a dashboard that wants a token. */
abstract class WithSecuredDashboard {
  static final String OLD = "old-token-4711";
  static final String NEW = "new-token-0815";

  final FakeDashboard dashboard = FakeDashboard.start();
  @TempDir Path folder;

  @BeforeEach
  void requireToken() {
    dashboard.requireToken(OLD);
  }

  @AfterEach
  void close() {
    dashboard.close();
  }

  /** A client with these variables, which sends each request once. */
  JobClient.Builder client(Map<String, String> variables) {
    return JobClient.builder()
        .environment(Environment.of(variables))
        .retry(RetrySettings.none())
        .address(dashboard.address());
  }

  /** A file for its owner only with this token. */
  Path tokenFile(String token) throws IOException {
    Path file = Files.writeString(folder.resolve("token"), token);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  /** What was asked for so far. */
  List<String> targets() {
    return dashboard.requests().stream().map(RecordedRequest::getTarget).toList();
  }
}
