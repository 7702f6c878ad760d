package dev.rayjobs.errors;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A directory or file cannot be packaged for the cluster. Nothing was uploaded.
 *
 * <pre>{@code
 * catch (PackagingException e) { System.err.println(e.getMessage()); }
 * }</pre>
 */
public class PackagingException extends InvalidInputException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * An error with a message for the user.
   *
   * @param message what was wrong, where it came from and what to do
   */
  public PackagingException(String message) {
    super(message, null, true);
  }

  /**
   * An error with a message for the user and what caused it.
   *
   * @param message what was wrong, where it came from and what to do
   * @param cause what led to it; may be null
   */
  public PackagingException(String message, @Nullable Throwable cause) {
    super(message, cause, true);
  }
}
