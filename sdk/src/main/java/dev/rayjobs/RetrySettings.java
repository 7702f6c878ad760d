package dev.rayjobs;

import dev.rayjobs.errors.InvalidInputException;
import dev.rayjobs.internal.http.RetryPolicy;
import java.time.Duration;

/**
 * How long and how often a client repeats a request that failed in a way that may pass: a
 * connection that broke or was refused, HTTP 429, 502, 503 and 504, Ray's "No available agent", and
 * what Ray answers while it starts a part of its dashboard anew. Waits grow from 0.2 s to 5 s, each
 * a random part of that, or longer if the server asks for it with {@code Retry-After}. Only
 * requests that are safe to repeat are; a submission is sent again only after a look shows that the
 * job is not there. Immutable.
 *
 * <p>The time counts from an operation's first failure on: a request that stalled for the whole of
 * {@link JobClient.Builder#readTimeout(Duration)}, or an upload that broke after minutes, is still
 * repeated. A repetition, unless it is an upload, may stall for as long as there is time left, or 5
 * s, but no longer than the first. So an operation on a dashboard that stalls ends after one such
 * time-out, the time set here, and 5 s at most.
 *
 * <pre>{@code
 * JobClient.builder().retry(RetrySettings.forAtMost(Duration.ofMinutes(5))).build();
 * }</pre>
 */
public final class RetrySettings {
  private static final Duration FIRST_WAIT = Duration.ofMillis(200);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  private final Duration patience;
  private final Duration firstContactPatience;
  private final Duration firstWait;
  private final Duration longestWait;

  private RetrySettings(
      Duration patience, Duration firstContactPatience, Duration firstWait, Duration longestWait) {
    this.patience = patience;
    this.firstContactPatience = firstContactPatience;
    this.firstWait = firstWait;
    this.longestWait = longestWait;
  }

  private static RetrySettings of(Duration patience, Duration firstContactPatience) {
    return new RetrySettings(patience, firstContactPatience, FIRST_WAIT, LONGEST_WAIT);
  }

  /**
   * {@return what clients do unless told otherwise: 30 seconds from each operation's first failure;
   * but none for a server that cannot be connected to and never answered this client, since that is
   * most often a wrong address}
   */
  public static RetrySettings standard() {
    return of(Duration.ofSeconds(30), Duration.ZERO);
  }

  /**
   * Every request is sent once.
   *
   * @return settings under which nothing is repeated
   */
  public static RetrySettings none() {
    return of(Duration.ZERO, Duration.ZERO);
  }

  /**
   * Repeats for at most this long, each operation by itself, from its first failure on, also before
   * the first contact.
   *
   * @param patience the longest time; zero repeats nothing
   * @return the settings
   * @throws InvalidInputException if it is negative, or over 100 years
   */
  public static RetrySettings forAtMost(Duration patience) {
    TimeLimits.patience("time for retries", patience);
    return of(patience, patience);
  }

  /** {@return how long one operation is repeated, from its first failure on} */
  public Duration patience() {
    return patience;
  }

  /** For tests: with other waits. */
  RetrySettings waits(Duration first, Duration longest) {
    return new RetrySettings(patience, firstContactPatience, first, longest);
  }

  RetryPolicy toPolicy(RetryPolicy.Listener listener) {
    return new RetryPolicy(patience, firstContactPatience, firstWait, longestWait, listener);
  }

  @Override
  public String toString() {
    return "RetrySettings["
        + patience
        + (firstContactPatience.equals(patience) ? "" : ", before the first contact none")
        + "]";
  }
}
