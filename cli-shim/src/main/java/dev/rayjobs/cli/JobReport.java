package dev.rayjobs.cli;

import dev.rayjobs.JobDetails;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Where a job stands, in the words of Ray's {@code ray job status}. */
final class JobReport {
  private JobReport() {}

  static void tell(Narrator narrator, String id, JobDetails details) {
    switch (details.status()) {
      case SUCCEEDED -> narrator.bigSuccess("Job '" + id + "' succeeded");
      case STOPPED -> narrator.warning("Job '" + id + "' was stopped");
      case FAILED -> {
        narrator.bigError("Job '" + id + "' failed");
        message(narrator, details);
      }
      case PENDING, RUNNING, UNKNOWN -> {
        narrator.print("Status for job '" + id + "': " + details.statusText());
        message(narrator, details);
      }
    }
  }

  /** How long the job ran, or has been running. */
  static Optional<Duration> elapsed(JobDetails job) {
    return job.startTime()
        .map(start -> Duration.between(start, job.endTime().orElseGet(Instant::now)));
  }

  /** The same in words. */
  static String elapsedText(JobDetails job) {
    return elapsed(job)
        .map(
            time ->
                (job.status().isTerminal() ? "It took " : "It has been running for ")
                    + Durations.text(time)
                    + ".")
        .orElse("It has not begun yet.");
  }

  private static void message(Narrator narrator, JobDetails details) {
    details.message().ifPresent(message -> narrator.print("Status message: " + message));
  }
}
