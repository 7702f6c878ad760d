package dev.rayjobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import dev.rayjobs.auth.TokenSources;
import dev.rayjobs.errors.AuthenticationException;
import dev.rayjobs.errors.NotFoundException;
import dev.rayjobs.errors.ServerException;
import dev.rayjobs.errors.TimedOutException;
import dev.rayjobs.errors.TokenException;
import dev.rayjobs.internal.env.Environment;
import dev.rayjobs.testing.RayHead;
import dev.rayjobs.testing.RealRay;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;

/** One submission through all rooms, on a real head that asks for a token. */
@ExtendWith(RealRay.class)
class JobLifecycleIT {
  private static final Duration LONG = Duration.ofMinutes(2);

  private final RayHead head;
  private JobClient client;

  JobLifecycleIT(RayHead head) {
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

  private JobClient clientWith(Map<String, String> variables) {
    return JobClient.builder()
        .environment(Environment.of(variables))
        .address(head.address())
        .build();
  }

  @Test
  @Execution(CONCURRENT)
  void submitsFollowsAndTellsTheEnd() {
    Instant before = Instant.now();
    Job job =
        client
            .submission(RayHead.afterRaysOwnLine("echo one; sleep 1; echo two; printf three"))
            .metadata("team", "pricing")
            .runtimeEnv(RuntimeEnv.builder().envVar("MODE", "nightly").build())
            .submit();

    assertThat(job.submissionId()).matches("raysubmit_[a-zA-Z0-9]{16}");
    String log = followed(job);
    assertThat(own(log)).isEqualTo("one\ntwo\nthree");
    JobDetails end = job.await(LONG);
    assertThat(end.status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(end.driverExitCode()).hasValue(0);
    assertThat(end.submissionId()).hasValue(job.submissionId());
    assertThat(end.type()).isEqualTo("SUBMISSION");
    assertThat(end.entrypoint()).endsWith("echo one; sleep 1; echo two; printf three");
    assertThat(end.metadata()).containsEntry("team", "pricing");
    assertThat(end.runtimeEnv()).containsEntry("env_vars", Map.of("MODE", "nightly"));
    assertThat(end.startTime().orElseThrow()).isAfter(before.minusSeconds(5));
    assertThat(end.endTime().orElseThrow()).isAfterOrEqualTo(end.startTime().orElseThrow());
    assertThat(end.driverNodeId()).isPresent();
    assertThat(job.logs()).isEqualTo(log);
    assertThat(head.jobLog(job.submissionId())).hasContent(log);
    assertThat(client.list())
        .anyMatch(details -> details.submissionId().equals(end.submissionId()));
  }

  @Test
  @Execution(CONCURRENT)
  void tellsWhyAJobFailed() {
    Job job = client.submission("echo before; exit 7").submit();

    JobDetails end = job.await(LONG);

    assertThat(end.status()).isEqualTo(JobStatus.FAILED);
    assertThat(end.driverExitCode()).hasValue(7);
    assertThat(end.message().orElseThrow()).contains("exit code 7");
    assertThat(own(followed(job))).isEqualTo("before\n");
  }

  @Test
  @Execution(CONCURRENT)
  void stopsAndDeletes() throws InterruptedException {
    Job job = client.submission("echo up; sleep 300").submit();
    try (LogStream log = job.followLogs()) {
      Iterator<String> pieces = log.iterator();
      String seen = "";
      while (!own(seen).equals("up\n")) {
        seen += pieces.next();
      }
    }
    assertThat(job.status()).isEqualTo(JobStatus.RUNNING);
    assertThatThrownBy(job::delete)
        .isInstanceOf(ServerException.class)
        .hasMessageContaining("non-terminal state")
        .hasMessageNotContaining("Traceback");
    assertThatThrownBy(() -> job.await(Duration.ofMillis(600)))
        .isInstanceOf(TimedOutException.class)
        .hasMessageContaining(job.submissionId())
        .hasMessageContaining("RUNNING");

    assertThat(job.stop()).isTrue();
    assertThat(job.await(LONG).status()).isEqualTo(JobStatus.STOPPED);
    awaitNothingToStop(job);
    assertThat(job.delete()).isTrue();
    assertThatThrownBy(job::details).isInstanceOf(NotFoundException.class);
  }

  /**
   * The process that watches over a job outlives it for a moment, and until then may be stopped.
   */
  private static void awaitNothingToStop(Job job) throws InterruptedException {
    long deadline = System.nanoTime() + LONG.toNanos();
    while (job.stop()) {
      assertThat(System.nanoTime()).as("stop still finds something to do").isLessThan(deadline);
      Thread.sleep(200);
    }
  }

  @Test
  @Execution(CONCURRENT)
  void refusesAnIdThatIsTaken() {
    String id = SubmissionIds.fresh();
    client.submission("true").submissionId(id).submit();

    assertThatThrownBy(() -> client.submission("true").submissionId(id).submit())
        .isInstanceOf(SubmissionIdExistsException.class)
        .hasMessageContaining("Job with submission_id " + id + " already exists.")
        .hasMessageNotContaining("Traceback");
  }

  @Test
  @Execution(CONCURRENT)
  void saysThatAJobIsUnknown() {
    Job nobody = client.job("nobody");

    assertThatThrownBy(nobody::details)
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("nobody");
    assertThatThrownBy(nobody::logs).isInstanceOf(NotFoundException.class);
    assertThatThrownBy(nobody::stop).isInstanceOf(NotFoundException.class);
    assertThatThrownBy(nobody::delete).isInstanceOf(NotFoundException.class);
    try (LogStream log = nobody.followLogs()) {
      assertThatThrownBy(() -> log.iterator().hasNext()).isInstanceOf(NotFoundException.class);
    }
  }

  @Test
  @Execution(CONCURRENT)
  void tellsAMissingTokenFromAWrongOne(@TempDir Path home) {
    String elsewhere = home.toString();
    try (JobClient modeUnset = clientWith(Map.of("HOME", elsewhere));
        JobClient noneFound = clientWith(Map.of("HOME", elsewhere, "RAY_AUTH_MODE", "token"));
        JobClient wrong = clientWith(Map.of("RAY_AUTH_MODE", "token", "RAY_AUTH_TOKEN", "wr0ng"))) {
      assertThatThrownBy(modeUnset::version)
          .isInstanceOf(AuthenticationException.class)
          .hasFieldOrPropertyWithValue("statusCode", 401)
          .hasMessageContaining("export RAY_AUTH_MODE=token");
      assertThatThrownBy(noneFound::version)
          .isInstanceOf(TokenException.class)
          .hasMessageContaining("RAY_AUTH_TOKEN")
          .hasMessageContaining("RAY_AUTH_TOKEN_PATH")
          .hasMessageContaining("~/.ray/auth_token");
      assertThatThrownBy(wrong::version)
          .isInstanceOf(AuthenticationException.class)
          .hasFieldOrPropertyWithValue("statusCode", 403)
          .hasMessageContaining("RAY_AUTH_TOKEN")
          .hasMessageNotContaining("wr0ng");
    }
  }

  @Test
  @Execution(CONCURRENT)
  void takesAnExplicitTokenWithoutAnyMode() {
    try (JobClient explicit =
        JobClient.builder()
            .environment(Environment.of(Map.of()))
            .address(head.address())
            .tokenSource(TokenSources.explicit(head.token().orElseThrow()))
            .build()) {
      assertThat(explicit.version().rayVersion()).isEqualTo(head.version());
      assertThat(explicit.version().sessionName()).isNotEmpty();
    }
  }

  @Test
  @Execution(CONCURRENT)
  void sendsTheTokenBesideAnAuthorizationOfTheUsersOwn() {
    // Ray itself looks at Authorization first, so this shows where ours went: it is refused.
    try (JobClient proxied =
        JobClient.builder()
            .environment(Environment.of(Map.of()))
            .address(head.address())
            .header("authorization", "Bearer " + head.token().orElseThrow())
            .tokenSource(TokenSources.explicit("not-the-clusters"))
            .build()) {
      assertThat(proxied.version().rayVersion()).isEqualTo(head.version());
    }
  }

  /** Without the lines that Ray itself writes into a job's log. */
  private static String own(String log) {
    return log.replaceAll("(?m)^.*(Runtime env is setting up|Running entrypoint for job).*\\n", "");
  }

  private static String followed(Job job) {
    StringBuilder all = new StringBuilder();
    try (LogStream log = job.followLogs()) {
      log.forEach(all::append);
    }
    return all.toString();
  }
}
