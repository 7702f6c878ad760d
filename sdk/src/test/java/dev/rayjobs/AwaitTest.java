package dev.rayjobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rayjobs.errors.CancelledException;
import dev.rayjobs.errors.ConnectionException;
import dev.rayjobs.errors.NotFoundException;
import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.errors.StillPendingException;
import dev.rayjobs.errors.TimedOutException;
import dev.rayjobs.testing.FakeJob;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.Test;

/** Waiting for one job, for a limited time. */
class AwaitTest extends WithJobsToAwait {
  private static final Duration LONG = Duration.ofSeconds(60);

  /** Time that is left to wait is no reason to say that it ran out. */
  @Test
  void doesNotTakeACallThatStallsForTheEndOfTheWait() {
    dashboard.addJob("j0", Map.of("entrypoint", "x", "submission_id", "j0")).run();
    dashboard.answerNext(
        "GET",
        "/api/version",
        new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE).build());
    try (JobClient cold =
        builder(dashboard.address()).readTimeout(Duration.ofMillis(200)).build()) {
      assertThatThrownBy(() -> cold.job("j0").await(Duration.ofHours(2)))
          .isInstanceOf(ConnectionException.class)
          .hasMessageContaining("No answer from");
    }
  }

  @Test
  void leavesAThreadInterruptedThatWaits() {
    awaited(1);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> client.job("j0").await(LONG)).isInstanceOf(CancelledException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void takesAStateThatItDoesNotKnowForNoStart() throws Exception {
    FakeJob fake =
        dashboard
            .addJob("j0", Map.of("entrypoint", "x", "submission_id", "j0"))
            .status("RECONSIDERED");
    Job job = client.job("j0");
    assertThatThrownBy(() -> job.awaitStart(Duration.ofMillis(500)))
        .isInstanceOf(StillPendingException.class);
    CompletableFuture<JobDetails> start = job.started();
    fake.status("RUNNING");
    assertThat(endOf(start).status()).isEqualTo(JobStatus.RUNNING);
  }

  @Test
  void awaitsOneJobForALimitedTime() {
    awaited(1).get(0).cancel(true);
    Job job = client.job("j0");
    assertThatThrownBy(() -> job.await(Duration.ofMillis(300)))
        .isInstanceOf(TimedOutException.class)
        .hasMessage("Job 'j0' has not ended within PT0.3S; it is RUNNING");
    assertThat(job.awaitStart(LONG).status()).isEqualTo(JobStatus.RUNNING);
    dashboard.job("j0").succeed();
    assertThat(job.await(LONG).status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(job.await(Duration.ZERO).status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(job.await(Duration.ofDays(400_000)).status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(job.awaitStart(LONG).status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThatThrownBy(() -> client.job("never").await(LONG)).isInstanceOf(NotFoundException.class);
  }

  @Test
  void saysWhyAJobIsPending() {
    dashboard.addJob(
        "j0", Map.of("entrypoint", "x", "submission_id", "j0", "entrypoint_num_cpus", 100));
    assertThatThrownBy(() -> client.job("j0").awaitStart(Duration.ofMillis(300)))
        .isInstanceOfSatisfying(
            StillPendingException.class,
            e -> assertThat(e.reason()).startsWith("Job has not started yet. It may be waiting"))
        .hasMessageStartingWith("Job 'j0' has not started within PT0.3S; Ray says: Job has not");
    assertThat(dashboard.job("j0").stopRequested()).isFalse();
  }

  @Test
  void endsWithAnInterrupt() throws Exception {
    awaited(1).get(0).cancel(true);
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    Thread waiting =
        new Thread(
            () -> {
              try {
                client.job("j0").await(LONG);
              } catch (RayJobsException e) {
                failure.complete(Thread.currentThread().isInterrupted() ? e : new Error(e));
              }
            });
    waiting.start();
    until(() -> requests("/api/jobs/j0") >= 1);
    waiting.interrupt();
    assertThat(failure.get(60, TimeUnit.SECONDS))
        .isInstanceOf(RayJobsException.class)
        .hasMessageContaining("Interrupted while waiting for job 'j0'");
    until(() -> pollers().isEmpty());
  }
}
