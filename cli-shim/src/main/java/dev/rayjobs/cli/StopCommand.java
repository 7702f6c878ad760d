package dev.rayjobs.cli;

import dev.rayjobs.Job;
import dev.rayjobs.JobDetails;
import dev.rayjobs.errors.RayJobsException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ray job stop}. */
@Command(name = "stop", description = "Asks a job to stop, and waits until it has ended.")
final class StopCommand implements Callable<Integer> {
  private static final Duration POLL = Duration.ofMillis(250);
  private static final Duration TELL = Duration.ofSeconds(1);

  private final Console console;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();
  @Mixin private NarrationOptions narration = new NarrationOptions();

  @Option(names = "--no-wait", description = "End once the stop is asked for.")
  private boolean noWait;

  @Parameters(paramLabel = "JOB_ID", description = "The job's submission id.")
  private String jobId = "";

  StopCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (Session session = Session.open(console, connection, narration)) {
      Narrator narrator = session.narrator();
      Job job = session.client().job(jobId);
      narrator.print("Attempting to stop job '" + jobId + "'");
      job.stop();
      if (noWait) {
        session.result(JobJson.left(jobId, ExitCode.OK));
        return ExitCode.OK;
      }
      narrator.print("Waiting for job '" + jobId + "' to exit (disable with --no-wait):");
      JobDetails end = awaitEnd(narrator, job);
      JobReport.tell(narrator, jobId, end);
      session.result(end, ExitCode.OK);
      return ExitCode.OK;
    }
  }

  private static JobDetails awaitEnd(Narrator narrator, Job job) {
    long toldAt = System.nanoTime() - TELL.toNanos();
    while (true) {
      JobDetails details = job.details();
      if (details.status().isTerminal()) {
        return details;
      }
      if (System.nanoTime() - toldAt >= TELL.toNanos()) {
        narrator.print("Job has not exited yet. Status: " + details.statusText());
        toldAt = System.nanoTime();
      }
      try {
        Thread.sleep(POLL.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new RayJobsException("Interrupted while waiting for job '" + job.id() + "'", e);
      }
    }
  }
}
