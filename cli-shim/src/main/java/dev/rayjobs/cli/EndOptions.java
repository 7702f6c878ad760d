package dev.rayjobs.cli;

import dev.rayjobs.JobDetails;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** How long to wait for a job's end, and what exit code stands for it. */
final class EndOptions {
  /** Whose exit code. */
  enum ExitCodeOf {
    JOB,
    DRIVER
  }

  /** What becomes of the job that one no longer waits for. */
  enum Leaving {
    DETACH,
    STOP
  }

  private final Option<ExitCodeOf> exitCodeOf =
      Option.choice(
          "--exit-code",
          ExitCodeOf.class,
          "How to end when the job has ended. job (default): 0, 1 if it failed, 5 if it was stopped."
              + " driver: as the entrypoint itself did, 128 plus the signal if one ended it.");

  private final Option<Duration> timeout =
      Option.of(
          "--timeout",
          "TIME",
          Durations::parse,
          "How long to wait for the job's end, for example 90s or 1h30m; then end with 124.");

  private final Option<Duration> pendingTimeout =
      Option.of(
          "--pending-timeout",
          "TIME",
          Durations::parse,
          "How long to wait for the job's start, for example 5m; then say what Ray says it waits for,"
              + " and end with 124.");

  private final Option<Leaving> onTimeout =
      Option.choice(
          "--on-timeout",
          Leaving.class,
          "What to do with the job when a time is up. Default: detach, which leaves it running.");

  private final Option<Duration> stopTimeout =
      Option.of(
          "--stop-timeout",
          "TIME",
          Durations::parse,
          "How long to wait for the end of a job that is asked to stop; Ray kills it 3 seconds after"
              + " it was asked. Default: 2s after a signal, 30s after --timeout.");

  /** The options of a command that follows one job, for a group of which it has more. */
  List<Option<?>> optionsOfFollowing() {
    return List.of(exitCodeOf, timeout, pendingTimeout, onTimeout, stopTimeout);
  }

  /** The options of a command that does not stay when it has asked a job to stop. */
  List<Option<?>> optionsOfWaiting() {
    return List.of(exitCodeOf, timeout, pendingTimeout, onTimeout);
  }

  /** How long to wait, or null for ever. */
  @Nullable Duration timeout() {
    return timeout.value();
  }

  /** How long to wait for its start, or null for ever. */
  @Nullable Duration pendingTimeout() {
    return pendingTimeout.value();
  }

  Leaving onTimeout() {
    return onTimeout.or(Leaving.DETACH);
  }

  /** How long to wait for the end of a job that is asked to stop; null if that is not said. */
  @Nullable Duration stopTimeout() {
    return stopTimeout.value();
  }

  /** Whether the entrypoint's own exit code is wanted. */
  boolean isOfDriver() {
    return exitCodeOf.or(ExitCodeOf.JOB) == ExitCodeOf.DRIVER;
  }

  /** The exit code of a command that stands for the job. */
  int exitCode(JobDetails end) {
    if (isOfDriver()) {
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
