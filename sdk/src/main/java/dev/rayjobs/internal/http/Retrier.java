package dev.rayjobs.internal.http;

import dev.rayjobs.errors.ApiException;
import dev.rayjobs.errors.CancelledException;
import dev.rayjobs.errors.CircuitOpenException;
import dev.rayjobs.errors.ConnectionException;
import dev.rayjobs.errors.RayJobsException;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The one place that repeats requests. Resilience4j counts and decides; it has no overall deadline
 * and one sleeper for the whole JVM, so the deadline is in its predicate and the waiting is here.
 * Thread-safe.
 */
public final class Retrier {
  // A request that is given less is sent in vain to a busy head.
  private static final Duration LEAST_LIMIT = Duration.ofSeconds(5);
  private static final Set<Integer> PASSING = Set.of(429, 502, 503, 504);
  // What aiohttp answers when a handler fails, and Ray's dashboard while a part of it starts anew.
  private static final List<String> PASSING_REASONS =
      List.of("No available agent to submit job", "Server got itself in trouble");

  private final RetryPolicy policy;
  private final LongSupplier nanoClock;
  private final Sleeper sleeper;
  private volatile boolean contacted;

  /** Waits; tests give one that does not. */
  interface Sleeper {
    void sleep(long millis) throws InterruptedException;
  }

  /** One try of an operation. */
  @FunctionalInterface
  public interface Operation<T> {
    /** Tries; may tell the attempt what the server said of the next one. */
    T run(Attempt attempt);
  }

  /** What one attempt learnt for the next. */
  public static final class Attempt {
    private Duration retryAfter = Duration.ZERO;
    private Duration left = Duration.ZERO;
    private @Nullable Long firstFailure;

    /**
     * The server asks to wait for this long; null: it does not say. Of several requests that make
     * one attempt the longest wait counts.
     */
    void retryAfter(@Nullable Duration wait) {
      retryAfter = wait == null || wait.compareTo(retryAfter) < 0 ? retryAfter : wait;
    }

    /**
     * A time limit for this attempt: the usual one for the first, and for a repetition no more than
     * the time that is left for repeating, so that one that stalls does not overrun it by much.
     *
     * @param usual zero: none
     */
    Duration limit(Duration usual) {
      if (firstFailure == null || usual.isZero()) {
        return usual;
      }
      Duration most = left.compareTo(LEAST_LIMIT) > 0 ? left : LEAST_LIMIT;
      return usual.compareTo(most) > 0 ? most : usual;
    }
  }

  /** Repeats by this policy. */
  public Retrier(RetryPolicy policy) {
    this(policy, System::nanoTime, Thread::sleep);
  }

  Retrier(RetryPolicy policy, LongSupplier nanoClock, Sleeper sleeper) {
    this.policy = policy;
    this.nanoClock = nanoClock;
    this.sleeper = sleeper;
  }

  /** The server answered something: from now on a refused connection is a passing trouble. */
  void contacted() {
    contacted = true;
  }

  /**
   * Runs the operation, and again while its failures may pass and the time is not up. That begins
   * with the first failure: how long an attempt went well, or stalled, before it failed, must not
   * keep it from being repeated.
   */
  public <T> T run(Operation<T> operation) {
    Attempt attempt = new Attempt();
    RetryConfig config =
        RetryConfig.<T>custom()
            .maxAttempts(Integer.MAX_VALUE)
            .retryOnException(failure -> mayRepeat(failure, attempt))
            .intervalBiFunction((number, outcome) -> waitBefore(number, attempt))
            .build();
    Retry.AsyncContext<T> context = Retry.of("ray-dashboard", config).asyncContext();
    for (int number = 1; ; number++) {
      attempt.retryAfter = Duration.ZERO;
      try {
        return operation.run(attempt);
      } catch (RayJobsException e) {
        long wait = context.onError(e);
        if (wait < 0) {
          throw e;
        }
        policy.listener().retrying(number, e, Duration.ofMillis(wait));
        sleep(wait, e);
        attempt.left = attempt.left.minusMillis(wait);
      }
    }
  }

  private boolean mayRepeat(Throwable failure, Attempt attempt) {
    if (!mayPass(failure)) {
      return false;
    }
    boolean nobodyThere = !contacted && (isUnsent(failure) || isTls(failure));
    Duration patience = nobodyThere ? policy.firstContactPatience() : policy.patience();
    long now = nanoClock.getAsLong();
    if (attempt.firstFailure == null) {
      attempt.firstFailure = now;
    }
    attempt.left = patience.minusNanos(now - attempt.firstFailure);
    return attempt.left.compareTo(attempt.retryAfter) > 0;
  }

  /** Full jitter, but no less than the server asks for and no more than there is time. */
  private long waitBefore(int number, Attempt attempt) {
    long longest = policy.longestWait().toMillis();
    long bound = Math.min(longest, policy.firstWait().toMillis() << Math.min(number - 1, 20));
    long wait = Math.min(ThreadLocalRandom.current().nextLong(bound + 1), attempt.left.toMillis());
    return Math.max(1, Math.max(wait, attempt.retryAfter.toMillis()));
  }

  /** Whether waiting can mend it. */
  public static boolean mayPass(Throwable failure) {
    if (failure instanceof ConnectionException) {
      return !isTls(failure) || isBroken(failure.getCause());
    }
    return failure instanceof ApiException api
        && (PASSING.contains(api.statusCode())
            || PASSING_REASONS.stream().anyMatch(api.reason()::contains));
  }

  private static boolean isTls(Throwable failure) {
    return failure.getCause() instanceof SSLException;
  }

  /** Whether the connection below TLS broke, rather than the two sides disagreed. */
  private static boolean isBroken(@Nullable Throwable tls) {
    Throwable cause = tls == null ? null : tls.getCause();
    return cause instanceof EOFException || cause instanceof SocketException;
  }

  /** Whether no server can have seen the request. */
  public static boolean isUnsent(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CircuitOpenException
        || cause instanceof ConnectException
        || cause instanceof UnknownHostException
        || cause instanceof NoRouteToHostException;
  }

  private void sleep(long millis, RayJobsException failure) {
    try {
      sleeper.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException(
          "Interrupted while waiting to try again. The last failure: " + failure.getMessage(),
          failure);
    }
  }
}
