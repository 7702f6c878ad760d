package dev.rayjobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rayjobs.errors.NotFoundException;
import dev.rayjobs.errors.StillPendingException;
import dev.rayjobs.testing.RayHead;
import dev.rayjobs.testing.RealRay;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Waiting for jobs, and the ends of their logs, on a real head that asks for a token. */
@ExtendWith(RealRay.class)
class WaitingIT {
  private static final Duration LONG = Duration.ofMinutes(3);

  /** Writes jobs into the cluster's memory, as its own job manager does, and lets them end. */
  private static final String MANY =
      """
      import json, sys, time, ray
      from ray.experimental import internal_kv as kv
      ray.init(address="auto", log_to_driver=False)
      prefix, count, start = sys.argv[1], int(sys.argv[2]), int(time.time() * 1000)
      def tell(status):
          for i in range(count):
              job = {"status": status, "entrypoint": "x", "message": None, "error_type": None,
                     "start_time": start, "end_time": None, "metadata": {},
                     "driver_exit_code": i}
              key = "_ray_internal_job_info_" + prefix + str(i)
              kv._internal_kv_put(key, json.dumps(job), overwrite=True, namespace=b"job")
      tell("RUNNING")
      print("they run", flush=True)
      time.sleep(8)
      tell("SUCCEEDED")
      """;

  private final RayHead head;
  private JobClient client;

  WaitingIT(RayHead head) {
    this.head = head;
  }

  @BeforeEach
  void open() {
    client = HeadClient.builder(head).build();
  }

  @AfterEach
  void close() {
    client.close();
  }

  private static JobDetails endOf(CompletableFuture<JobDetails> end) throws Exception {
    return end.get(LONG.toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  void awaitsTheEndsOfSeveralJobs() throws Exception {
    CompletableFuture<JobDetails> good = client.submission("echo good").submit().completion();
    CompletableFuture<JobDetails> bad = client.submission("exit 4").submit().completion();
    Job endless = client.submission("sleep 300").submit();
    CompletableFuture<JobDetails> stopped = endless.completion();
    assertThat(endless.awaitStart(LONG).status()).isEqualTo(JobStatus.RUNNING);
    endless.stop();
    assertThat(endOf(good).status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(endOf(bad).driverExitCode()).hasValue(4);
    assertThat(endOf(stopped).status()).isEqualTo(JobStatus.STOPPED);
    assertThatThrownBy(() -> endOf(client.job("never").completion()))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(NotFoundException.class);
  }

  @Test
  void awaitsManyJobs() throws Exception {
    int count = 100;
    String prefix = SubmissionIds.fresh() + "-";
    Job writer =
        client
            .submission("python -c \"$MANY\" " + prefix + " " + count)
            .runtimeEnv(RuntimeEnv.builder().envVar("MANY", MANY).build())
            .submit();
    try (LogStream log = writer.followLogs()) {
      Iterator<String> pieces = log.iterator();
      StringBuilder seen = new StringBuilder();
      while (seen.indexOf("they run") < 0) {
        seen.append(pieces.next());
      }
    }
    List<CompletableFuture<JobDetails>> ends = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ends.add(client.job(prefix + i).completion());
    }
    for (int i = 0; i < count; i++) {
      JobDetails end = endOf(ends.get(i));
      assertThat(end.status()).isEqualTo(JobStatus.SUCCEEDED);
      assertThat(end.driverExitCode()).hasValue(i);
    }
    List<String> listed = new ArrayList<>();
    client.forEachJob(job -> job.submissionId().ifPresent(listed::add));
    assertThat(listed)
        .doesNotHaveDuplicates()
        .contains(prefix + 0, prefix + 99, writer.submissionId());
    writer.await(LONG);
    for (int i = 0; i < count; i++) {
      client.job(prefix + i).delete();
    }
  }

  @Test
  void saysWhyAJobIsPending() {
    Job job = client.submission("true").entrypointNumCpus(1_000).submit();
    assertThatThrownBy(() -> job.awaitStart(Duration.ofSeconds(2)))
        .isInstanceOfSatisfying(
            StillPendingException.class, e -> assertThat(e.reason()).contains("resources"))
        .hasMessageContaining(
            "'" + job.submissionId() + "' has not started within PT2S; Ray says: ");
    assertThat(job.status()).isEqualTo(JobStatus.PENDING);
    job.stop();
  }

  @Test
  void tellsTheLastLinesOfALog() {
    String writing = RayHead.afterRaysOwnLine("seq 1 20000; printf 'half \\r\\ndone\\rend'");
    Job job = client.submission(writing).submit();
    job.await(LONG);
    String whole = job.logs();
    assertThat(whole).endsWith("19999\n20000\nhalf \ndone\nend");
    assertThat(last(job, 0)).isEmpty();
    assertThat(last(job, 1)).isEqualTo("end");
    assertThat(last(job, 4)).isEqualTo("20000\nhalf \ndone\nend");
    assertThat(last(job, 19_000)).isEqualTo(whole.substring(whole.indexOf("\n1004\n") + 1));
    assertThat(last(job, 1_000_000)).isEqualTo(whole);
    StringBuilder followed = new StringBuilder();
    try (LogStream log = job.followLogs(5)) {
      log.forEach(followed::append);
    }
    assertThat(followed).hasToString("19999\n20000\nhalf \ndone\nend");
  }

  private static String last(Job job, int lines) {
    StringBuilder text = new StringBuilder();
    job.writeLogs(text, lines);
    return text.toString();
  }

  @Test
  void handsALogOver() throws Exception {
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try {
      Job job = client.submission("echo one; sleep 2; echo two; exit 3").submit();
      StringBuffer seen = new StringBuffer();
      JobDetails end = endOf(job.followLogs(seen::append, executor));
      assertThat(end.driverExitCode()).hasValue(3);
      // Ray may write a line of its own between the two.
      assertThat(seen.toString()).contains("one\n").endsWith("two\n").isEqualTo(job.logs());
    } finally {
      executor.shutdownNow();
    }
  }
}
