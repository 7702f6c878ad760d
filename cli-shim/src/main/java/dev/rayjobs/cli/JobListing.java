package dev.rayjobs.cli;

import dev.rayjobs.JobDetails;
import dev.rayjobs.internal.runtimeenv.Redaction;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Jobs as {@code ray job list} prints them: Python's pretty-printed list of JobDetails objects. */
final class JobListing {
  private static final int WIDTH = 80;

  private static final List<String> FIELDS =
      List.of(
          "type",
          "job_id",
          "submission_id",
          "driver_info",
          "status",
          "entrypoint",
          "message",
          "error_type",
          "start_time",
          "end_time",
          "metadata",
          "runtime_env",
          "driver_agent_http_address",
          "driver_node_id",
          "driver_exit_code");

  private JobListing() {}

  /**
   * The list.
   *
   * @param showSecrets whether to show values of environment variables in runtime_envs
   */
  static String of(List<JobDetails> jobs, boolean showSecrets) {
    List<String> texts =
        jobs.stream().map(job -> showSecrets ? text(job.raw()) : text(masked(job.raw()))).toList();
    String oneLine = "[" + String.join(", ", texts) + "]";
    return oneLine.length() < WIDTH ? oneLine : "[" + String.join(",\n ", texts) + "]";
  }

  /** The job with its runtime_env as Ray's dashboard shows it to browsers. */
  private static Map<String, @Nullable Object> masked(Map<String, ? extends @Nullable Object> job) {
    Map<String, @Nullable Object> shown = new LinkedHashMap<>(job);
    if (job.get("runtime_env") instanceof Map<?, ?> env) {
      Map<String, @Nullable Object> fields = new LinkedHashMap<>();
      env.forEach((key, value) -> fields.put(String.valueOf(key), value));
      shown.put("runtime_env", Redaction.of(fields));
    }
    return shown;
  }

  private static String text(Map<String, ? extends @Nullable Object> job) {
    return FIELDS.stream()
        .map(field -> field + "=" + value(field, job.get(field)))
        .collect(Collectors.joining(", ", "JobDetails(", ")"));
  }

  private static String value(String field, @Nullable Object value) {
    if (value instanceof String name && field.equals("type")) {
      return enumeration("JobType", name);
    }
    if (value instanceof String name && field.equals("status")) {
      return enumeration("JobStatus", name);
    }
    if (value instanceof Map<?, ?> driver && field.equals("driver_info")) {
      return List.of("id", "node_ip_address", "pid").stream()
          .map(key -> key + "=" + PythonRepr.of(driver.get(key)))
          .collect(Collectors.joining(", ", "DriverInfo(", ")"));
    }
    return PythonRepr.of(value);
  }

  private static String enumeration(String type, String name) {
    return "<" + type + "." + name.toUpperCase(Locale.ROOT) + ": " + PythonRepr.of(name) + ">";
  }
}
