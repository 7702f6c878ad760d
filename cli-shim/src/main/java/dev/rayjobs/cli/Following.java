package dev.rayjobs.cli;

import dev.rayjobs.Job;
import dev.rayjobs.JobDetails;
import dev.rayjobs.LogStream;
import dev.rayjobs.errors.NotFoundException;

/** Shows a job's log as it is written, until the job's end; a {@link Departure} may come before. */
final class Following {
  private Following() {}

  /**
   * Shows the log of a job that the cluster has.
   *
   * @return the job's end
   * @throws JobGoneException if the cluster forgets the job meanwhile
   * @throws dev.rayjobs.JobLostException if the cluster is replaced meanwhile
   */
  static JobDetails toTheEnd(Session session, Job job, LogStream log, Departure departure) {
    departure.has(job);
    departure.awaitsEnd();
    try (log;
        PendingLimit pending = departure.awaitsStart(job)) {
      for (String piece : log) {
        session.logs().write(piece);
      }
      return job.details();
    } catch (NotFoundException e) {
      throw new JobGoneException(job.id(), e);
    }
  }

  /** The cluster no longer knows the job: somebody deleted it. */
  static final class JobGoneException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    JobGoneException(String id, NotFoundException cause) {
      super(
          "The cluster forgot job '"
              + id
              + "' while it was followed: it was deleted. ("
              + cause.getMessage()
              + ")",
          cause);
    }
  }
}
