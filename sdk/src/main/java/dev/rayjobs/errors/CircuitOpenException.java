package dev.rayjobs.errors;

import java.io.Serial;
import java.time.Instant;

/**
 * The client's circuit breaker is open: the dashboard failed to answer several times in a row, and
 * this request was not sent.
 *
 * <pre>{@code
 * catch (CircuitOpenException e) { log.warn("no dashboard since {}", e.openSince()); }
 * }</pre>
 *
 * @serial exclude
 */
public final class CircuitOpenException extends ConnectionException {
  @Serial private static final long serialVersionUID = 1L;

  private final Instant openSince;

  /**
   * An error with a message for the user.
   *
   * @param message what was wrong, where it came from and what to do
   * @param openSince when the first failure too many came
   */
  public CircuitOpenException(String message, Instant openSince) {
    super(message);
    this.openSince = openSince;
  }

  /** {@return when the circuit opened; attempts to close it that failed do not count} */
  public Instant openSince() {
    return openSince;
  }
}
