package dev.rayjobs.errors;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Something given to this library cannot be used: an address, a path, a runtime_env, a setting. The
 * cluster may have been asked what it is and has; nothing was changed on it.
 *
 * <pre>{@code
 * catch (InvalidInputException e) { System.err.println(e.getMessage()); }
 * }</pre>
 */
public class InvalidInputException extends RayJobsException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * An error with a message for the user.
   *
   * @param message what was wrong, where it came from and what to do
   */
  public InvalidInputException(String message) {
    this(message, null, false);
  }

  /**
   * An error with a message for the user and what caused it.
   *
   * @param message what was wrong, where it came from and what to do
   * @param cause what led to it; may be null
   */
  public InvalidInputException(String message, @Nullable Throwable cause) {
    this(message, cause, false);
  }

  /** For a message that may be of several lines. */
  InvalidInputException(String message, @Nullable Throwable cause, boolean severalLines) {
    super(severalLines ? message : Legible.line(message), cause);
  }
}
