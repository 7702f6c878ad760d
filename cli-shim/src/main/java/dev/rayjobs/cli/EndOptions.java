package dev.rayjobs.cli;

import dev.rayjobs.JobDetails;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How long to wait for a job's end, and what exit code stands for it. */
final class EndOptions {
  /** Whose exit code. */
  enum ExitCodeOf {
    JOB,
    DRIVER;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What becomes of the job that one no longer waits for. */
  enum Leaving {
    DETACH,
    STOP;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--exit-code",
      paramLabel = "[job|driver]",
      description = {
        "How to end when the job has ended. job (default): 0, 1 if it failed, 5 if it was stopped.",
        "driver: as the entrypoint itself did, 128 plus the signal if one ended it."
      })
  ExitCodeOf exitCodeOf = ExitCodeOf.JOB;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = Durations.class,
      description =
          "How long to wait for the job's end, for example 90s or 1h30m; then end with 124.")
  @Nullable Duration timeout;

  @Option(
      names = "--pending-timeout",
      paramLabel = "TIME",
      converter = Durations.class,
      description = {
        "How long to wait for the job's start, for example 5m; then say what Ray says it waits for,",
        "and end with 124."
      })
  @Nullable Duration pendingTimeout;

  @Option(
      names = "--on-timeout",
      paramLabel = "[detach|stop]",
      description =
          "What to do with the job when a time is up. Default: detach, which leaves it running.")
  Leaving onTimeout = Leaving.DETACH;

  @Option(
      names = "--stop-timeout",
      paramLabel = "TIME",
      converter = Durations.class,
      description = {
        "How long to wait for the end of a job that is asked to stop; Ray kills it 3 seconds after",
        "it was asked. Default: 2s after a signal, 30s after --timeout."
      })
  @Nullable Duration stopTimeout;

  /** The exit code of a command that stands for the job. */
  int exitCode(JobDetails end) {
    if (exitCodeOf == ExitCodeOf.DRIVER) {
      OptionalInt driver = end.driverExitCode();
      if (driver.isPresent()) {
        int code = driver.getAsInt();
        return code < 0 ? ExitCode.SIGNALLED - code : code;
      }
    }
    return switch (end.status()) {
      case SUCCEEDED -> ExitCode.OK;
      case FAILED -> ExitCode.JOB_FAILED;
      case STOPPED -> ExitCode.JOB_STOPPED;
      case PENDING, RUNNING, UNKNOWN -> ExitCode.UNEXPECTED_ANSWER;
    };
  }
}
