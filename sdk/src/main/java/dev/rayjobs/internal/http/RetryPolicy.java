package dev.rayjobs.internal.http;

import dev.rayjobs.errors.RayJobsException;
import java.time.Duration;

/**
 * How failed requests are repeated.
 *
 * @param patience how long one operation is repeated, from its first failure on
 * @param firstContactPatience the same while a server that never answered cannot be connected to
 * @param firstWait the longest wait before the first repetition; it doubles with each
 * @param longestWait what it grows to
 * @param listener hears of each repetition
 */
public record RetryPolicy(
    Duration patience,
    Duration firstContactPatience,
    Duration firstWait,
    Duration longestWait,
    Listener listener) {
  /** Hears of each repetition before its wait. */
  @FunctionalInterface
  public interface Listener {
    /**
     * A request failed and will be sent again.
     *
     * @param attempt how many failed so far
     * @param failure how the last one failed
     * @param wait the time until the next
     */
    void retrying(int attempt, RayJobsException failure, Duration wait);
  }
}
