package dev.rayjobs.cli;

import dev.rayjobs.cli.EndOptions.Leaving;
import dev.rayjobs.errors.InvalidInputException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a signal does to a job that is followed. */
final class SignalOptions {
  private static final String VARIABLE = "RAY_JOB_ON_SIGNAL";

  @Option(
      names = "--on-signal",
      paramLabel = "[detach|stop]",
      description = {
        "What Ctrl-C or SIGTERM does. detach (default): leaves the job running. stop: stops the",
        "job first of all, then shows the rest of its log; a second signal leaves at once.",
        "Default: RAY_JOB_ON_SIGNAL, else detach."
      })
  private @Nullable Leaving onSignal;

  Leaving onSignal(Console console) {
    if (onSignal != null) {
      return onSignal;
    }
    String inherited = console.variable(VARIABLE);
    if (inherited == null || inherited.isEmpty()) {
      return Leaving.DETACH;
    }
    for (Leaving known : Leaving.values()) {
      if (known.toString().equals(inherited.toLowerCase(Locale.ROOT))) {
        return known;
      }
    }
    throw new InvalidInputException(VARIABLE + " must be detach or stop, not '" + inherited + "'");
  }
}
