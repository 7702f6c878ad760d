package dev.rayjobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.cli.Run.Result;
import dev.rayjobs.testing.FakeJob;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How long the built program waits, and what for: on a dashboard that goes away, that is in trouble
 * for a while, or that forgets a job.
 */
class PatienceIT extends WithFakeJobs {
  private static final MockResponse AWAY = new MockResponse.Builder().code(503).build();

  private FakeJob running(String id) {
    return dashboard.addJob(id, Map.of("entrypoint", "x")).run().print("begun\n");
  }

  private void beAway(String method, String path, int times) {
    for (int i = 0; i < times; i++) {
      dashboard.answerNext(method, path, AWAY);
    }
  }

  private boolean asked(String method, String path, int times) {
    return dashboard.requests().stream()
            .filter(request -> method.equals(request.getMethod()))
            .filter(request -> path.equals(request.getTarget()))
            .count()
        >= times;
  }

  @ParameterizedTest
  @ValueSource(strings = {"logs -f", "wait", "stop"})
  void givesUpOnADashboardThatStaysAway(String command) throws Exception {
    running("s");
    dashboard.onStop(job -> {});
    try (Watched program =
        new Watched(
            job(command.split(" "))
                .arguments("s", "--reconnect-for", "1s", "--retry-for", "0s")
                .start())) {
      program.await("its second look", () -> asked("GET", "/api/jobs/s", 2));
      dashboard.close();
      Result result = program.toTheEnd();
      assertThat(result.exitCode()).isEqualTo(ExitCode.CANNOT_REACH);
      assertThat(result.err())
          .startsWith("Error: The dashboard has not answered for 1 s; the job may go on.")
          .hasLineCount(1);
    }
  }

  @Test
  void offersThatPatienceOnlyWhereThereIsUseForIt() {
    assertThat(job("list", "--reconnect-for", "1s").toTheEnd().err())
        .startsWith("Error: No such option: '--reconnect-for'");
  }

  @Test
  void waitsNoLongerThanAskedThoughTheDashboardIsAway() {
    FakeJob job = running("s");
    beAway("GET", "/api/jobs/s", 1000);
    long start = System.nanoTime();
    Result left = job("wait", "s", "--timeout", "1s", "--on-timeout", "stop").toTheEnd();
    // Requests are repeated for 30 seconds where nothing else is said.
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    assertThat(left.exitCode()).isEqualTo(ExitCode.TIMED_OUT);
    assertThat(left.err()).isEqualTo("Job 's' has not ended in time. It is asked to stop.\n");
    assertThat(job.stopRequested()).isTrue();

    beAway("POST", "/api/jobs/s/stop", 1000);
    Result unanswered = job("wait", "s", "--timeout", "1s", "--on-timeout=stop").toTheEnd();
    assertThat(unanswered.exitCode()).isEqualTo(ExitCode.TIMED_OUT);
    assertThat(unanswered.err())
        .isEqualTo(
            "Job 's' has not ended in time. It could not be asked to stop: the cluster does not"
                + " answer.\n");

    Result pending = job("wait", "s", "--pending-timeout", "1s").toTheEnd();
    assertThat(pending.exitCode()).isEqualTo(ExitCode.TIMED_OUT);
    assertThat(pending.err())
        .startsWith("Job 's' has not started within 1.0s. Ray does not say why. Wait again: ");
  }

  @Test
  void looksOnceMoreWhenTheTimeIsUp() {
    running("s").succeed();
    assertThat(job("wait", "s", "--timeout", "0").toTheEnd().exitCode()).isZero();
  }

  @Test
  void waitsForTheOthersThoughAJobIsDeleted() throws Exception {
    running("a");
    running("b");
    try (Watched program = new Watched(job("wait", "a", "b").start())) {
      program.await("its second look", () -> asked("GET", "/api/jobs/a", 2));
      dashboard.alterNext(
          "GET", "/api/jobs/a", answer -> answer.code(404).body("Job a does not exist"));
      program.await("its word on a", () -> program.err().contains("'a'"));
      dashboard.job("b").succeed();
      Result result = program.toTheEnd();
      assertThat(result.exitCode()).isEqualTo(ExitCode.JOB_LOST);
      assertThat(result.err())
          .startsWith("Error: The cluster forgot job 'a' meanwhile: it was deleted.")
          .hasLineCount(1);
      assertThat(result.out()).endsWith("Job 'b' succeeded\n-----------------\n");
    }
  }

  @Test
  void tellsADeletedJobFromOneThatNeverWas() throws Exception {
    running("s");
    dashboard.onStop(job -> {});
    assertThat(job("stop", "other").toTheEnd().exitCode()).isEqualTo(ExitCode.NO_SUCH_JOB);
    try (Watched program = new Watched(job("stop", "s").start())) {
      program.await("its second look", () -> asked("GET", "/api/jobs/s", 2));
      for (int i = 0; i < 2; i++) {
        dashboard.alterNext(
            "GET", "/api/jobs/s", answer -> answer.code(404).body("Job s does not exist"));
      }
      Result result = program.toTheEnd();
      assertThat(result.exitCode()).isEqualTo(ExitCode.JOB_LOST);
      assertThat(result.err()).startsWith("Error: The cluster forgot job 's' meanwhile");
    }
  }

  @Test
  void stopsAJobThoughTheDashboardIsAwayForAWhile() throws Exception {
    running("s");
    dashboard.onStop(job -> {});
    beAway("GET", "/api/jobs/s", 6);
    try (Watched program = new Watched(job("stop", "s", "--retry-for", "0s").start())) {
      program.await("answered looks", () -> asked("GET", "/api/jobs/s", 8));
      dashboard.job("s").stop();
      Result result = program.toTheEnd();
      assertThat(result.exitCode()).as(result.err()).isZero();
      assertThat(result.out()).endsWith("Job 's' was stopped\n");
    }
  }

  @Test
  void asksForTheEndUntilItIsAnswered() {
    AtomicBoolean away = new AtomicBoolean();
    dashboard.onSubmit(job -> job.run().print("all of it\n").succeed());
    // The last fetch of the log, after which only the end is asked for.
    dashboard.alterNext(
        "GET",
        "/api/v0/logs/file",
        answer -> {
          away.set(true);
          beAway("GET", "/api/jobs/s", 2);
          return answer;
        });
    Result result = job("submit", "--submission-id=s", "--retry-for=0s", "--", "x").toTheEnd();
    assertThat(away).isTrue();
    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.out()).contains("all of it\n").contains("Job 's' succeeded");
  }

  @Test
  void stopsTheJobAtASignalThoughItsLogCannotBeFollowedAnyMore() throws Exception {
    running("s");
    Process process = job("logs", "-f", "s", "--on-signal", "stop").start();
    try (Watched program = new Watched(process)) {
      program.await("the log", () -> program.out().contains("begun\n"));
      beAway("POST", "/api/jobs/s/stop", 3);
      // Not Process.destroy(), which closes the streams, too.
      process.toHandle().destroy();
      program.await("the request to stop", () -> asked("POST", "/api/jobs/s/stop", 1));
      dashboard.answerNext("GET", "/api/jobs/s", new MockResponse.Builder().code(403).build());
      Result result = program.toTheEnd();
      assertThat(result.exitCode()).isEqualTo(143);
      assertThat(dashboard.job("s").status()).isEqualTo("STOPPED");
    }
  }
}
