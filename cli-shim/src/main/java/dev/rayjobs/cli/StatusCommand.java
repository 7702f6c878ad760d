package dev.rayjobs.cli;

import dev.rayjobs.JobDetails;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code ray job status}. */
@Command(name = "status", description = "Tells where a job stands.")
final class StatusCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();
  @Mixin private NarrationOptions narration = new NarrationOptions();

  @Parameters(paramLabel = "JOB_ID", description = "The job's submission id.")
  private String jobId = "";

  StatusCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (Session session = Session.open(console, connection, narration)) {
      JobDetails details = session.client().job(jobId).details();
      JobReport.tell(session.narrator(), jobId, details);
      session.result(details, ExitCode.OK);
      session.quietResult(details.statusText());
      return ExitCode.OK;
    }
  }
}
