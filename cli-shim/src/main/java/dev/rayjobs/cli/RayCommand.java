package dev.rayjobs.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ray} itself. */
@Command(
    name = "ray",
    description = "Runs jobs on Ray clusters.",
    synopsisSubcommandLabel = "COMMAND")
final class RayCommand implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    throw JobCommand.missingCommand(spec);
  }
}
