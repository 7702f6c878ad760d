package dev.rayjobs.cli;

import dev.rayjobs.Job;
import dev.rayjobs.JobDetails;
import dev.rayjobs.JobStatus;
import dev.rayjobs.cli.EndOptions.Leaving;
import dev.rayjobs.errors.NotFoundException;
import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.errors.StillPendingException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** {@code ray job wait}, which Ray's own program does not have. */
final class WaitCommand implements Command {
  /** For each job whose time is up: none is to wait for the answer to another one's question. */
  private static final Executor LAST_WORDS = new OwnThread("last-words");

  private final Console console;

  private final ConnectionOptions connection = new ConnectionOptions();
  private final NarrationOptions narration = new NarrationOptions();
  private final EndOptions ends = new EndOptions();

  private final Arguments jobIds = Arguments.many(true, "JOB_ID", "The jobs' submission ids.");

  /** The ids of the jobs that the cluster had when the wait began. */
  private final Set<String> seen = ConcurrentHashMap.newKeySet();

  WaitCommand(Console console) {
    this.console = console;
  }

  @Override
  public Syntax syntax() {
    return new Syntax("wait", "Waits until jobs have ended, and ends by their results.")
        .details("With the exit code of the first one, in the given order, whose is not 0.")
        .arguments(jobIds)
        .options(new OptionGroup("The wait for their end", ends.optionsOfWaiting()))
        .options(connection.groupForWaiting())
        .options(narration.group());
  }

  @Override
  public Integer call() {
    try (Session session = Session.open(console, connection, narration)) {
      List<Job> jobs = jobIds.values().stream().map(session.client()::job).toList();
      CompletableFuture<Void> found =
          CompletableFuture.runAsync(() -> look(jobs), new OwnThread("look"));
      List<CompletableFuture<Outcome>> outcomes =
          jobs.stream().map(job -> outcome(session, job, found)).toList();
      refuseUnknown(found, outcomes);
      int exitCode = ExitCode.OK;
      for (int i = 0; i < jobs.size(); i++) {
        int code = tell(session, jobs.get(i), outcomes.get(i));
        exitCode = exitCode == ExitCode.OK ? code : exitCode;
      }
      return exitCode;
    }
  }

  /**
   * What came of the waiting for one job.
   *
   * @param details what Ray said of it last; null if it says nothing
   * @param late whether its time was up
   */
  private record Outcome(@Nullable JobDetails details, boolean late) {}

  /** A misspelt id is said at once, not after the others have ended. */
  private void look(List<Job> jobs) {
    try {
      for (Job job : jobs) {
        job.details();
        seen.add(job.submissionId());
      }
    } catch (NotFoundException e) {
      throw e;
    } catch (RayJobsException e) {
      // Who waits meets the same, and knows how long to bear it.
      return;
    }
  }

  private static void refuseUnknown(
      CompletableFuture<Void> found, List<CompletableFuture<Outcome>> outcomes) {
    CompletableFuture<Void> all =
        CompletableFuture.allOf(outcomes.toArray(CompletableFuture[]::new));
    try {
      // Time may be up before the cluster answers at all.
      CompletableFuture.anyOf(found, all).join();
    } catch (CompletionException e) {
      if (found.isCompletedExceptionally() && cause(e) instanceof NotFoundException unknown) {
        throw unknown;
      }
    }
  }

  /** Begins to wait: for all jobs together, on the client's one poller. */
  private CompletableFuture<Outcome> outcome(
      Session session, Job job, CompletableFuture<Void> found) {
    CompletableFuture<JobDetails> end =
        limited(found.thenCompose(there -> job.completion()), ends.timeout());
    Duration pendingLimit = ends.pendingTimeout();
    if (pendingLimit != null) {
      CompletableFuture<JobDetails> start =
          limited(found.thenCompose(there -> job.started()), pendingLimit);
      start.whenCompleteAsync(
          (details, failure) -> {
            if (failure instanceof TimeoutException) {
              giveUpIfPending(job, pendingLimit, end);
            }
          },
          LAST_WORDS);
      end.whenComplete((details, failure) -> start.cancel(false));
    }
    return end.handleAsync(
        (details, failure) -> {
          if (failure == null) {
            return new Outcome(details, false);
          }
          Throwable cause = cause(failure);
          if (cause instanceof StillPendingException late) {
            return leave(session, job, String.valueOf(late.getMessage()));
          }
          if (cause instanceof TimeoutException) {
            return leave(session, job, "Job '" + job.submissionId() + "' has not ended in time.");
          }
          throw new CompletionException(cause);
        },
        LAST_WORDS);
  }

  private static <T> CompletableFuture<T> limited(
      CompletableFuture<T> future, @Nullable Duration limit) {
    return limit == null ? future : future.orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static Throwable cause(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : null;
    return cause == null ? failure : cause;
  }

  private static void giveUpIfPending(Job job, Duration limit, CompletableFuture<JobDetails> end) {
    try {
      Optional<JobDetails> now = BriefQuestion.ask(job::details);
      if (now.isEmpty() || now.get().status() == JobStatus.PENDING) {
        String reason = now.flatMap(JobDetails::message).orElse("");
        end.completeExceptionally(
            new StillPendingException(PendingLimit.words(job, limit, reason), reason));
      }
    } catch (RayJobsException e) {
      end.completeExceptionally(e);
    }
  }

  private Outcome leave(Session session, Job job, String late) {
    Optional<JobDetails> now = BriefQuestion.ask(job::details);
    if (now.isPresent() && now.get().status().isTerminal()) {
      return new Outcome(now.get(), false);
    }
    String next =
        ends.onTimeout() == Leaving.DETACH
            ? "Wait again: " + session.commandLine("wait", job.submissionId())
            // Whether there is anything to stop yet is for Ray to know.
            : BriefQuestion.ask(job::stop).isPresent()
                ? "It is asked to stop."
                : "It could not be asked to stop: the cluster does not answer.";
    session.remarks().line(late + " " + next);
    return new Outcome(now.orElse(null), true);
  }

  private int tell(Session session, Job job, CompletableFuture<Outcome> outcome) {
    try {
      return tell(session, job, whenThere(job, outcome));
    } catch (RayJobsException e) {
      int code = new ErrorReport(console.err()).tell(e, narration.isVerbose());
      session.result(JobJson.failed(job.submissionId(), ErrorReport.message(e), code));
      return code;
    }
  }

  private Outcome whenThere(Job job, CompletableFuture<Outcome> outcome) {
    try {
      return outcome.join();
    } catch (CompletionException e) {
      if (cause(e) instanceof NotFoundException unknown && seen.contains(job.submissionId())) {
        throw new JobGoneException(job.submissionId(), unknown);
      }
      throw cause(e) instanceof RuntimeException failure ? failure : e;
    }
  }

  private int tell(Session session, Job job, Outcome outcome) {
    JobDetails end = outcome.details();
    if (outcome.late() || end == null) {
      session.resultOfLeft(end, job.submissionId(), ExitCode.TIMED_OUT);
      return ExitCode.TIMED_OUT;
    }
    int code = ends.exitCode(end);
    session.report(end, job.submissionId());
    session.result(end, code);
    return code;
  }
}
