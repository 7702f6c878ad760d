package dev.rayjobs.errors;

import java.io.Serial;

/**
 * A job did not start within the time that it was given. It is not touched: it may start later.
 *
 * <pre>{@code
 * catch (StillPendingException e) { System.err.println(e.reason()); job.stop(); }
 * }</pre>
 *
 * @serial exclude
 */
public final class StillPendingException extends TimedOutException {
  @Serial private static final long serialVersionUID = 1L;

  private final String reason;

  /**
   * An error with a message for the user.
   *
   * @param message what was wrong, where it came from and what to do
   * @param reason Ray's own words on why the job is pending; empty if it gave none
   */
  public StillPendingException(String message, String reason) {
    super(message);
    this.reason = reason;
  }

  /** {@return Ray's own words on why the job is pending; empty if it gave none} */
  public String reason() {
    return reason;
  }
}
