package dev.rayjobs.errors;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A time limit ran out: of a request, or of the wait for a job. The job itself is not touched.
 *
 * <pre>{@code
 * catch (TimedOutException e) { job.stop(); }
 * }</pre>
 */
public class TimedOutException extends RayJobsException {
  @Serial private static final long serialVersionUID = 1L;

  /** An error with a message for the user. */
  public TimedOutException(String message) {
    super(message);
  }

  /** An error with a message for the user and what caused it. */
  public TimedOutException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
