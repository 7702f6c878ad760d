package dev.rayjobs.errors;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * An answer came that is not Ray's: the address belongs to another server, or to a Ray that this
 * library does not know.
 *
 * <pre>{@code
 * catch (UnexpectedAnswerException e) { System.err.println(e.getMessage()); }
 * }</pre>
 */
public final class UnexpectedAnswerException extends RayJobsException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * An error with a message for the user.
   *
   * @param message what was wrong, where it came from and what to do
   */
  public UnexpectedAnswerException(String message) {
    super(message);
  }

  /**
   * An error with a message for the user and what caused it.
   *
   * @param message what was wrong, where it came from and what to do
   * @param cause what led to it; may be null
   */
  public UnexpectedAnswerException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
