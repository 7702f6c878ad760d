package dev.rayjobs.internal.logs;

import dev.rayjobs.errors.ConnectionException;
import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.errors.ServerException;
import dev.rayjobs.errors.UnexpectedAnswerException;
import dev.rayjobs.internal.http.Retrier;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether a dashboard that was met before can be reached, how long not, and how long to wait before
 * the next try.
 */
public final class Contact {
  private final FollowSettings settings;
  private final LongSupplier nanoClock;
  private @Nullable Long lostAt;
  private int failures;

  /** Not lost yet. */
  public Contact(FollowSettings settings) {
    this(settings, System::nanoTime);
  }

  Contact(FollowSettings settings, LongSupplier nanoClock) {
    this.settings = settings;
    this.nanoClock = nanoClock;
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
    if (!mayBeWaitedOut(failure)) {
      throw failure;
    }
    long now = nanoClock.getAsLong();
    if (lostAt == null) {
      lostAt = now;
    }
    Duration patience = settings.reconnectFor();
    if (now - lostAt >= patience.toNanos()) {
      throw failure instanceof UnexpectedAnswerException ? failure : lost(failure);
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

  /**
   * Whether waiting can mend it: a broken connection or a server in trouble, not a refusal. What
   * answers in the place of a dashboard that was met before is a proxy whose dashboard is away.
   */
  public static boolean mayBeWaitedOut(RayJobsException failure) {
    return failure instanceof UnexpectedAnswerException
        || failure instanceof ServerException
        || Retrier.mayPass(failure);
  }
}
