package dev.rayjobs.examples;

import dev.rayjobs.Job;
import dev.rayjobs.JobClient;
import dev.rayjobs.JobDetails;
import dev.rayjobs.JobStatus;
import java.time.Duration;
import java.time.LocalDate;

/**
 * Code of one's own that runs jobs. How it is tested without a Ray, with the fake dashboard, is in
 * {@code NightlyReportTest}.
 */
public final class NightlyReport {
  private final JobClient client;

  /** A report by jobs of this client. */
  public NightlyReport(JobClient client) {
    this.client = client;
  }

  /**
   * Makes the report of this day.
   *
   * @return the report's last line
   * @throws IllegalStateException if the job failed, with its reason
   */
  public String make(LocalDate day) {
    Job job = client.submission("python report.py " + day).submissionId("report-" + day).submit();
    JobDetails end = job.await(Duration.ofMinutes(30));
    if (end.status() != JobStatus.SUCCEEDED) {
      throw new IllegalStateException("No report of " + day + ": " + end.message().orElse("?"));
    }
    return job.logs().lines().reduce("", (before, line) -> line);
  }

  /** Makes today's. */
  public static void main(String[] arguments) {
    try (JobClient client = JobClient.builder().build()) {
      System.out.println(new NightlyReport(client).make(LocalDate.now()));
    }
  }
}
