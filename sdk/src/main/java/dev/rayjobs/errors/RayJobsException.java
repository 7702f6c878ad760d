package dev.rayjobs.errors;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The root of all errors of this library. The message says what was wrong, where it came from and
 * what to do; it never holds a token. What it repeats of a server's words, or of what was given, is
 * cut where it is very long, and has no control characters.
 *
 * <p>A call whose thread is interrupted, or whose client is closed meanwhile, throws {@link
 * CancelledException}, whatever it is, and leaves the thread interrupted.
 *
 * <pre>{@code
 * try {
 *   job.await(Duration.ofMinutes(10));
 * } catch (RayJobsException e) {
 *   log.error("the job could not be followed: {}", e.getMessage());
 * }
 * }</pre>
 */
public class RayJobsException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * An error with a message for the user.
   *
   * @param message what was wrong, where it came from and what to do
   */
  public RayJobsException(String message) {
    super(Legible.lines(message));
  }

  /**
   * An error with a message for the user and what caused it.
   *
   * @param message what was wrong, where it came from and what to do
   * @param cause what led to it; may be null
   */
  public RayJobsException(String message, @Nullable Throwable cause) {
    super(Legible.lines(message), cause);
  }
}
