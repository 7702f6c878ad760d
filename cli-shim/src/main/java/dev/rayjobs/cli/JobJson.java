package dev.rayjobs.cli;

import dev.rayjobs.JobDetails;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A job as {@code --output json} writes it. The names are a promise, listed in sdk/docs; the
 * runtime_env is left out, since it may hold secrets.
 */
final class JobJson {
  private static final List<String> UNKNOWN =
      List.of(
          "job_id",
          "type",
          "status",
          "entrypoint",
          "message",
          "error_type",
          "driver_exit_code",
          "start_time",
          "end_time",
          "duration_seconds",
          "metadata");

  private JobJson() {}

  /** What Ray tells of the job. */
  static Map<String, @Nullable Object> of(JobDetails job, URI dashboard) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("submission_id", job.submissionId().orElse(null));
    json.put("job_id", job.jobId().orElse(null));
    json.put("type", job.type());
    json.put("status", job.statusText());
    json.put("entrypoint", job.entrypoint());
    json.put("message", job.message().orElse(null));
    json.put("error_type", job.errorType().orElse(null));
    json.put(
        "driver_exit_code",
        job.driverExitCode().isPresent() ? job.driverExitCode().getAsInt() : null);
    json.put("start_time", job.startTime().map(Instant::toString).orElse(null));
    json.put("end_time", job.endTime().map(Instant::toString).orElse(null));
    json.put("duration_seconds", duration(job).map(time -> time.toMillis() / 1000.0).orElse(null));
    json.put("metadata", job.metadata());
    json.put("dashboard_url", dashboardUrl(job, dashboard));
    return json;
  }

  /** As {@link #of}, with the exit code that the program ends with. */
  static Map<String, @Nullable Object> of(JobDetails job, URI dashboard, int exitCode) {
    Map<String, @Nullable Object> json = of(job, dashboard);
    json.put("exit_code", exitCode);
    return json;
  }

  /**
   * A job that is left as it is, of which no more is known: the names of {@link #of(JobDetails,
   * URI, int)}.
   *
   * @param id null if nothing was submitted
   * @param dashboard null if the cluster was not reached
   */
  static Map<String, @Nullable Object> left(
      @Nullable String id, @Nullable URI dashboard, int exitCode) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("submission_id", id);
    UNKNOWN.forEach(name -> json.put(name, null));
    json.put("dashboard_url", id == null || dashboard == null ? null : dashboardUrl(id, dashboard));
    json.put("exit_code", exitCode);
    return json;
  }

  /** What went wrong, with a job if it is known with which. */
  static Map<String, @Nullable Object> failed(@Nullable String id, String error, int exitCode) {
    return of(id, "error", error, exitCode);
  }

  /** One thing about a job. */
  static Map<String, @Nullable Object> of(
      @Nullable String id, String name, @Nullable Object value, int exitCode) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("submission_id", id);
    json.put(name, value);
    json.put("exit_code", exitCode);
    return json;
  }

  private static Optional<Duration> duration(JobDetails job) {
    return job.startTime().flatMap(start -> job.endTime().map(end -> Duration.between(start, end)));
  }

  private static String dashboardUrl(JobDetails job, URI dashboard) {
    return dashboardUrl(job.submissionId().or(job::jobId).orElse(""), dashboard);
  }

  /** The job's page in the dashboard. */
  static String dashboardUrl(String id, URI dashboard) {
    return dashboard + "/#/jobs/" + id;
  }
}
