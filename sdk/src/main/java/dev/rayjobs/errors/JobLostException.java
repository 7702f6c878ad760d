package dev.rayjobs.errors;

import java.io.Serial;

/**
 * The job is gone with its cluster, and another cluster answers at its address; or another job has
 * its id now. How the job ended is not known.
 *
 * <pre>{@code
 * catch (JobLostException e) { resubmit(); }
 * }</pre>
 */
public final class JobLostException extends RayJobsException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * An error with a message for the user.
   *
   * @param message what was wrong, where it came from and what to do
   */
  public JobLostException(String message) {
    super(message);
  }
}
