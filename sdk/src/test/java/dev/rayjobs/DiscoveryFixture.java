package dev.rayjobs;

import static org.assertj.core.api.Assertions.catchThrowable;

import dev.rayjobs.internal.env.Environment;
import dev.rayjobs.testing.FakeDashboard;
import dev.rayjobs.testing.FakeGcs;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A cluster that is known by its GCS, and clients that look for its dashboard. */
abstract class DiscoveryFixture {
  static final String TOKEN = "marker-token-31c7";

  final FakeDashboard dashboard = FakeDashboard.start();
  final FakeGcs gcs = FakeGcs.start();
  final Warnings warnings = new Warnings();
  @TempDir Path folder;

  @AfterEach
  void close() {
    dashboard.close();
    gcs.close();
  }

  JobClient.Builder client(String... variables) {
    Map<String, String> all = new HashMap<>();
    all.put("HOME", folder.toString());
    all.put("RAY_TMPDIR", folder.toString());
    for (String variable : variables) {
      String[] parts = variable.split("=", 2);
      all.put(parts[0], parts[1]);
    }
    return JobClient.builder()
        .environment(Environment.of(all))
        .usualPlace("http://127.0.0.1:1")
        .retry(RetrySettings.none())
        .listener(warnings);
  }

  String place() {
    return "127.0.0.1:" + dashboard.port();
  }

  /** What the first call of such a client throws. */
  static Throwable failureOf(JobClient.Builder builder) {
    try (JobClient client = builder.build()) {
      return catchThrowable(client::version);
    }
  }
}
