package dev.rayjobs.errors;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The job has ended, and the end of its log cannot be fetched, though it was asked for again and
 * again: what was read of a followed log is right, and not all of it. The job's end can be asked
 * for all the same.
 *
 * <pre>{@code
 * catch (LogIncompleteException e) { System.err.println(e.getMessage()); } // then: job.await(…)
 * }</pre>
 */
public final class LogIncompleteException extends RayJobsException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * An error with a message for the user and how the last request failed.
   *
   * @param message what was wrong, where it came from and what to do
   * @param cause what led to it; may be null
   */
  public LogIncompleteException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
