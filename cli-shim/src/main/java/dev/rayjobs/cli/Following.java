package dev.rayjobs.cli;

import dev.rayjobs.Job;
import dev.rayjobs.JobDetails;
import dev.rayjobs.LogStream;
import dev.rayjobs.errors.LogIncompleteException;
import java.time.Duration;

/** Shows a job's log as it is written, until the job's end; a {@link Departure} may come before. */
final class Following {
  private static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);

  private Following() {}

  /**
   * Shows the log of a job that the cluster has.
   *
   * @return the job's end
   * @throws JobGoneException if the cluster forgets the job meanwhile
   * @throws dev.rayjobs.errors.JobLostException if the cluster is replaced meanwhile
   */
  static JobDetails toTheEnd(Session session, Job job, LogStream log, Departure departure) {
    departure.has(job);
    departure.awaitsEnd();
    try (log;
        PendingLimit pending = departure.awaitsStart(job)) {
      return JobGoneException.unlessGone(
          job.submissionId(),
          () -> {
            show(session, log);
            // Not asked for once: the dashboard may go away at this moment, too.
            return job.await(FOR_EVER);
          });
    }
  }

  /** What cannot be had of the log is said, and keeps nobody from the job's result. */
  private static void show(Session session, LogStream log) {
    try {
      for (String piece : log) {
        session.logs().write(piece);
      }
    } catch (LogIncompleteException e) {
      session.remarks().line("Warning: " + e.getMessage());
    }
  }
}
