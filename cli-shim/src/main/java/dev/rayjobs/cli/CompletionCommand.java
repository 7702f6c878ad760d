package dev.rayjobs.cli;

import dev.rayjobs.errors.InvalidInputException;
import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine;

/** {@code ray completion}: what a shell needs to complete this program's words. */
final class CompletionCommand implements Command {
  private static final List<String> SHELLS = List.of("bash", "zsh");

  private final Console console;
  private final Arguments shell = Arguments.oneOf("SHELL", SHELLS, "bash or zsh.");

  CompletionCommand(Console console) {
    this.console = console;
  }

  @Override
  public Syntax syntax() {
    return new Syntax("completion", "Prints a script that completes this program's words.")
        .details(
            "In ~/.bashrc: source <(ray completion bash)",
            "In ~/.zshrc, after compinit: source <(ray completion zsh)")
        .arguments(shell);
  }

  @Override
  public Integer call() {
    if (!SHELLS.contains(shell.value())) {
      throw new InvalidInputException(
          "There is no completion for '" + shell.value() + "', only for bash and zsh");
    }
    CommandLine ray = Commands.all(console);
    CommandLine job = Commands.all(console).getSubcommands().get("job");
    // One script serves both shells.
    console.out().write(AutoComplete.bash("ray", ray));
    console.out().write(AutoComplete.bash("ray-job", job));
    return ExitCode.OK;
  }
}
