package dev.rayjobs.testing;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A job as the dashboard's JSON shows it: always all fields, null where there is nothing. */
final class JobDocument {
  private static final String AGENT = "http://127.0.0.1:52365";
  static final String NODE = "f4ce0000000000000000000000000000000000000000000000000001";

  private JobDocument() {}

  static Map<String, @Nullable Object> of(FakeJob job, boolean redacted) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    String driver = job.isDriver() ? job.id() : job.driverJobId();
    all.put("type", job.isDriver() ? "DRIVER" : "SUBMISSION");
    all.put("job_id", driver);
    all.put("submission_id", job.isDriver() ? null : job.id());
    all.put(
        "driver_info",
        driver == null
            ? null
            : Map.of("id", driver, "node_ip_address", "127.0.0.1", "pid", "4711"));
    all.put("status", job.status());
    all.put("entrypoint", job.entrypoint());
    all.put("message", job.isDriver() ? null : message(job));
    all.put("error_type", job.errorType());
    all.put("start_time", job.startTime());
    all.put("end_time", job.endTime());
    Object absent = job.isDriver() ? Map.of() : null;
    all.put("metadata", job.request().getOrDefault("metadata", absent));
    all.put("runtime_env", runtimeEnv(job.request().getOrDefault("runtime_env", absent), redacted));
    boolean placed = job.hasStarted() && !job.isDriver();
    all.put("driver_agent_http_address", placed ? AGENT : null);
    all.put("driver_node_id", placed ? NODE : null);
    all.put("driver_exit_code", job.exitCode());
    return all;
  }

  private static @Nullable Object runtimeEnv(@Nullable Object value, boolean redacted) {
    if (redacted
        && value instanceof Map<?, ?> map
        && map.get("env_vars") instanceof Map<?, ?> env) {
      Map<Object, @Nullable Object> copy = new LinkedHashMap<>(map);
      Map<Object, Object> hidden = new TreeMap<>();
      env.keySet().forEach(name -> hidden.put(name, "<redacted>"));
      copy.put("env_vars", hidden);
      return copy;
    }
    return value;
  }

  private static String message(FakeJob job) {
    String own = job.message();
    if (own != null) {
      return own;
    }
    return switch (job.status()) {
      case "PENDING" -> "Job has not started yet." + waiting(job);
      case "RUNNING" -> "Job is currently running.";
      case "STOPPED" -> "Job was intentionally stopped.";
      case "SUCCEEDED" -> "Job finished successfully.";
      default -> "Job failed.";
    };
  }

  private static String waiting(FakeJob job) {
    boolean resources =
        Set.of("entrypoint_num_cpus", "entrypoint_num_gpus", "entrypoint_memory").stream()
                .anyMatch(
                    name -> job.request().get(name) instanceof Number n && n.doubleValue() > 0)
            || (job.request().get("entrypoint_resources") instanceof Map<?, ?> m && !m.isEmpty());
    return (resources
            ? " It may be waiting for resources (CPUs, GPUs, memory, custom resources) to become"
                + " available."
            : "")
        + (job.runtimeEnv().isEmpty()
            ? ""
            : " It may be waiting for the runtime environment to be set up.");
  }
}
