package dev.rayjobs;

import dev.rayjobs.errors.InvalidInputException;
import java.time.Duration;

/** Looks at time limits where they are given, lest they break what counts with them later. */
final class TimeLimits {
  private static final Duration LONGEST_PATIENCE = Duration.ofDays(36_500);
  private static final Duration SHORTEST = Duration.ofMillis(1);

  /** OkHttp counts milliseconds in an {@code int}. */
  private static final Duration LONGEST_TIMEOUT = Duration.ofDays(24);

  private TimeLimits() {}

  /** The limit of a request or of a part of it; zero: none. */
  static Duration timeout(String name, Duration limit) {
    if (!limit.isZero() && (limit.compareTo(SHORTEST) < 0 || isLonger(limit, LONGEST_TIMEOUT))) {
      throw new InvalidInputException(
          "The "
              + name
              + " must be from 1 ms to 24 days, or zero for no limit at all, and is "
              + limit);
    }
    return limit;
  }

  /** How long something is waited for; zero: not at all. */
  static Duration patience(String name, Duration limit) {
    if (limit.isNegative() || isLonger(limit, LONGEST_PATIENCE)) {
      throw new InvalidInputException(
          "The " + name + " must be from zero to 100 years, and is " + limit);
    }
    return limit;
  }

  /** As {@link #patience}, for what a zero would make no sense for. */
  static Duration pause(String name, Duration limit) {
    if (limit.compareTo(SHORTEST) < 0 || isLonger(limit, LONGEST_PATIENCE)) {
      throw new InvalidInputException(
          "The " + name + " must be from 1 ms to 100 years, and is " + limit);
    }
    return limit;
  }

  private static boolean isLonger(Duration limit, Duration longest) {
    return limit.compareTo(longest) > 0;
  }
}
