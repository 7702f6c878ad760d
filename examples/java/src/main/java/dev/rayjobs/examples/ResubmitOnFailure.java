package dev.rayjobs.examples;

import dev.rayjobs.IfExists;
import dev.rayjobs.Job;
import dev.rayjobs.JobClient;
import dev.rayjobs.JobDetails;
import dev.rayjobs.JobStatus;
import dev.rayjobs.JobSubmission;
import dev.rayjobs.errors.JobLostException;
import java.time.Duration;

/**
 * Runs a job until it has succeeded, a few times at most. Started twice, or again after a crash, it
 * follows the job that is there: there are never two at once.
 */
public final class ResubmitOnFailure {
  private static final int ATTEMPTS = 3;

  private ResubmitOnFailure() {}

  /** Arguments: the job's id, and its command. */
  public static void main(String[] arguments) {
    JobSubmission submission =
        JobSubmission.builder(arguments[1])
            .submissionId(arguments[0])
            .ifExists(IfExists.RESUME)
            .build();
    try (JobClient client = JobClient.builder().build()) {
      for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
        JobStatus status = run(client, submission);
        if (status == JobStatus.SUCCEEDED) {
          System.exit(0);
        }
      }
      System.exit(1);
    }
  }

  private static JobStatus run(JobClient client, JobSubmission submission) {
    try {
      Job job;
      JobDetails end;
      do {
        job = client.submit(submission);
        System.out.println((job.attached() ? "Following " : "Submitted ") + job.submissionId());
        end = job.await(Duration.ofHours(1));
      } while (job.isOutdated(end));
      System.out.println(job.submissionId() + ": " + end.status());
      return end.status();
    } catch (JobLostException e) {
      // The cluster was replaced, and nobody will ever know how the job ended.
      System.out.println(e.getMessage());
      return JobStatus.UNKNOWN;
    }
  }
}
