package dev.rayjobs.cli;

import dev.rayjobs.Job;
import dev.rayjobs.JobDetails;
import dev.rayjobs.LogStream;
import dev.rayjobs.cli.EndOptions.Leaving;
import dev.rayjobs.errors.NotFoundException;
import dev.rayjobs.errors.RayJobsException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Shows a job's log as it is written, until the job's end, a signal, or the end of the user's
 * patience. The latter two leave the job running, and say how to come back to it or stop it; or
 * stop the job, if the user wants that, and go on until it has ended.
 */
final class Following {
  private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

  private final Session session;
  private final Job job;
  private final EndOptions ends;
  private final Leaving onSignal;

  /** The exit code that a signal or the time limit decided on; 0 while there was neither. */
  private final AtomicInteger decided = new AtomicInteger();

  Following(Session session, Job job, EndOptions ends, Leaving onSignal) {
    this.session = session;
    this.job = job;
    this.ends = ends;
    this.onSignal = onSignal;
  }

  /**
   * How it ended.
   *
   * @param exitCode what stands for it
   * @param cutShort whether a signal or the time limit had the job stopped
   */
  record End(JobDetails details, int exitCode, boolean cutShort) {}

  /**
   * Shows the log of a job that the cluster has.
   *
   * @throws JobGoneException if the cluster forgets the job meanwhile
   * @throws dev.rayjobs.JobLostException if the cluster is replaced meanwhile
   */
  End toTheEnd() {
    Thread limit = limit();
    try (Signals signals = Signals.listen(this::heard);
        LogStream log = job.followLogs()) {
      for (String piece : log) {
        session.logs().write(piece);
      }
      JobDetails details = job.details();
      int code = decided.get();
      return new End(details, code == 0 ? ends.exitCode(details) : code, code != 0);
    } catch (NotFoundException e) {
      throw new JobGoneException(job.id(), e);
    } finally {
      if (limit != null) {
        limit.interrupt();
      }
    }
  }

  private void heard(int signal) {
    leave(ExitCode.SIGNALLED + signal, onSignal);
  }

  private @Nullable Thread limit() {
    Duration timeout = ends.timeout;
    if (timeout == null) {
      return null;
    }
    Thread timer =
        new Thread(
            () -> {
              try {
                Thread.sleep(timeout.toMillis());
              } catch (InterruptedException ended) {
                return;
              }
              session
                  .remarks()
                  .line(
                      "Job '"
                          + job.id()
                          + "' has not ended within "
                          + Durations.text(timeout)
                          + ".");
              leave(ExitCode.TIMED_OUT, ends.onTimeout);
            },
            "time-limit");
    timer.setDaemon(true);
    timer.start();
    return timer;
  }

  /** Called on another thread than the one that shows the log. */
  private void leave(int exitCode, Leaving way) {
    boolean second = !decided.compareAndSet(0, exitCode);
    if (second || way == Leaving.DETACH) {
      sayHowToComeBack();
      exit(exitCode);
    }
    session.remarks().line("Stopping job '" + job.id() + "'. A signal leaves it at once.");
    long deadline = System.nanoTime() + ends.stopTimeout.toNanos();
    while (System.nanoTime() < deadline) {
      try {
        // A job that has not begun yet is not stopped by one request.
        job.stop();
      } catch (RayJobsException e) {
        session.remarks().line("The job could not be asked to stop: " + e.getMessage());
      }
      try {
        Thread.sleep(ASK_AGAIN.toMillis());
      } catch (InterruptedException ended) {
        return;
      }
    }
    session.remarks().line("It has not stopped within " + Durations.text(ends.stopTimeout) + ".");
    sayHowToComeBack();
    exit(exitCode);
  }

  private void exit(int exitCode) {
    session.result(JobJson.left(job.id(), exitCode));
    System.exit(exitCode);
  }

  private void sayHowToComeBack() {
    session
        .remarks()
        .line(
            "Job '"
                + job.id()
                + "' is left running. Follow it: "
                + session.commandLine("logs", job.id(), "--follow"));
    session.remarks().line("Stop it: " + session.commandLine("stop", job.id()));
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
