package dev.rayjobs.testing;

import java.util.Set;

/**
 * What differs between Ray versions in the Jobs API. Held against 2.52.1 and 2.60.0; where between
 * the two a rule changed is not known, and versions from 2.53 on count as 2.60.
 */
record RayRules(String version) {
  private static final Set<String> FIELDS =
      Set.of(
          "entrypoint",
          "submission_id",
          "job_id",
          "runtime_env",
          "metadata",
          "entrypoint_num_cpus",
          "entrypoint_num_gpus",
          "entrypoint_memory",
          "entrypoint_resources");
  private static final String LABELS = "entrypoint_label_selector";

  RayRules {
    if (!version.matches("\\d+\\.\\d+\\..+")) {
      throw new IllegalArgumentException("not a Ray version such as 2.60.0: " + version);
    }
  }

  private boolean isOld() {
    String[] parts = version.split("\\.", 3);
    return Integer.parseInt(parts[0]) < 2
        || (parts[0].equals("2") && Integer.parseInt(parts[1]) < 53);
  }

  boolean knowsField(String name) {
    return FIELDS.contains(name) || (name.equals(LABELS) && !isOld());
  }

  /** Whether browsers may not send requests of this method. */
  boolean guards(String method) {
    return isOld()
        ? Set.of("POST", "PUT").contains(method)
        : !Set.of("GET", "HEAD", "OPTIONS").contains(method);
  }

  String guardText(String method) {
    return isOld()
        ? "Method Not Allowed for browser traffic."
        : "'" + method + "' method not allowed for browser traffic.";
  }

  /** Whether browsers see {@code <redacted>} instead of the values of env_vars. */
  boolean redacts() {
    return !isOld();
  }

  /** Whether the log file endpoint works when the cluster asks for tokens. */
  boolean servesLogFilesWithTokens() {
    return !isOld();
  }
}
