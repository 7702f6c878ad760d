package dev.rayjobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rayjobs.errors.AuthenticationException;
import dev.rayjobs.errors.CircuitOpenException;
import dev.rayjobs.errors.ConnectionException;
import dev.rayjobs.errors.InvalidInputException;
import dev.rayjobs.errors.NotFoundException;
import dev.rayjobs.errors.ServerException;
import dev.rayjobs.internal.env.Environment;
import dev.rayjobs.testing.FakeDashboard;
import dev.rayjobs.testing.FakeJob;
import dev.rayjobs.testing.TailFault;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client does that no longer asks a dashboard which does not answer. */
@Timeout(60)
class CircuitBreakerTest {
  private static final Duration SHORT = Duration.ofMillis(300);

  /** Longer than the waits of the first retries, which are random parts of less than a second. */
  private static final Duration FOR_RETRIES = Duration.ofSeconds(3);

  private static final Duration LONG = Duration.ofMinutes(10);

  private final FakeDashboard dashboard = FakeDashboard.start();
  private final FakeJob fake =
      dashboard.addJob("x", Map.of("entrypoint", "true", "submission_id", "x")).run();
  private final List<Throwable> repeated = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void close() {
    dashboard.close();
  }

  private JobClient client(int failures, Duration openFor, RetrySettings retry) {
    return JobClient.builder()
        .environment(Environment.of(Map.of()))
        .address(dashboard.address())
        .retry(retry)
        .circuitBreaker(CircuitBreakerSettings.of(failures, openFor))
        .listener(
            new SubmissionListener() {
              @Override
              public void retrying(int attempt, dev.rayjobs.errors.RayJobsException e, Duration w) {
                repeated.add(e);
              }
            })
        .build();
  }

  private static RetrySettings patient() {
    return RetrySettings.forAtMost(Duration.ofSeconds(30));
  }

  private void failNext(int times) {
    for (int i = 0; i < times; i++) {
      dashboard.answerNext(
          "GET",
          "/api/jobs/x",
          new MockResponse.Builder().code(503).body("The agent is away").build());
    }
  }

  @Test
  void sendsNothingAfterFailuresInARow() {
    failNext(3);
    Instant before = Instant.now();
    try (JobClient client = client(3, LONG, RetrySettings.none())) {
      Job job = client.job("x");
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(job::details)
            .isInstanceOf(ServerException.class)
            .hasMessageContaining("The agent is away");
      }
      int sent = dashboard.requests().size();
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(job::details)
            .isInstanceOfSatisfying(
                CircuitOpenException.class,
                e -> assertThat(e.openSince()).isBetween(before, Instant.now()))
            .hasMessageStartingWith(
                "Not sent: the circuit to " + dashboard.address() + " is open since 2")
            .hasMessageContaining("Z, after 3 failures in a row; the next try is due at 2")
            .hasMessageContaining(
                "The last failure: Ray answered with an error: The agent is away");
      }
      assertThat(dashboard.requests()).hasSize(sent);
    }
  }

  @Test
  void remembersSinceWhenWhileTrialsFail() throws Exception {
    failNext(3);
    try (JobClient client = client(1, SHORT, RetrySettings.none())) {
      Job job = client.job("x");
      assertThatThrownBy(job::details).isInstanceOf(ServerException.class);
      Instant since = openSince(job);
      for (int trial = 0; trial < 2; trial++) {
        untilTried(job);
        assertThat(openSince(job)).isEqualTo(since);
      }
      while (true) {
        try {
          assertThat(job.status()).isEqualTo(JobStatus.RUNNING);
          break;
        } catch (CircuitOpenException e) {
          TimeUnit.MILLISECONDS.sleep(20);
        }
      }
      assertThat(job.status()).isEqualTo(JobStatus.RUNNING);
    }
  }

  private static Instant openSince(Job job) {
    try {
      throw new AssertionError(job.details());
    } catch (CircuitOpenException e) {
      return e.openSince();
    }
  }

  private static void untilTried(Job job) throws InterruptedException {
    while (true) {
      try {
        throw new AssertionError(job.details());
      } catch (CircuitOpenException e) {
        TimeUnit.MILLISECONDS.sleep(20);
      } catch (ServerException e) {
        return;
      }
    }
  }

  @Test
  void takesRefusalsForAnswers() {
    try (JobClient client = client(1, LONG, RetrySettings.none())) {
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> client.job("never").details())
            .isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> client.job("x").delete()).hasMessageContaining("non-terminal");
      }
      dashboard.requireToken("another");
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> client.job("x").details())
            .isInstanceOf(AuthenticationException.class)
            .hasFieldOrPropertyWithValue("statusCode", 401);
      }
    }
  }

  @Test
  void isWaitedForByRetries() {
    failNext(3);
    try (JobClient client = client(2, FOR_RETRIES, patient())) {
      assertThat(client.job("x").status()).isEqualTo(JobStatus.RUNNING);
    }
    assertThat(repeated).anyMatch(CircuitOpenException.class::isInstance);
  }

  @Test
  void startsAJobOnceThoughItOpensInBetween() {
    dashboard.alterNext(
        "POST", "/api/jobs/", answer -> answer.onResponseStart(new SocketEffect.CloseSocket()));
    try (JobClient client = client(1, FOR_RETRIES, patient())) {
      Job job = client.submission("true").submissionId("once").submit();
      assertThat(job.attached()).isFalse();
    }
    // The look that follows the lost answer is not sent; the next attempt waits for the circuit.
    assertThat(repeated)
        .first()
        .satisfies(
            failure ->
                assertThat(Objects.requireNonNull(failure.getCause()).getSuppressed())
                    .hasOnlyElementsOfType(CircuitOpenException.class)
                    .isNotEmpty());
    assertThat(dashboard.jobs()).extracting(FakeJob::id).containsExactly("x", "once");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void saysThatItDoesNotKnowWhetherTheJobWasStarted(int retrySeconds) {
    dashboard.alterNext(
        "POST", "/api/jobs/", answer -> answer.onResponseStart(new SocketEffect.CloseSocket()));
    RetrySettings retry = RetrySettings.forAtMost(Duration.ofSeconds(retrySeconds));
    try (JobClient client = client(1, LONG, retry)) {
      assertThatThrownBy(() -> client.submission("true").submissionId("once").submit())
          .isInstanceOf(ConnectionException.class)
          .hasMessageContaining("Whether the job was started is not known")
          .hasMessageContaining("once");
    }
    assertThat(dashboard.jobs()).extracting(FakeJob::id).containsExactly("x", "once");
  }

  @Test
  void isWaitedForByFollowersAndThoseWhoAwaitAnEnd() throws Exception {
    String text = "a line of a log that is longer than what is polled\n".repeat(3_000);
    dashboard.nextTail(TailFault.cutAfter(text.length() / 2));
    try (JobClient client = client(1, SHORT, RetrySettings.none());
        LogStream log = client.job("x").followLogs()) {
      CompletableFuture<JobDetails> end = client.job("x").completion();
      StringBuilder seen = new StringBuilder();
      Iterator<String> pieces = log.iterator();
      fake.print(text);
      seen.append(pieces.next());
      failNext(4);
      while (seen.length() < text.length()) {
        seen.append(pieces.next());
      }
      failNext(4);
      fake.print("the end\n").succeed();
      pieces.forEachRemaining(seen::append);
      assertThat(seen.toString().equals(text + "the end\n")).isTrue();
      assertThat(end.get(60, TimeUnit.SECONDS).status()).isEqualTo(JobStatus.SUCCEEDED);
    }
  }

  @Test
  void refusesSettingsThatMakeNoSense() {
    assertThatThrownBy(() -> CircuitBreakerSettings.of(0, SHORT))
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> CircuitBreakerSettings.of(1, Duration.ZERO))
        .isInstanceOf(InvalidInputException.class);
  }
}
