package dev.rayjobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rayjobs.errors.BadRequestException;
import dev.rayjobs.errors.ConnectionException;
import dev.rayjobs.errors.NotFoundException;
import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.errors.ServerException;
import dev.rayjobs.faults.Fate;
import dev.rayjobs.faults.FaultyProxy;
import dev.rayjobs.internal.env.Environment;
import dev.rayjobs.testing.FakeDashboard;
import dev.rayjobs.testing.FakeJob;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Exactly one job, whatever becomes of the request and its answer. */
class SubmitterTest {
  private static final String JOBS = "/api/jobs/";

  private final FakeDashboard dashboard = FakeDashboard.start();
  private final List<String> events = new ArrayList<>();
  private JobClient client;

  @BeforeEach
  void open() {
    client = clientWith(RetrySettings.forAtMost(Duration.ofSeconds(20)));
  }

  @AfterEach
  void close() {
    client.close();
    dashboard.close();
  }

  private JobClient clientWith(RetrySettings retry) {
    return builder(retry).build();
  }

  private JobClient.Builder builder(RetrySettings retry) {
    return JobClient.builder()
        .environment(Environment.of(Map.of()))
        .address(dashboard.address())
        .readTimeout(Duration.ofSeconds(2))
        .retry(retry)
        .listener(
            new SubmissionListener() {
              @Override
              public void submitting(String id) {
                events.add("submitting " + id);
              }
            });
  }

  private static MockResponse status(int code, String body) {
    return new MockResponse.Builder().code(code).body(body).build();
  }

  private long posts() {
    return dashboard.requests().stream()
        .filter(request -> "POST".equals(request.getMethod()))
        .count();
  }

  static Stream<UnaryOperator<MockResponse.Builder>> lostAnswers() {
    return Stream.of(
        answer -> answer.onResponseStart(new SocketEffect.CloseSocket()),
        answer -> answer.onResponseStart(SocketEffect.ShutdownConnection.INSTANCE),
        answer -> answer.onResponseStart(SocketEffect.Stall.INSTANCE),
        answer -> answer.onResponseBody(new SocketEffect.CloseSocket()),
        answer -> answer.onResponseBody(SocketEffect.Stall.INSTANCE),
        answer -> answer.code(502).body("bad gateway"),
        answer -> answer.code(504).body("gateway timeout"),
        answer -> answer.code(500).body("Server got itself in trouble"),
        answer -> answer.body("<html>hello</html>"));
  }

  @ParameterizedTest
  @MethodSource("lostAnswers")
  void findsItsJobWhenTheAnswerIsLost(UnaryOperator<MockResponse.Builder> fault) {
    dashboard.alterNext("POST", JOBS, fault);

    Job job = client.submission("true").submit();

    assertThat(job.attached()).isFalse();
    assertThat(dashboard.jobs())
        .singleElement()
        .extracting(FakeJob::id)
        .isEqualTo(job.submissionId());
    assertThat(posts()).isEqualTo(1);
    assertThat(events).containsExactly("submitting " + job.submissionId());
  }

  static Stream<MockResponse> lostRequests() {
    return Stream.of(
        new MockResponse.Builder().onResponseStart(new SocketEffect.CloseSocket()).build(),
        status(503, "busy"),
        status(500, "No available agent to submit job, please try again later."),
        new MockResponse.Builder().code(503).setHeader("Retry-After", "0").body("busy").build(),
        new MockResponse.Builder().code(429).setHeader("Retry-After", "1").body("slow").build());
  }

  @ParameterizedTest
  @MethodSource("lostRequests")
  void sendsAgainUnderTheSameIdWhenTheJobIsNotThere(MockResponse fault) {
    dashboard.answerNext("POST", JOBS, fault);

    Job job = client.submission("true").submit();

    assertThat(dashboard.jobs())
        .singleElement()
        .extracting(FakeJob::id)
        .isEqualTo(job.submissionId());
    assertThat(events).containsExactly("submitting " + job.submissionId());
  }

  @Test
  void adoptsItsJobWhenSomethingOnTheWayRepeatedTheRequest() {
    dashboard.alterNext("POST", JOBS, answer -> answer.code(500).body("ValueError: no"));
    // The look misses, as it may while a request is still on its way.
    dashboard.answerNext("GET", JOBS, status(404, "Job x does not exist"));

    assertThatThrownBy(() -> client.submission("true").submissionId("x").submit())
        .isInstanceOf(ServerException.class);

    dashboard.alterNext("POST", JOBS, answer -> answer.code(502));
    dashboard.answerNext("GET", JOBS, status(404, "Job y does not exist"));
    Job job = client.submission("true").submissionId("y").submit();

    assertThat(job.submissionId()).isEqualTo("y");
    assertThat(dashboard.jobs()).hasSize(2);
  }

  @Test
  void neverAdoptsAStrangersJob() {
    dashboard.addJob("x", Map.of("entrypoint", "sleep 100", "submission_id", "x")).run();

    assertThatThrownBy(() -> client.submission("true").submissionId("x").submit())
        .isInstanceOfSatisfying(
            SubmissionIdExistsException.class,
            e -> assertThat(e.existing().orElseThrow().entrypoint()).isEqualTo("sleep 100"))
        .hasMessageContaining("Job with submission_id x already exists.")
        .hasMessageContaining("RUNNING");

    dashboard.answerNext("POST", JOBS, status(502, "bad gateway"));
    assertThatThrownBy(() -> client.submission("true").submissionId("x").submit())
        .isInstanceOf(SubmissionIdExistsException.class);
    assertThat(dashboard.jobs()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 413})
  void doesNotRepeatWhatRayRefuses(int code) {
    dashboard.answerNext("POST", JOBS, status(code, "no"));

    assertThatThrownBy(() -> client.submission("true").submit())
        .isInstanceOf(code == 404 ? RuntimeException.class : BadRequestException.class);
    assertThat(posts()).isEqualTo(1);
    assertThat(dashboard.jobs()).isEmpty();
  }

  @Test
  void saysThatItDoesNotKnowAndUnderWhichIdToLook() {
    try (JobClient hasty = clientWith(RetrySettings.none())) {
      hasty.version();
      dashboard.alterNext(
          "POST", JOBS, answer -> answer.onResponseStart(SocketEffect.Stall.INSTANCE));
      dashboard.answerNext(
          "GET",
          JOBS,
          new MockResponse.Builder().onResponseStart(new SocketEffect.CloseSocket()).build());

      assertThatThrownBy(() -> hasty.submission("true").submissionId("x").submit())
          .isInstanceOf(ConnectionException.class)
          .hasMessageContaining("Whether the job was started is not known")
          .hasMessageContaining("submission id x");
    }
  }

  /** Another's job, or its own that an earlier request started: the answer alone does not say. */
  @Test
  void takesAnIdThatIsTakenForNobodysUntilItHasLooked() {
    try (JobClient hasty = clientWith(RetrySettings.none())) {
      hasty.version();
      dashboard.alterNext(
          "POST",
          JOBS,
          answer ->
              answer
                  .code(500)
                  .body(
                      "ValueError: Job with submission_id x already exists. Please use a different"
                          + " submission_id."));
      dashboard.answerNext("GET", JOBS, status(503, "busy"));

      assertThatThrownBy(() -> hasty.submission("true").submissionId("x").submit())
          .isInstanceOf(ConnectionException.class)
          .hasMessageContaining("Whether the job was started is not known")
          .hasMessageContaining("submission id x");
    }
  }

  @Test
  void saysThatTheJobWasNotThereWhenItLooked() {
    try (JobClient hasty = clientWith(RetrySettings.none())) {
      hasty.version();
      dashboard.answerNext(
          "POST",
          JOBS,
          new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE).build());

      assertThatThrownBy(() -> hasty.submission("true").submissionId("x").submit())
          .isInstanceOf(ConnectionException.class)
          .hasMessageEndingWith(
              "Whether the job was started is not known; it was not there when looked for"
                  + " afterwards: look for submission id x");
    }
  }

  /** A gateway gives up waiting; what it passed on may come late. */
  @ParameterizedTest
  @ValueSource(ints = {502, 503, 504})
  void namesTheIdWhenAGatewayAnswersForRay(int code) {
    try (JobClient hasty = clientWith(RetrySettings.none())) {
      hasty.version();
      dashboard.answerNext("POST", JOBS, status(code, "gateway"));

      assertThatThrownBy(() -> hasty.submission("true").submissionId("x").submit())
          .isInstanceOfSatisfying(
              ServerException.class, e -> assertThat(e.statusCode()).isEqualTo(code))
          .hasMessageContaining("is not known; it was not there")
          .hasMessageEndingWith("look for submission id x");
    }
  }

  @Test
  void saysNothingOfDoubtWhereRayItselfRefuses() {
    dashboard.answerNext("POST", JOBS, status(500, "ValueError: no"));

    assertThatThrownBy(() -> client.submission("true").submissionId("x").submit())
        .isInstanceOf(ServerException.class)
        .hasMessageNotContaining("not known");
  }

  /** Or the user learns only that nobody is there, and the late request starts a job. */
  @Test
  void namesTheIdWhenAllLaterAttemptsAreRefused() {
    try (FaultyProxy proxy = new FaultyProxy(dashboard.address(), () -> Fate.NONE);
        JobClient cut =
            builder(RetrySettings.forAtMost(Duration.ofSeconds(1)))
                .address(proxy.address())
                .listener(
                    new SubmissionListener() {
                      @Override
                      public void retrying(int attempt, RayJobsException failure, Duration wait) {
                        proxy.goAway();
                      }
                    })
                .build()) {
      dashboard.answerNext(
          "POST",
          JOBS,
          new MockResponse.Builder().onResponseStart(new SocketEffect.CloseSocket()).build());

      assertThatThrownBy(() -> cut.submission("true").submissionId("x").submit())
          .isInstanceOf(ConnectionException.class)
          .hasMessageStartingWith("Cannot connect to")
          .hasMessageContaining("Whether the job was started is not known")
          .hasMessageEndingWith("look for submission id x");
    }
  }

  @Test
  void looksBeforeItSendsAgainWhatItCouldNotLookFor() {
    client.version();
    dashboard.alterNext(
        "POST", JOBS, answer -> answer.onResponseStart(new SocketEffect.CloseSocket()));
    dashboard.answerNext("GET", JOBS, status(503, "busy"));

    Job job = client.submission("true").submissionId("x").submit();

    assertThat(job.attached()).isFalse();
    assertThat(posts()).isEqualTo(1);
  }

  @Test
  void namesTheIdWhenTheClientIsClosedWhileItSubmits() {
    dashboard.answerNext(
        "POST",
        JOBS,
        new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE).build());
    CompletableFuture<Job> submitted =
        CompletableFuture.supplyAsync(() -> client.submission("true").submissionId("x").submit());
    while (posts() == 0) {
      Thread.onSpinWait();
    }
    client.close();
    assertThat(submitted)
        .failsWithin(Duration.ofSeconds(20))
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(RayJobsException.class)
        .withMessage(
            "The client was closed. Whether the job was started is not known: look for submission"
                + " id x");
  }

  @Test
  void saysUnderWhichIdToLookWhenItIsInterrupted() {
    try (JobClient interrupted =
        JobClient.builder()
            .environment(Environment.of(Map.of()))
            .address(dashboard.address())
            .listener(
                new SubmissionListener() {
                  @Override
                  public void submitting(String id) {
                    Thread.currentThread().interrupt();
                  }
                })
            .build()) {
      assertThatThrownBy(() -> interrupted.submission("true").submissionId("x").submit())
          .isInstanceOf(RayJobsException.class)
          .hasMessageContaining("nterrupted")
          .hasMessageContaining("look for submission id x");
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void waitsAsLongAsTheServerAsks() {
    dashboard.answerNext(
        "POST",
        JOBS,
        new MockResponse.Builder().code(503).setHeader("Retry-After", "2").body("busy").build());
    client.version();
    long start = System.nanoTime();

    client.submission("true").submit();

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(2));
  }

  @Test
  void tellsThatItDeletedAJobThoughTheAnswerWasLost() {
    dashboard.addJob("x", Map.of("entrypoint", "true", "submission_id", "x")).run().succeed();
    dashboard.alterNext(
        "DELETE", JOBS, answer -> answer.onResponseStart(new SocketEffect.CloseSocket()));

    assertThat(client.job("x").delete()).isTrue();
    assertThat(dashboard.jobs()).isEmpty();
    assertThatThrownBy(() -> client.job("x").delete()).isInstanceOf(NotFoundException.class);
  }

  @Test
  void givesUpAtItsDeadline() {
    dashboard.close();
    try (JobClient patient = clientWith(RetrySettings.forAtMost(Duration.ofSeconds(1)))) {
      long start = System.nanoTime();
      assertThatThrownBy(() -> patient.submission("true").submit())
          .isInstanceOf(ConnectionException.class);
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(Duration.ofMillis(300), Duration.ofSeconds(60));
    }
  }
}
