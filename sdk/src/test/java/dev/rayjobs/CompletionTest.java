package dev.rayjobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.errors.AuthenticationException;
import dev.rayjobs.errors.ConnectionException;
import dev.rayjobs.errors.JobLostException;
import dev.rayjobs.errors.NotFoundException;
import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.faults.Fate;
import dev.rayjobs.faults.FaultyProxy;
import dev.rayjobs.testing.FakeJob;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.Test;

/** Waiting for many jobs with one thread. */
class CompletionTest extends WithJobsToAwait {
  private static final String TOUCH_LOST =
      "{\"type\":\"SUBMISSION\",\"submission_id\":\"j0\",\"status\":\"FAILED\","
          + "\"error_type\":\"JOB_SUPERVISOR_ACTOR_DIED\"}";

  @Test
  void awaitsAThousandJobsWithListsOnOneThread() throws Exception {
    List<CompletableFuture<JobDetails>> ends = awaited(1_000);
    until(() -> requests("/api/jobs/") >= 3);
    assertThat(pollers()).hasSize(1).allMatch(Thread::isDaemon);
    assertThat(ends).noneMatch(CompletableFuture::isDone);

    dashboard.job("j7").fail(3);
    assertThat(endOf(ends.get(7)).driverExitCode()).hasValue(3);
    assertThat(ends).filteredOn(CompletableFuture::isDone).hasSize(1);

    dashboard.jobs().forEach(FakeJob::succeed);
    for (CompletableFuture<JobDetails> end : ends) {
      assertThat(endOf(end).status().isTerminal()).isTrue();
    }
    assertThat(endOf(ends.get(999)).submissionId()).hasValue("j999");
    until(() -> pollers().isEmpty());
    // A few may have been asked for singly before the others joined.
    List<RecordedRequest> single =
        dashboard.requests().stream()
            .filter(request -> request.getTarget().startsWith("/api/jobs/j"))
            .toList();
    assertThat(single).hasSizeLessThan(20);
  }

  @Test
  void asksForFewJobsOneByOne() throws Exception {
    List<CompletableFuture<JobDetails>> ends = awaited(2);
    until(() -> requests("/api/jobs/j1") >= 3);
    dashboard.job("j0").succeed();
    dashboard.job("j1").stop();
    assertThat(endOf(ends.get(0)).status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(endOf(ends.get(1)).status()).isEqualTo(JobStatus.STOPPED);
    assertThat(requests("/api/jobs/")).isZero();
  }

  @Test
  void looksAtOnceForWhoJoinsWhileManyRest() throws Exception {
    awaited(50);
    until(() -> requests("/api/jobs/") >= 1);
    dashboard.addJob("late", Map.of("entrypoint", "x", "submission_id", "late")).succeed();
    assertThat(endOf(client.job("late").completion()).status()).isEqualTo(JobStatus.SUCCEEDED);
  }

  @Test
  void startsAgainAfterItHadNothingToDo() throws Exception {
    CompletableFuture<JobDetails> first = awaited(1).get(0);
    dashboard.job("j0").succeed();
    endOf(first);
    until(() -> pollers().isEmpty());
    assertThat(endOf(client.job("j0").completion()).status()).isEqualTo(JobStatus.SUCCEEDED);
    until(() -> pollers().isEmpty());
  }

  @Test
  void leavesTheJobWhenTheFutureIsCancelled() throws Exception {
    List<CompletableFuture<JobDetails>> ends = awaited(1);
    CompletableFuture<JobDetails> other = client.job("j0").completion();
    until(() -> requests("/api/jobs/j0") >= 1);
    ends.get(0).cancel(true);
    assertThat(pollers()).hasSize(1);
    assertThat(other.isDone()).isFalse();

    other.cancel(true);
    until(() -> pollers().isEmpty());
    assertThat(dashboard.job("j0").stopRequested()).isFalse();
    assertThat(dashboard.job("j0").status()).isEqualTo("RUNNING");
  }

  @Test
  void endsWithTheClient() throws Exception {
    List<CompletableFuture<JobDetails>> ends = awaited(10);
    until(() -> requests("/api/jobs/") >= 1);
    client.close();
    for (CompletableFuture<JobDetails> end : ends) {
      assertThat(failureOf(end))
          .isInstanceOf(RayJobsException.class)
          .hasMessageContaining("The client was closed");
    }
    until(() -> pollers().isEmpty());
    assertThat(failureOf(client.job("j0").completion())).hasMessageContaining("closed");
    assertThat(pollers()).isEmpty();
  }

  @Test
  void tellsAllThatTheirClusterIsGone() throws Exception {
    List<CompletableFuture<JobDetails>> ends = awaited(100);
    until(() -> requests("/api/jobs/") >= 1);
    long before = requests("/api/version");
    dashboard.replaceCluster();
    for (int i = 0; i < 100; i++) {
      assertThat(failureOf(ends.get(i)))
          .isInstanceOf(JobLostException.class)
          .hasMessageContaining("'j" + i + "' is lost");
    }
    assertThat(requests("/api/version") - before).isLessThan(5);
    until(() -> pollers().isEmpty());
  }

  @Test
  void tellsThatOneJobIsDeletedAndGoesOnForTheOthers() throws Exception {
    List<CompletableFuture<JobDetails>> ends = awaited(10);
    CompletableFuture<JobDetails> never = client.job("never").completion();
    assertThat(failureOf(never)).isInstanceOf(NotFoundException.class);
    dashboard.job("j3").succeed();
    assertThat(endOf(ends.get(3)).status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(ends.get(4).isDone()).isFalse();
  }

  @Test
  void tellsAllThatTheTokenIsRefused() throws Exception {
    List<CompletableFuture<JobDetails>> few = awaited(2);
    until(() -> requests("/api/jobs/j1") >= 1);
    dashboard.requireToken("another");
    for (CompletableFuture<JobDetails> end : few) {
      assertThat(failureOf(end))
          .isInstanceOf(AuthenticationException.class)
          .hasFieldOrPropertyWithValue("statusCode", 401);
    }
    until(() -> pollers().isEmpty());
  }

  @Test
  void tellsAtOnceThatNobodyAnswersAtTheAddress() throws Exception {
    int port = dashboard.port();
    dashboard.close();
    try (JobClient lost = client("http://127.0.0.1:" + port)) {
      assertThat(failureOf(lost.job("x").completion()))
          .isInstanceOf(ConnectionException.class)
          .hasMessageContaining("Cannot connect to");
    }
  }

  @Test
  void waitsForADashboardThatIsAway() throws Exception {
    List<CompletableFuture<JobDetails>> ends = awaited(1);
    until(() -> requests("/api/jobs/j0") >= 1);
    for (int i = 0; i < 3; i++) {
      dashboard.answerNext("GET", "/api/jobs/", new MockResponse.Builder().code(503).build());
    }
    dashboard.job("j0").succeed();
    assertThat(endOf(ends.get(0)).status()).isEqualTo(JobStatus.SUCCEEDED);
  }

  /** As a proxy answers whose dashboard is away. */
  @Test
  void waitsWhileAnotherServerAnswers() throws Exception {
    CompletableFuture<JobDetails> end = awaited(1).get(0);
    until(() -> requests("/api/jobs/j0") >= 1);
    for (int i = 0; i < 3; i++) {
      dashboard.answerNext(
          "GET",
          "/api/jobs/j0",
          new MockResponse.Builder().body("<html>Under maintenance</html>").build());
    }
    dashboard.job("j0").succeed();
    assertThat(endOf(end).status()).isEqualTo(JobStatus.SUCCEEDED);
  }

  @Test
  void beginsAnewToCountHowLongTheDashboardIsAway() throws Exception {
    dashboard.addJob("j0", Map.of("entrypoint", "x", "submission_id", "j0")).run();
    Duration patience = Duration.ofSeconds(2);
    try (FaultyProxy proxy = new FaultyProxy(dashboard.address(), () -> Fate.NONE);
        JobClient lost = builder(proxy.address()).reconnectFor(patience).build()) {
      Job job = lost.job("j0");
      assertThat(job.status()).isEqualTo(JobStatus.RUNNING);
      proxy.goAway();
      assertThat(failureOf(job.completion())).hasMessageContaining("has not answered for 2 s");

      proxy.comeBack();
      dashboard.answerNext("GET", "/api/jobs/j0", new MockResponse.Builder().code(503).build());
      dashboard.job("j0").succeed();
      assertThat(endOf(job.completion()).status()).isEqualTo(JobStatus.SUCCEEDED);
    }
  }

  @Test
  void believesThatAJobDiedOnlyWhenItIsSaidTwice() throws Exception {
    dashboard.addJob("j0", Map.of("entrypoint", "x", "submission_id", "j0")).run();
    answerTouchLost(TOUCH_LOST);
    CompletableFuture<JobDetails> end = client.job("j0").completion();
    until(() -> requests("/api/jobs/j0") >= 3);
    assertThat(end.isDone()).isFalse();
    dashboard.job("j0").succeed();
    assertThat(endOf(end).status()).isEqualTo(JobStatus.SUCCEEDED);

    dashboard
        .addJob("dead", Map.of("entrypoint", "x", "submission_id", "dead"))
        .failToStart("JOB_SUPERVISOR_ACTOR_DIED", "gone");
    JobDetails dead = endOf(client.job("dead").completion());
    assertThat(dead.status()).isEqualTo(JobStatus.FAILED);
    assertThat(requests("/api/jobs/dead")).isGreaterThan(1);
  }

  @Test
  void believesAListNoMoreThanASingleAnswer() throws Exception {
    List<CompletableFuture<JobDetails>> ends = awaited(10);
    until(() -> requests("/api/jobs/") >= 1);
    answerTouchLost("[" + TOUCH_LOST + "]");
    long before = requests("/api/jobs/");
    until(() -> requests("/api/jobs/") >= before + 2);
    assertThat(ends).noneMatch(CompletableFuture::isDone);
  }

  private void answerTouchLost(String body) {
    dashboard.answerNext(
        "GET", "/api/jobs/", new MockResponse.Builder().code(200).body(body).build());
  }

  @Test
  void keepsNobodyWaitingForWhatOthersDoAtAnEnd() throws Exception {
    List<CompletableFuture<JobDetails>> ends = awaited(2);
    CountDownLatch slow = new CountDownLatch(1);
    CompletableFuture<Void> busy =
        ends.get(0)
            .thenAccept(
                end -> {
                  try {
                    slow.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    dashboard.job("j0").succeed();
    // Whoever waits in get() may be made to do what hangs on the future.
    until(ends.get(0)::isDone);
    dashboard.job("j1").succeed();
    assertThat(endOf(ends.get(1)).status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(busy.isDone()).isFalse();
    slow.countDown();
    busy.get(60, TimeUnit.SECONDS);
  }
}
