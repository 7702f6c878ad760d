package dev.rayjobs.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ray job list}. */
@Command(
    name = "list",
    description = "Lists the jobs of the cluster: submitted ones, and drivers that were not.")
final class ListCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();
  @Mixin private NarrationOptions narration = new NarrationOptions();

  ListCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (Session session = Session.open(console, connection, narration)) {
      console.out().line(JobListing.of(session.client().list()));
      return ExitCode.OK;
    }
  }
}
