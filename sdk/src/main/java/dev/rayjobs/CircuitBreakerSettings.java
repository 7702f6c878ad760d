package dev.rayjobs;

import dev.rayjobs.errors.InvalidInputException;
import dev.rayjobs.internal.http.CircuitPolicy;
import java.time.Duration;

/**
 * When a client stops to ask a dashboard that does not answer. After so many failures in a row, of
 * the kinds that {@link RetrySettings} repeats, nothing is sent for a while, and requests fail at
 * once with {@link dev.rayjobs.errors.CircuitOpenException}; then one request is let through, and
 * if it is answered, all are. For programs with many threads, which would otherwise all wait for
 * the same dead dashboard. Immutable.
 *
 * <p>Retries wait for the circuit to close as they wait for anything else, for as long as {@link
 * RetrySettings} allow. Followed logs and awaited jobs wait too, and a submission is made exactly
 * once whether the circuit opens in its middle or not.
 *
 * <pre>{@code
 * JobClient.builder().circuitBreaker(CircuitBreakerSettings.of(5, Duration.ofSeconds(10))).build();
 * }</pre>
 */
public final class CircuitBreakerSettings {
  private final int failures;
  private final Duration openFor;

  private CircuitBreakerSettings(int failures, Duration openFor) {
    this.failures = failures;
    this.openFor = openFor;
  }

  /**
   * Opens after so many failures in a row, for so long.
   *
   * @param failures how many in a row open the circuit; at least 1
   * @param openFor how long nothing is sent then; above zero
   * @return the settings
   * @throws InvalidInputException if one of them is not positive, or the time over 100 years
   */
  public static CircuitBreakerSettings of(int failures, Duration openFor) {
    if (failures < 1) {
      throw new InvalidInputException(
          "A circuit breaker needs at least one failure, not " + failures);
    }
    TimeLimits.pause("time for which a circuit is open", openFor);
    return new CircuitBreakerSettings(failures, openFor);
  }

  /** {@return how many failures in a row open the circuit} */
  public int failures() {
    return failures;
  }

  /** {@return how long nothing is sent then} */
  public Duration openFor() {
    return openFor;
  }

  CircuitPolicy toPolicy() {
    return new CircuitPolicy(failures, openFor);
  }

  @Override
  public String toString() {
    return "CircuitBreakerSettings[" + failures + ", " + openFor + "]";
  }
}
