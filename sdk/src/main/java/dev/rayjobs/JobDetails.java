package dev.rayjobs;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What Ray tells of one job, at one moment: {@code GET /api/jobs/ID}. Immutable, to the depths of
 * its maps and lists. Fields that a newer Ray adds are in {@link #raw()}.
 *
 * <pre>{@code
 * JobDetails end = job.await(Duration.ofMinutes(10));
 * System.out.println(end.status() + ", exit code " + end.driverExitCode());
 * }</pre>
 */
public final class JobDetails {
  private static final Set<String> LOST_TOUCH =
      Set.of("JOB_SUPERVISOR_ACTOR_DIED", "JOB_SUPERVISOR_ACTOR_UNKNOWN_FAILURE");

  private final Map<String, @Nullable Object> raw;

  JobDetails(Map<String, ? extends @Nullable Object> raw) {
    this.raw = Collections.unmodifiableMap(new LinkedHashMap<String, @Nullable Object>(raw));
  }

  /**
   * {@return the id under which the job was submitted; empty for a driver that was not submitted}
   */
  public Optional<String> submissionId() {
    return text("submission_id");
  }

  /**
   * {@return Ray's own id of the job's driver, for example {@code 02000000}; empty before it runs}
   */
  public Optional<String> jobId() {
    return text("job_id");
  }

  /**
   * {@return {@code SUBMISSION} for submitted jobs, {@code DRIVER} for programs that called
   * ray.init()}
   */
  public String type() {
    return text("type").orElse("");
  }

  /**
   * {@return where the job stands; {@link JobStatus#UNKNOWN} for a word that this library does not
   * know}
   */
  public JobStatus status() {
    return JobStatus.of(statusText());
  }

  /** {@return the status in Ray's own word} */
  public String statusText() {
    return text("status").orElse("");
  }

  /** {@return the shell command that the job runs} */
  public String entrypoint() {
    return text("entrypoint").orElse("");
  }

  /** {@return Ray's words on the status, for example why the job failed} */
  public Optional<String> message() {
    return text("message");
  }

  /** {@return Ray's kind of the failure, for example {@code JOB_ENTRYPOINT_COMMAND_ERROR}} */
  public Optional<String> errorType() {
    return text("error_type");
  }

  /** Whether the job may go on, and only Ray's head has lost touch with it for a moment. */
  boolean hasLostTouch() {
    return errorType().map(LOST_TOUCH::contains).orElse(false);
  }

  /** {@return when the job was accepted} */
  public Optional<Instant> startTime() {
    return time("start_time");
  }

  /** {@return when the job ended} */
  public Optional<Instant> endTime() {
    return time("end_time");
  }

  /** {@return the metadata given with the submission} */
  public Map<String, String> metadata() {
    Map<String, String> metadata = new LinkedHashMap<>();
    map("metadata").forEach((key, value) -> metadata.put(key, String.valueOf(value)));
    return Collections.unmodifiableMap(metadata);
  }

  /** {@return the runtime_env as Ray holds it} May hold secrets in {@code env_vars}. */
  public Map<String, @Nullable Object> runtimeEnv() {
    return Collections.unmodifiableMap(map("runtime_env"));
  }

  /** {@return the process that runs the entrypoint, once it called ray.init()} */
  public Optional<DriverInfo> driverInfo() {
    Map<String, @Nullable Object> driver = map("driver_info");
    return driver.isEmpty() ? Optional.empty() : Optional.of(new DriverInfo(driver));
  }

  /** {@return where the agent of the driver's node listens} */
  public Optional<String> driverAgentHttpAddress() {
    return text("driver_agent_http_address");
  }

  /** {@return the node on which the entrypoint runs} */
  public Optional<String> driverNodeId() {
    return text("driver_node_id");
  }

  /**
   * {@return the entrypoint's own exit code, once it ended; a signal's is negative, as in Python}
   */
  public OptionalInt driverExitCode() {
    return raw.get("driver_exit_code") instanceof Number code
        ? OptionalInt.of(code.intValue())
        : OptionalInt.empty();
  }

  /** {@return all fields as Ray sent them, unknown ones included; unmodifiable} */
  public Map<String, @Nullable Object> raw() {
    return raw;
  }

  private Optional<String> text(String field) {
    return raw.get(field) instanceof String text ? Optional.of(text) : Optional.empty();
  }

  private Optional<Instant> time(String field) {
    return raw.get(field) instanceof Number millis && millis.longValue() > 0
        ? Optional.of(Instant.ofEpochMilli(millis.longValue()))
        : Optional.empty();
  }

  private Map<String, @Nullable Object> map(String field) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    if (raw.get(field) instanceof Map<?, ?> given) {
      given.forEach((key, value) -> map.put(String.valueOf(key), value));
    }
    return map;
  }

  /** Id and status only: metadata and runtime_env may hold secrets. */
  @Override
  public String toString() {
    return "JobDetails[" + submissionId().or(this::jobId).orElse("?") + ", " + statusText() + "]";
  }

  /** The process that runs the entrypoint. */
  public static final class DriverInfo {
    private final Map<String, @Nullable Object> raw;

    private DriverInfo(Map<String, @Nullable Object> raw) {
      this.raw = raw;
    }

    /** {@return Ray's job id of the driver} */
    public String id() {
      return field("id");
    }

    /** {@return the address of its node} */
    public String nodeIpAddress() {
      return field("node_ip_address");
    }

    /** {@return its process id on that node} */
    public String pid() {
      return field("pid");
    }

    private String field(String name) {
      Object value = raw.get(name);
      return value == null ? "" : value.toString();
    }

    @Override
    public String toString() {
      return "DriverInfo[" + id() + ", " + nodeIpAddress() + ", pid " + pid() + "]";
    }
  }
}
