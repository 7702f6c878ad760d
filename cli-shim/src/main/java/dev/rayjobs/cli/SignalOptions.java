package dev.rayjobs.cli;

import dev.rayjobs.cli.EndOptions.Leaving;
import dev.rayjobs.errors.InvalidInputException;
import java.util.List;
import picocli.CommandLine.TypeConversionException;

/** What a signal does to a job that is followed. */
final class SignalOptions {
  private static final String VARIABLE = "RAY_JOB_ON_SIGNAL";

  private final Option<Leaving> onSignal =
      Option.choice(
          "--on-signal",
          Leaving.class,
          "What Ctrl-C or SIGTERM does. detach: leaves the job running. stop: stops the job first of"
              + " all, then shows the rest of its log; a second signal leaves at once. Default:"
              + " RAY_JOB_ON_SIGNAL, else detach.");

  /** The options, for a group of which a command has more. */
  List<Option<?>> options() {
    return List.of(onSignal);
  }

  Leaving onSignal(Console console) {
    Leaving given = onSignal.value();
    if (given != null) {
      return given;
    }
    String inherited = console.variable(VARIABLE);
    if (inherited == null || inherited.isEmpty()) {
      return Leaving.DETACH;
    }
    try {
      return Option.choose(inherited, Leaving.values());
    } catch (TypeConversionException e) {
      throw new InvalidInputException(VARIABLE + ": " + e.getMessage(), e);
    }
  }
}
