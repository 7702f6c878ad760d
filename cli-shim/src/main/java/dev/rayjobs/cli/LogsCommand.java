package dev.rayjobs.cli;

import dev.rayjobs.Job;
import dev.rayjobs.JobDetails;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ray job logs}. */
@Command(name = "logs", description = "Shows a job's log.")
final class LogsCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();
  @Mixin private NarrationOptions narration = new NarrationOptions();

  @Option(
      names = {"-f", "--follow"},
      description = "Show it as it is written, until the job ends.")
  private boolean follow;

  @Parameters(paramLabel = "JOB_ID", description = "The job's submission id.")
  private String jobId = "";

  LogsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (Session session = Session.open(console, connection, narration)) {
      Job job = session.client().job(jobId);
      if (follow) {
        // An id that was never there is another error than a job that vanishes.
        job.details();
        JobDetails end = new Following(session, job).toTheEnd();
        JobReport.tell(session.narrator(), jobId, end);
      } else {
        session.logs().write(job.logs());
      }
      // As in Ray, whatever the job's end: KubeRay counts on it.
      return ExitCode.OK;
    }
  }
}
