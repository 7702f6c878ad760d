package dev.rayjobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rayjobs.errors.JobLostException;
import dev.rayjobs.errors.NotFoundException;
import dev.rayjobs.internal.env.Environment;
import dev.rayjobs.testing.FakeDashboard;
import dev.rayjobs.testing.FakeJob;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ids come back: on another cluster at the same address, and on the same one after a deletion. */
@Timeout(60)
class SameIdTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final FakeDashboard dashboard = FakeDashboard.start();
  private final JobClient client =
      JobClient.builder()
          .environment(Environment.of(Map.of()))
          .address(dashboard.address())
          .build();

  @AfterEach
  void close() {
    client.close();
    dashboard.jobs().forEach(job -> job.succeed().print(""));
    dashboard.close();
  }

  private FakeJob add(String id) throws InterruptedException {
    // Ray counts milliseconds.
    Thread.sleep(5);
    return dashboard.addJob(id, Map.of("entrypoint", "x", "submission_id", id)).run();
  }

  private CompletableFuture<String> followed(Job job) {
    return CompletableFuture.supplyAsync(
        () -> {
          StringBuilder text = new StringBuilder();
          try (LogStream log = job.followLogs()) {
            log.forEach(text::append);
          }
          return text.toString();
        },
        task -> new Thread(task).start());
  }

  private void awaitRequests(String path, int more) throws InterruptedException {
    long wanted = requests(path) + more;
    while (requests(path) < wanted) {
      Thread.sleep(5);
    }
  }

  private long requests(String path) {
    return dashboard.requests().stream().filter(r -> r.getTarget().equals(path)).count();
  }

  private static void assertLost(CompletableFuture<?> work) {
    assertThat(work)
        .failsWithin(LONG)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(JobLostException.class)
        .withMessageContaining("another job has its id now, accepted at 20");
  }

  @Test
  void takesNoOtherJobForItsOwn() throws Exception {
    add("x");
    Job job = client.job("x");
    CompletableFuture<String> log = followed(job);
    CompletableFuture<JobDetails> end = job.completion();
    awaitRequests("/api/jobs/x", 4);
    dashboard.replaceCluster();
    add("x").print("not ours\n").succeed();

    assertLost(log);
    assertLost(end);
    assertThatThrownBy(job::status).isInstanceOf(JobLostException.class);
    assertThatThrownBy(() -> job.await(LONG)).isInstanceOf(JobLostException.class);
    assertThat(client.job("x").status()).isEqualTo(JobStatus.SUCCEEDED);
  }

  @Test
  void takesNoOtherOfAListForItsOwn() throws Exception {
    for (int i = 0; i < 10; i++) {
      add("j" + i);
    }
    CompletableFuture<?>[] ends = new CompletableFuture<?>[10];
    for (int i = 0; i < 10; i++) {
      ends[i] = client.job("j" + i).completion();
    }
    awaitRequests("/api/jobs/", 2);
    dashboard.replaceCluster();
    for (int i = 0; i < 10; i++) {
      add("j" + i).succeed();
    }
    for (CompletableFuture<?> end : ends) {
      assertThat(end)
          .failsWithin(LONG)
          .withThrowableThat()
          .havingCause()
          .isInstanceOf(JobLostException.class);
    }
  }

  /** The client chose the nonce, so it need not have seen the job. */
  @Test
  void knowsItsOwnSubmissionWithoutHavingSeenIt() throws Exception {
    Job job = client.submission("true").submissionId("x").submit();
    dashboard.replaceCluster();
    add("x").succeed();

    assertThatThrownBy(job::details).isInstanceOf(JobLostException.class);
  }

  /** With a scheduler's fixed ids the job that has the id now is somebody's who wants it. */
  @Test
  void neitherStopsNorDeletesNorShowsAnotherJob() throws Exception {
    Job seen = client.job("seen");
    add("seen");
    assertThat(seen.status()).isEqualTo(JobStatus.RUNNING);
    Job submitted = client.submission("true").submissionId("submitted").submit();
    dashboard.replaceCluster();
    FakeJob running = add("seen").print("not ours\n");
    add("submitted").print("not ours\n").succeed();

    assertThatThrownBy(seen::stop).isInstanceOf(JobLostException.class);
    assertThat(running.stopRequested()).isFalse();
    assertThatThrownBy(submitted::delete).isInstanceOf(JobLostException.class);
    assertThat(dashboard.jobs()).hasSize(2);
    for (Job job : List.of(seen, submitted)) {
      StringBuilder log = new StringBuilder();
      assertThatThrownBy(job::logs).isInstanceOf(JobLostException.class);
      assertThatThrownBy(() -> job.writeLogs(log)).isInstanceOf(JobLostException.class);
      assertThatThrownBy(() -> job.writeLogs(log, 1)).isInstanceOf(JobLostException.class);
      assertThat(log).isEmpty();
    }
  }

  @Test
  void saysThatAJobThatIsToStopOrToGoIsLostWithItsCluster() throws Exception {
    add("x");
    client.version();
    Job never = client.job("x");
    dashboard.replaceCluster();
    assertThatThrownBy(never::stop).isInstanceOf(JobLostException.class);
    assertThatThrownBy(never::delete).isInstanceOf(JobLostException.class);
    assertThatThrownBy(never::logs).isInstanceOf(JobLostException.class);
  }

  @Test
  void asksNothingBesidesOfAJobThatItKnowsNothingOf() throws Exception {
    add("x");
    assertThat(client.job("x").stop()).isTrue();
    assertThat(requests("/api/jobs/x")).isZero();
  }

  @Test
  void doesNotMindThatAPendingJobBeginsToRun() {
    dashboard.onSubmit(job -> {});
    Job job = client.submission("true").submissionId("x").submit();
    assertThat(job.status()).isEqualTo(JobStatus.PENDING);
    dashboard.job("x").run();
    assertThat(job.status()).isEqualTo(JobStatus.RUNNING);
    dashboard.job("x").succeed();
    assertThat(job.await(LONG).status()).isEqualTo(JobStatus.SUCCEEDED);
  }

  @Test
  void lendsItsHandleToTheNextJobOnceItsOwnIsDeleted() throws Exception {
    add("x").succeed();
    Job job = client.job("x");
    assertThat(job.status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(job.delete()).isTrue();
    add("x");
    assertThat(job.status()).isEqualTo(JobStatus.RUNNING);
  }

  @Test
  void knowsWhichClusterAJobWasOn() throws Exception {
    add("old");
    Job old = client.job("old");
    assertThat(old.status()).isEqualTo(JobStatus.RUNNING);
    dashboard.replaceCluster();

    assertThatThrownBy(old::status).isInstanceOf(JobLostException.class);
    assertThatThrownBy(old::status).isInstanceOf(JobLostException.class);
    // A submission that follows so soon after the client's last look takes the cluster for that.
    Thread.sleep(1_000);
    Job job = client.submission("true").submit();
    assertThat(job.delete()).isTrue();
    assertThatThrownBy(job::status).isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> client.job("never").status()).isInstanceOf(NotFoundException.class);
    assertThatThrownBy(old::status).isInstanceOf(JobLostException.class);
  }
}
