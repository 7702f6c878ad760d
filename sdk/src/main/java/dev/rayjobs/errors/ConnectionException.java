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

  /** An error with a message for the user. */
  public ConnectionException(String message) {
    super(message);
  }

  /** An error with a message for the user and what caused it. */
  public ConnectionException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
