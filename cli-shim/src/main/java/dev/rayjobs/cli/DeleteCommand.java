package dev.rayjobs.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code ray job delete}. */
@Command(
    name = "delete",
    description = {
      "Makes the cluster forget a job that has ended. Its log stays on the node's disk.",
      "Do not use the id again: Ray does not support that."
    })
final class DeleteCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();
  @Mixin private NarrationOptions narration = new NarrationOptions();

  @Parameters(paramLabel = "JOB_ID", description = "The job's submission id.")
  private String jobId = "";

  DeleteCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (Session session = Session.open(console, connection, narration)) {
      session.client().job(jobId).delete();
      session.narrator().print("Job '" + jobId + "' deleted successfully");
      session.result(Map.of("submission_id", jobId, "deleted", true));
      return ExitCode.OK;
    }
  }
}
