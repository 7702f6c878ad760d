package dev.rayjobs.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ray job}: names the commands below it. */
@Command(
    name = "job",
    description = "Submits, follows, stops, deletes and lists jobs.",
    synopsisSubcommandLabel = "COMMAND")
final class JobCommand implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    throw missingCommand(spec);
  }

  /** What is wrong with a command line that ends before it says what to do. */
  static ParameterException missingCommand(@Nullable CommandSpec group) {
    CommandSpec spec = Objects.requireNonNull(group);
    return new ParameterException(
        spec.commandLine(),
        "Missing command: one of " + String.join(", ", spec.subcommands().keySet()));
  }
}
