package dev.rayjobs.errors;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * No usable token on this side: none was found where one is wanted, or the place that should hold
 * it is broken. The message names the place, never the token.
 *
 * <pre>{@code
 * catch (TokenException e) { System.err.println(e.getMessage()); }
 * }</pre>
 */
public final class TokenException extends RayJobsException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * An error with a message for the user.
   *
   * @param message what was wrong, where it came from and what to do
   */
  public TokenException(String message) {
    super(message);
  }

  /**
   * An error with a message for the user and what caused it.
   *
   * @param message what was wrong, where it came from and what to do
   * @param cause what led to it; may be null
   */
  public TokenException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
