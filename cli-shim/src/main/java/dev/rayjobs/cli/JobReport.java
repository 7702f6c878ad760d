package dev.rayjobs.cli;

import dev.rayjobs.JobDetails;

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

  private static void message(Narrator narrator, JobDetails details) {
    details.message().ifPresent(message -> narrator.print("Status message: " + message));
  }
}
