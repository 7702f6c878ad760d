package dev.rayjobs.cli;

import dev.rayjobs.errors.InvalidInputException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with a command line, and where its help is: a line on stderr. */
final class UsageReport {
  private final Output errors;

  UsageReport(Output errors) {
    this.errors = errors;
  }

  /** Says it, and returns the exit code. */
  int tell(ParameterException error) {
    CommandSpec command = error.getCommandLine().getCommandSpec();
    String reason = reason(error);
    errors.line(
        "Error: "
            + reason
            + (reason.endsWith("?") || reason.endsWith(".") ? " " : ". ")
            + "Try '"
            + command.qualifiedName()
            + " --help' for help.");
    return ExitCode.USAGE;
  }

  /** What is wrong, in words for the user. */
  static String reason(ParameterException error) {
    // Made as fit to be shown as the library's errors are: it repeats words of the command line.
    return String.valueOf(new InvalidInputException(words(error)).getMessage());
  }

  private static String words(ParameterException error) {
    CommandSpec command = error.getCommandLine().getCommandSpec();
    if (!(error instanceof UnmatchedArgumentException unmatched)) {
      return String.valueOf(error.getMessage());
    }
    List<String> words = unmatched.getUnmatched();
    if (unmatched.isUnknownOption()) {
      String option = words.get(0).replaceFirst("(?s)=.*", "");
      String meant = meant(option, command.optionsMap().keySet());
      boolean misplaced = meant.isEmpty() && command.name().equals("submit");
      return "No such option: '"
          + option
          + "'"
          + meant
          + (misplaced ? ". Options of the job's own command come after --" : "");
    }
    if (!command.subcommands().isEmpty()) {
      String name = words.get(0);
      return "No such command: '" + name + "'" + meant(name, command.subcommands().keySet());
    }
    return "Unexpected: '" + String.join("', '", words) + "'";
  }

  private static String meant(String misspelt, Collection<String> words) {
    Optional<String> similar = Similar.to(misspelt, words);
    return similar.map(word -> ". Did you mean " + word + "?").orElse("");
  }
}
