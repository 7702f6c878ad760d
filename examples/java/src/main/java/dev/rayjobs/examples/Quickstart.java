package dev.rayjobs.examples;

import dev.rayjobs.Job;
import dev.rayjobs.JobClient;
import dev.rayjobs.JobDetails;
import dev.rayjobs.JobStatus;
import dev.rayjobs.LogStream;
import java.nio.file.Path;
import java.time.Duration;

/** Submits a folder, shows the job's log as it is written, and ends by the job's end. */
public final class Quickstart {
  private Quickstart() {}

  /** Arguments: the folder, and the command that runs in it. */
  public static void main(String[] arguments) {
    try (JobClient client = JobClient.builder().build()) {
      Job job =
          client
              .submission(arguments[1])
              .workingDir(Path.of(arguments[0]))
              .metadata("example", "quickstart")
              .submit();
      System.out.println("Submitted " + job.submissionId());
      try (LogStream log = job.followLogs()) {
        log.forEach(System.out::print);
      }
      JobDetails end = job.await(Duration.ofMinutes(10));
      System.out.println(job.submissionId() + ": " + end.status() + " " + end.message().orElse(""));
      System.exit(end.status() == JobStatus.SUCCEEDED ? 0 : 1);
    }
  }
}
