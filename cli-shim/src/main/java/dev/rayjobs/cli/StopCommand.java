package dev.rayjobs.cli;

import dev.rayjobs.Job;
import dev.rayjobs.JobDetails;
import dev.rayjobs.errors.CancelledException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** {@code ray job stop}. */
final class StopCommand implements Command {
  private static final Duration TELL = Duration.ofSeconds(1);

  private final Console console;

  private final ConnectionOptions connection = new ConnectionOptions();
  private final NarrationOptions narration = new NarrationOptions();

  private final Option<Boolean> noWait =
      Option.flag("--no-wait", "End once the stop is asked for.");

  private final Arguments jobId = Arguments.jobId();

  StopCommand(Console console) {
    this.console = console;
  }

  @Override
  public Syntax syntax() {
    return new Syntax("stop", "Asks a job to stop, and waits until it has ended.")
        .arguments(jobId)
        .options(OptionGroup.of("The wait for its end", noWait))
        .options(connection.groupForWaiting())
        .options(narration.group());
  }

  @Override
  public String subject() {
    return jobId.value();
  }

  @Override
  public Integer call() {
    try (Session session = Session.open(console, connection, narration)) {
      Narrator narrator = session.narrator();
      String id = jobId.value();
      Job job = session.client().job(id);
      narrator.print("Attempting to stop job '" + id + "'");
      job.stop();
      if (noWait.given()) {
        session.resultOfLeft(null, id, ExitCode.OK);
        return ExitCode.OK;
      }
      narrator.print("Waiting for job '" + id + "' to exit (disable with --no-wait):");
      JobDetails end = JobGoneException.unlessGone(id, () -> awaitEnd(narrator, job));
      session.report(end, id);
      session.result(end, ExitCode.OK);
      return ExitCode.OK;
    }
  }

  private static JobDetails awaitEnd(Narrator narrator, Job job) {
    CompletableFuture<JobDetails> end = job.completion();
    while (true) {
      Optional<JobDetails> now = BriefQuestion.ask(job::details);
      if (now.isPresent() && now.get().status().isTerminal()) {
        return now.get();
      }
      now.ifPresent(
          details -> narrator.print("Job has not exited yet. Status: " + details.statusText()));
      try {
        return end.get(TELL.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        // Neither ended nor given up.
      } catch (ExecutionException e) {
        throw e.getCause() instanceof RuntimeException failure
            ? failure
            : new IllegalStateException(e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CancelledException(
            "Interrupted while waiting for job '" + job.submissionId() + "'", e);
      }
    }
  }
}
