package dev.rayjobs.errors;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The wait for a job was over before the job had got that far. The job itself is not touched. A
 * request that is not answered in time is a {@link ConnectionException}.
 *
 * <pre>{@code
 * catch (TimedOutException e) { job.stop(); }
 * }</pre>
 */
public class TimedOutException extends RayJobsException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * An error with a message for the user.
   *
   * @param message what was wrong, where it came from and what to do
   */
  public TimedOutException(String message) {
    super(message);
  }

  /**
   * An error with a message for the user and what caused it.
   *
   * @param message what was wrong, where it came from and what to do
   * @param cause what led to it; may be null
   */
  public TimedOutException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
