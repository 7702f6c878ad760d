package dev.rayjobs.cli;

import dev.rayjobs.JobDetails;
import dev.rayjobs.internal.runtimeenv.Redaction;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Jobs as {@code ray job list} prints them, one by one: Python's pretty-printed list of JobDetails
 * objects, each of which is longer than the line that Python would fill with several.
 */
final class JobListing {
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

  private final Output out;
  private boolean begun;

  JobListing(Output out) {
    this.out = out;
  }

  /** Writes one job, as {@link #text} has it. */
  void add(String job) {
    out.write((begun ? ",\n " : "[") + job);
    begun = true;
  }

  /** Ends the list. */
  void end() {
    out.write(begun ? "]\n" : "[]\n");
  }

  /**
   * One job.
   *
   * @param showSecrets whether to show values of environment variables in runtime_envs
   */
  static String text(JobDetails job, boolean showSecrets) {
    return showSecrets ? text(job.raw()) : text(masked(job.raw()));
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
