package dev.rayjobs.errors;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Nobody answered at the address, or not within the time that a request has, or the connection
 * broke before an answer came.
 *
 * <pre>{@code
 * catch (ConnectionException e) { retryLater(); }
 * }</pre>
 */
public class ConnectionException extends RayJobsException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * An error with a message for the user.
   *
   * @param message what was wrong, where it came from and what to do
   */
  public ConnectionException(String message) {
    super(message);
  }

  /**
   * An error with a message for the user and what caused it.
   *
   * @param message what was wrong, where it came from and what to do
   * @param cause what led to it; may be null
   */
  public ConnectionException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
