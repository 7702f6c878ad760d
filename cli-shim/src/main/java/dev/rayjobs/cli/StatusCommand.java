package dev.rayjobs.cli;

import dev.rayjobs.JobDetails;

/** {@code ray job status}. */
final class StatusCommand implements Command {
  private final Console console;

  private final ConnectionOptions connection = new ConnectionOptions();
  private final NarrationOptions narration = new NarrationOptions();

  private final Arguments jobId = Arguments.jobId();

  StatusCommand(Console console) {
    this.console = console;
  }

  @Override
  public Syntax syntax() {
    return new Syntax("status", "Tells where a job stands.")
        .arguments(jobId)
        .options(connection.group())
        .options(narration.group());
  }

  @Override
  public String subject() {
    return jobId.value();
  }

  @Override
  public Integer call() {
    try (Session session = Session.open(console, connection, narration)) {
      String id = jobId.value();
      JobDetails details = session.client().job(id).details();
      session.report(details, id);
      session.result(details, ExitCode.OK);
      session.quietResult(details.statusText());
      return ExitCode.OK;
    }
  }
}
