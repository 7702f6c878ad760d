package dev.rayjobs.internal.logs;

import dev.rayjobs.errors.ConnectionException;
import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.errors.ServerException;
import dev.rayjobs.errors.UnexpectedAnswerException;
import dev.rayjobs.internal.http.Retrier;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Whether the dashboard can be reached, how long not, and how long to wait before the next try. */
public final class Contact {
  // Another server in the dashboard's place may be a proxy whose dashboard is away, or a mistake.
  private static final Duration PATIENCE_WITH_STRANGERS = Duration.ofSeconds(30);

  private final FollowSettings settings;
  private @Nullable Long lostAt;
  private int failures;

  /** Not lost yet. */
  public Contact(FollowSettings settings) {
    this.settings = settings;
  }

  /** The dashboard answered. */
  public void made() {
    lostAt = null;
    failures = 0;
  }

  /**
   * The dashboard did not answer, or with an error.
   *
   * @return how long to wait before the next try: a random part of a growing time, so that many
   *     followers do not return at once
   * @throws RayJobsException the failure, if waiting cannot mend it or has lasted too long
   */
  public Duration failed(RayJobsException failure) {
    boolean stranger = failure instanceof UnexpectedAnswerException;
    if (!stranger && !isPassing(failure)) {
      throw failure;
    }
    long now = System.nanoTime();
    if (lostAt == null) {
      lostAt = now;
    }
    Duration patience = settings.reconnectFor();
    if (stranger && patience.compareTo(PATIENCE_WITH_STRANGERS) > 0) {
      patience = PATIENCE_WITH_STRANGERS;
    }
    if (now - lostAt >= patience.toNanos()) {
      throw stranger ? failure : lost(failure);
    }
    failures++;
    Duration left = patience.minusNanos(now - lostAt);
    Duration pause = pause(failures, settings.pause(), settings.longestPause());
    return pause.compareTo(left) < 0 ? pause : left;
  }

  /** How many tries failed in a row. */
  int failures() {
    return failures;
  }

  /** A random part of a time that doubles with each failure in a row. */
  static Duration pause(int failuresInARow, Duration first, Duration longest) {
    Duration bound = first.multipliedBy(1L << Math.min(20, Math.max(0, failuresInARow - 1)));
    long nanos = (bound.compareTo(longest) < 0 ? bound : longest).toNanos();
    return Duration.ofNanos(ThreadLocalRandom.current().nextLong(nanos / 2, nanos + 1));
  }

  private RayJobsException lost(RayJobsException failure) {
    if (settings.reconnectFor().isZero()) {
      return failure;
    }
    return new ConnectionException(
        "The dashboard has not answered for "
            + seconds(settings.reconnectFor())
            + " s; the job may go on. The last failure: "
            + failure.getMessage(),
        failure);
  }

  private static String seconds(Duration time) {
    return BigDecimal.valueOf(time.toMillis(), 3).stripTrailingZeros().toPlainString();
  }

  /** Whether waiting can mend it: a broken connection or a server in trouble, not a refusal. */
  public static boolean isPassing(RayJobsException failure) {
    return failure instanceof ServerException || Retrier.mayPass(failure);
  }
}
