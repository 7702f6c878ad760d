package dev.rayjobs;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a job stands, as Ray's {@code JobStatus}. A status that a newer Ray may add becomes {@link
 * #UNKNOWN}; the details then hold its own word. Constants may be added: have a default branch.
 *
 * <pre>{@code
 * if (job.status().isTerminal()) { System.out.println("over"); }
 * }</pre>
 */
public enum JobStatus {
  /** Accepted; waiting for its supervisor, its resources or its runtime_env. */
  PENDING,
  /** The entrypoint runs. */
  RUNNING,
  /** Ended because somebody asked for a stop. */
  STOPPED,
  /** The entrypoint ended with exit code 0. */
  SUCCEEDED,
  /** The entrypoint ended with another exit code, or could not run. */
  FAILED,
  /** A status that this library does not know. Not terminal. */
  UNKNOWN;

  /** {@return whether a job in this status will never change again} */
  public boolean isTerminal() {
    return this == STOPPED || this == SUCCEEDED || this == FAILED;
  }

  /** Whether the job runs or has ended; of one in an unknown status that is not known. */
  boolean hasStarted() {
    return this == RUNNING || isTerminal();
  }

  static JobStatus of(@Nullable String text) {
    if (text != null) {
      for (JobStatus status : values()) {
        if (status != UNKNOWN && status.name().equals(text.toUpperCase(Locale.ROOT))) {
          return status;
        }
      }
    }
    return UNKNOWN;
  }
}
