package dev.rayjobs.cli;

import dev.rayjobs.JobClient;
import dev.rayjobs.RetrySettings;
import dev.rayjobs.errors.RayJobsException;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.IVersionProvider;

/** This program's version and, if the environment names a cluster, that of its Ray. */
final class Versions implements IVersionProvider {
  private static final List<String> NAMES =
      List.of("RAY_API_SERVER_ADDRESS", "RAY_ADDRESS", ConnectionOptions.PROFILE_VARIABLE);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Console console;

  Versions(Console console) {
    this.console = console;
  }

  @Override
  public String[] getVersion() {
    String own = "Ray Jobs for Java, version " + ownVersion();
    if (NAMES.stream().noneMatch(console::isSet)) {
      return new String[] {own};
    }
    return new String[] {own, server()};
  }

  /** Of the jar's manifest. */
  static String ownVersion() {
    String version = Versions.class.getPackage().getImplementationVersion();
    return version == null ? "unknown" : version;
  }

  private String server() {
    try (JobClient client =
        new ConnectionOptions()
            .client(console)
            .connectTimeout(PATIENCE)
            .callTimeout(PATIENCE)
            .retry(RetrySettings.none())
            .build()) {
      return "Ray, version " + client.version().rayVersion() + ", at " + client.address();
    } catch (RayJobsException e) {
      return "Ray: its version could not be asked for. " + e.getMessage();
    }
  }
}
