package dev.rayjobs.cli;

import dev.rayjobs.Job;
import dev.rayjobs.JobDetails;
import dev.rayjobs.cli.EndOptions.Leaving;
import dev.rayjobs.errors.TimedOutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code ray job wait}, which Ray's own program does not have. */
@Command(
    name = "wait",
    description = {
      "Waits until these jobs have ended, and ends by their results: with the exit code of the",
      "first one, in the given order, whose is not 0."
    })
final class WaitCommand implements Callable<Integer> {
  private static final Duration FOR_EVER = Duration.ofDays(36_500);

  private final Console console;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();
  @Mixin private NarrationOptions narration = new NarrationOptions();
  @Mixin private EndOptions ends = new EndOptions();

  @Parameters(arity = "1..*", paramLabel = "JOB_ID", description = "The jobs' submission ids.")
  private List<String> jobIds = new ArrayList<>();

  WaitCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (Session session = Session.open(console, connection, narration)) {
      List<Job> jobs = jobIds.stream().map(session.client()::job).toList();
      // A misspelt id is said at once, not after the others have ended.
      jobs.forEach(Job::details);
      long start = System.nanoTime();
      Duration limit = ends.timeout == null ? FOR_EVER : ends.timeout;
      int exitCode = ExitCode.OK;
      for (Job job : jobs) {
        JobDetails end = await(session, job, limit.minusNanos(System.nanoTime() - start));
        int code = end == null ? ExitCode.TIMED_OUT : ends.exitCode(end);
        if (end != null) {
          JobReport.tell(session.narrator(), job.id(), end);
          session.result(end, code);
        } else {
          session.result(JobJson.left(job.id(), code));
        }
        exitCode = exitCode == ExitCode.OK ? code : exitCode;
      }
      return exitCode;
    }
  }

  /** The job's end, or null if there was no time left for it. */
  private @Nullable JobDetails await(Session session, Job job, Duration left) {
    try {
      return job.await(left);
    } catch (TimedOutException e) {
      if (!job.details().status().isTerminal() && ends.onTimeout == Leaving.STOP) {
        job.stop();
        session
            .remarks()
            .line("Job '" + job.id() + "' has not ended in time and is asked to stop.");
      } else {
        session
            .remarks()
            .line(
                "Job '"
                    + job.id()
                    + "' has not ended in time. Wait again: "
                    + session.commandLine("wait", job.id()));
      }
      return null;
    }
  }
}
