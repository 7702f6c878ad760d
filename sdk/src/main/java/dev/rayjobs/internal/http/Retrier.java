package dev.rayjobs.internal.http;

import dev.rayjobs.errors.ApiException;
import dev.rayjobs.errors.CircuitOpenException;
import dev.rayjobs.errors.ConnectionException;
import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.errors.TimedOutException;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Duration;
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
  private static final Set<Integer> PASSING = Set.of(429, 502, 503, 504);
  private static final long FIRST_WAIT = 200;
  private static final long LONGEST_WAIT = 5_000;

  private final RetryPolicy policy;
  private final LongSupplier nanoClock;
  private final Sleeper sleeper;
  private volatile boolean contacted;

  /** Waits; tests give one that does not. */
  interface Sleeper {
    void sleep(long millis) throws InterruptedException;
  }

  /** Which failures an operation may be repeated after. */
  public enum Repeatable {
    /** After every failure that may pass: what may happen twice. */
    ALWAYS,
    /** Only where the server cannot have seen the request. */
    IF_UNSENT,
    /** Never: the caller repeats it in a way of its own. */
    NEVER
  }

  /** One try of an operation. */
  @FunctionalInterface
  public interface Operation<T> {
    /** Tries; may tell the attempt what the server said of the next one. */
    T run(Attempt attempt);
  }

  /** What one attempt learnt for the next. */
  public static final class Attempt {
    private @Nullable Duration retryAfter;

    /** The server asks to wait for this long. */
    void retryAfter(@Nullable Duration wait) {
      retryAfter = wait;
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

  /** Runs the operation, and again while its failures may pass and the time is not up. */
  public <T> T run(Repeatable repeatable, Operation<T> operation) {
    long start = nanoClock.getAsLong();
    Attempt attempt = new Attempt();
    RetryConfig config =
        RetryConfig.<T>custom()
            .maxAttempts(Integer.MAX_VALUE)
            .retryOnException(failure -> mayRepeat(failure, repeatable, start, attempt))
            .intervalBiFunction((number, outcome) -> waitBefore(number, attempt))
            .build();
    Retry.AsyncContext<T> context = Retry.of("ray-dashboard", config).asyncContext();
    for (int number = 1; ; number++) {
      attempt.retryAfter = null;
      try {
        return operation.run(attempt);
      } catch (RayJobsException e) {
        long wait = context.onError(e);
        if (wait < 0) {
          throw e;
        }
        policy.listener().retrying(number, e, Duration.ofMillis(wait));
        sleep(wait, e);
      }
    }
  }

  private boolean mayRepeat(Throwable failure, Repeatable repeatable, long start, Attempt attempt) {
    boolean allowed =
        switch (repeatable) {
          case ALWAYS -> mayPass(failure);
          case IF_UNSENT -> mayPass(failure) && isUnsent(failure);
          case NEVER -> false;
        };
    if (!allowed) {
      return false;
    }
    Duration patience =
        isUnsent(failure) && !contacted ? policy.firstContactPatience() : policy.patience();
    Duration elapsed = Duration.ofNanos(nanoClock.getAsLong() - start);
    Duration asked = attempt.retryAfter == null ? Duration.ZERO : attempt.retryAfter;
    return elapsed.plus(asked).compareTo(patience) < 0;
  }

  private static long waitBefore(int number, Attempt attempt) {
    if (attempt.retryAfter != null) {
      return Math.max(1, attempt.retryAfter.toMillis());
    }
    long bound = Math.min(LONGEST_WAIT, FIRST_WAIT << Math.min(number - 1, 10));
    return ThreadLocalRandom.current().nextLong(1, bound + 1);
  }

  /** Whether waiting can mend it. */
  public static boolean mayPass(Throwable failure) {
    if (failure instanceof ConnectionException) {
      return !(failure.getCause() instanceof SSLException);
    }
    return failure instanceof TimedOutException
        || (failure instanceof ApiException api
            && (PASSING.contains(api.statusCode())
                || api.reason().startsWith("No available agent to submit job")));
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
      throw failure;
    }
  }
}
