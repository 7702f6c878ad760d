package dev.rayjobs.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ray completion}: what a shell needs to complete this program's words. */
@Command(
    name = "completion",
    description = {
      "Prints a script that completes this program's words in bash or zsh. In ~/.bashrc or ~/.zshrc:",
      "source <(ray completion bash)"
    })
final class CompletionCommand implements Callable<Integer> {
  /** The shells; one script serves both. */
  enum Shell {
    BASH,
    ZSH
  }

  private final Console console;

  @Parameters(paramLabel = "bash|zsh", description = "The shell.")
  private Shell shell = Shell.BASH;

  CompletionCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    CommandLine ray = Program.commandLine(console);
    CommandLine job = Program.commandLine(console).getSubcommands().get("job");
    console.out().write(AutoComplete.bash("ray", ray));
    console.out().write(AutoComplete.bash("ray-job", job));
    return ExitCode.OK;
  }
}
