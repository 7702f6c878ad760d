package dev.rayjobs.cli;

/** {@code ray job delete}. */
final class DeleteCommand implements Command {
  private final Console console;

  private final ConnectionOptions connection = new ConnectionOptions();
  private final NarrationOptions narration = new NarrationOptions();

  private final Arguments jobId = Arguments.jobId();

  DeleteCommand(Console console) {
    this.console = console;
  }

  @Override
  public Syntax syntax() {
    return new Syntax("delete", "Makes the cluster forget a job that has ended.")
        .details(
            "Its log stays on the node's disk. Do not use the id again: Ray does not support that.")
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
      session.client().job(id).delete();
      session.narrator().print("Job '" + id + "' deleted successfully");
      session.result(JobJson.of(id, "deleted", true, ExitCode.OK));
      return ExitCode.OK;
    }
  }
}
