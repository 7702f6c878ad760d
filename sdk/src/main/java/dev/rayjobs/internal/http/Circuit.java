package dev.rayjobs.internal.http;

import dev.rayjobs.errors.CircuitOpenException;
import dev.rayjobs.errors.RayJobsException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Keeps requests from a dashboard that failed to answer several times in a row. Resilience4j counts
 * and decides; this knows what a failure is and says why nothing is sent. Thread-safe.
 */
final class Circuit {
  private static final Duration NEVER_SLOW = Duration.ofDays(1000);
  private static final Duration TRIAL_ON_ITS_WAY = Duration.ofMillis(100);

  private final String address;
  private final CircuitPolicy policy;
  private final CircuitBreaker breaker;
  private volatile Opening opening = new Opening(Instant.EPOCH, Instant.EPOCH);
  private volatile String lastFailure = "";

  /**
   * The time that nothing is sent.
   *
   * @param since when it began
   * @param until when the next request may go
   */
  private record Opening(Instant since, Instant until) {}

  Circuit(String address, CircuitPolicy policy) {
    this.address = address;
    this.policy = policy;
    CircuitBreakerConfig config =
        CircuitBreakerConfig.custom()
            .slidingWindow(policy.failures(), policy.failures(), SlidingWindowType.COUNT_BASED)
            .failureRateThreshold(100)
            // An upload may take long.
            .slowCallDurationThreshold(NEVER_SLOW)
            .waitDurationInOpenState(policy.openFor())
            .permittedNumberOfCallsInHalfOpenState(1)
            .recordException(Retrier::mayPass)
            .build();
    this.breaker = CircuitBreaker.of("ray-dashboard", config);
    breaker
        .getEventPublisher()
        .onStateTransition(
            event -> {
              if (event.getStateTransition().getToState() == State.OPEN) {
                opened(event.getStateTransition().getFromState());
              }
            });
  }

  private void opened(State from) {
    Instant now = Instant.now();
    Instant since = from == State.CLOSED ? now : opening.since();
    opening = new Opening(since, now.plus(policy.openFor()));
  }

  /**
   * Runs a request, unless the circuit is open.
   *
   * @param attempt learns how long it is open
   */
  <T> T run(Retrier.Attempt attempt, Supplier<T> request) {
    if (!breaker.tryAcquirePermission()) {
      Duration left = Duration.between(Instant.now(), opening.until());
      attempt.retryAfter(left.compareTo(TRIAL_ON_ITS_WAY) < 0 ? TRIAL_ON_ITS_WAY : left);
      throw open();
    }
    long start = System.nanoTime();
    try {
      T answer = request.get();
      breaker.onSuccess(System.nanoTime() - start, TimeUnit.NANOSECONDS);
      return answer;
    } catch (Throwable e) {
      if (e instanceof RayJobsException && e.getMessage() != null) {
        lastFailure = e.getMessage();
      }
      if (Thread.currentThread().isInterrupted()) {
        breaker.releasePermission();
      } else {
        // What may not pass is an answer, and counts as a success.
        breaker.onError(System.nanoTime() - start, TimeUnit.NANOSECONDS, e);
      }
      throw e;
    }
  }

  /**
   * Lets pass what shall be sent only while all is well.
   *
   * @throws CircuitOpenException if it is not
   */
  void check() {
    if (breaker.getState() != State.CLOSED) {
      throw open();
    }
  }

  private CircuitOpenException open() {
    Opening now = opening;
    return new CircuitOpenException(
        "Not sent: the circuit to "
            + address
            + " is open since "
            + now.since().truncatedTo(ChronoUnit.SECONDS)
            + ", after "
            + policy.failures()
            + (policy.failures() == 1 ? " failure" : " failures in a row")
            + "; the next try is due at "
            + now.until().truncatedTo(ChronoUnit.SECONDS)
            + ". The last failure: "
            + lastFailure,
        now.since());
  }
}
