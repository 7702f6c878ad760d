package dev.rayjobs.errors;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A call was ended from this side before it was done: its thread was interrupted, or its client was
 * closed. An interrupted thread stays interrupted. The job is not touched; whether a request that
 * was under way arrived is not known.
 *
 * <pre>{@code
 * catch (CancelledException e) { return; } // this program is ending
 * }</pre>
 */
public final class CancelledException extends RayJobsException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * An error with a message for the user.
   *
   * @param message what was wrong, where it came from and what to do
   */
  public CancelledException(String message) {
    super(message);
  }

  /**
   * An error with a message for the user and what caused it.
   *
   * @param message what was wrong, where it came from and what to do
   * @param cause what led to it; may be null
   */
  public CancelledException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
