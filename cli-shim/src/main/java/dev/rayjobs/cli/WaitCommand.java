package dev.rayjobs.cli;

import dev.rayjobs.Job;
import dev.rayjobs.JobDetails;
import dev.rayjobs.JobStatus;
import dev.rayjobs.cli.EndOptions.Leaving;
import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.errors.StillPendingException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** {@code ray job wait}, which Ray's own program does not have. */
final class WaitCommand implements Command {
  private final Console console;

  private final ConnectionOptions connection = new ConnectionOptions();
  private final NarrationOptions narration = new NarrationOptions();
  private final EndOptions ends = new EndOptions();

  private final Arguments jobIds = Arguments.many(true, "JOB_ID", "The jobs' submission ids.");

  WaitCommand(Console console) {
    this.console = console;
  }

  @Override
  public Syntax syntax() {
    return new Syntax("wait", "Waits until jobs have ended, and ends by their results.")
        .details("With the exit code of the first one, in the given order, whose is not 0.")
        .arguments(jobIds)
        .options(new OptionGroup("The wait for their end", ends.options()))
        .options(connection.group())
        .options(narration.group());
  }

  @Override
  public Integer call() {
    try (Session session = Session.open(console, connection, narration)) {
      List<Job> jobs = jobIds.values().stream().map(session.client()::job).toList();
      // A misspelt id is said at once, not after the others have ended.
      jobs.forEach(Job::details);
      List<CompletableFuture<Outcome>> outcomes =
          jobs.stream().map(job -> outcome(session, job)).toList();
      int exitCode = ExitCode.OK;
      for (int i = 0; i < jobs.size(); i++) {
        int code = tell(session, jobs.get(i), whenThere(outcomes.get(i)));
        exitCode = exitCode == ExitCode.OK ? code : exitCode;
      }
      return exitCode;
    }
  }

  /**
   * What came of the waiting for one job.
   *
   * @param end null if its time was up
   */
  private record Outcome(@Nullable JobDetails end) {}

  /** Begins to wait: for all jobs together, on the client's one poller. */
  private CompletableFuture<Outcome> outcome(Session session, Job job) {
    CompletableFuture<JobDetails> end = limited(job.completion(), ends.timeout());
    Duration pendingLimit = ends.pendingTimeout();
    if (pendingLimit != null) {
      CompletableFuture<JobDetails> start = limited(job.started(), pendingLimit);
      start.whenCompleteAsync(
          (details, failure) -> {
            if (failure instanceof TimeoutException) {
              giveUpIfPending(job, pendingLimit, end);
            }
          });
      end.whenComplete((details, failure) -> start.cancel(false));
    }
    return end.handleAsync(
        (details, failure) -> {
          if (failure instanceof StillPendingException late) {
            return leave(session, job, String.valueOf(late.getMessage()));
          }
          if (failure instanceof TimeoutException) {
            return leave(session, job, "Job '" + job.id() + "' has not ended in time.");
          }
          if (failure != null) {
            throw new CompletionException(failure);
          }
          return new Outcome(details);
        });
  }

  private static CompletableFuture<JobDetails> limited(
      CompletableFuture<JobDetails> future, @Nullable Duration limit) {
    return limit == null ? future : future.orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static void giveUpIfPending(Job job, Duration limit, CompletableFuture<JobDetails> end) {
    try {
      JobDetails now = job.details();
      if (now.status() == JobStatus.PENDING) {
        String reason = now.message().orElse("");
        end.completeExceptionally(
            new StillPendingException(PendingLimit.words(job, limit, reason), reason));
      }
    } catch (RayJobsException e) {
      end.completeExceptionally(e);
    }
  }

  private Outcome leave(Session session, Job job, String late) {
    JobDetails now = job.details();
    if (now.status().isTerminal()) {
      return new Outcome(now);
    }
    if (ends.onTimeout() == Leaving.STOP) {
      job.stop();
      session.remarks().line(late + " It is asked to stop.");
    } else {
      session.remarks().line(late + " Wait again: " + session.commandLine("wait", job.id()));
    }
    return new Outcome(null);
  }

  private static Outcome whenThere(CompletableFuture<Outcome> outcome) {
    try {
      return outcome.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException failure ? failure : e;
    }
  }

  private int tell(Session session, Job job, Outcome outcome) {
    JobDetails end = outcome.end();
    if (end == null) {
      session.result(JobJson.left(job.id(), ExitCode.TIMED_OUT));
      return ExitCode.TIMED_OUT;
    }
    int code = ends.exitCode(end);
    session.report(end, job.id());
    session.result(end, code);
    return code;
  }
}
