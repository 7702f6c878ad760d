package dev.rayjobs.cli;

import dev.rayjobs.Job;
import dev.rayjobs.JobDetails;
import dev.rayjobs.LogStream;
import dev.rayjobs.errors.NotFoundException;

/**
 * Shows a job's log as it is written, until the job's end. A signal leaves the job running, and
 * says how to come back to it or stop it.
 */
final class Following {
  private final Session session;
  private final Job job;

  Following(Session session, Job job) {
    this.session = session;
    this.job = job;
  }

  /**
   * Shows the log of a job that the cluster has.
   *
   * @return the job's end
   * @throws JobLostException if the cluster forgets the job meanwhile
   */
  JobDetails toTheEnd() {
    try (Signals signals = Signals.listen(this::leave);
        LogStream log = job.followLogs()) {
      for (String piece : log) {
        session.logs().write(piece);
      }
      return job.details();
    } catch (NotFoundException e) {
      throw new JobLostException(job.id(), e);
    }
  }

  private void leave(int signal) {
    session
        .remarks()
        .line(
            "Job '"
                + job.id()
                + "' is left running. Follow it: "
                + session.commandLine("logs", job.id(), "--follow"));
    session.remarks().line("Stop it: " + session.commandLine("stop", job.id()));
    System.exit(ExitCode.SIGNALLED + signal);
  }

  /** The cluster no longer knows the job: somebody deleted it, or the cluster is a new one. */
  static final class JobLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    JobLostException(String id, NotFoundException cause) {
      super(
          "The cluster forgot job '"
              + id
              + "' while it was followed: it was deleted, or the cluster was started anew. ("
              + cause.getMessage()
              + ")",
          cause);
    }
  }
}
