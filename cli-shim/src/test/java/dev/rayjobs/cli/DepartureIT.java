package dev.rayjobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.cli.Run.Result;
import dev.rayjobs.testing.FakeDashboard;
import dev.rayjobs.testing.FakeJob;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a signal does at each stage of a submission, on a dashboard that can be held at it. */
class DepartureIT {
  private final FakeDashboard dashboard = FakeDashboard.start();

  @BeforeEach
  void hurry() {
    dashboard.tailPause(Duration.ofMillis(50));
    dashboard.onSubmit(job -> job.run().print("begun\n"));
  }

  @AfterEach
  void close() {
    dashboard.close();
  }

  private Run submit(String... options) {
    return Run.ray("job", "submit")
        .arguments(options)
        .arguments("--", "x")
        .environment("RAY_API_SERVER_ADDRESS", dashboard.address());
  }

  private static void untilSays(Process process, String line) throws Exception {
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    while (!line.equals(out.readLine())) {
      assertThat(process.isAlive()).isTrue();
    }
  }

  private static void terminate(Process process) {
    // Not Process.destroy(), which closes the streams, too.
    process.toHandle().destroy();
  }

  private static Result end(Process process) throws Exception {
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    String rest = String.join("\n", out.lines().toList());
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Result(process.exitValue(), rest, err);
  }

  private void awaitRequest(String method, String path) throws Exception {
    while (dashboard.requests().stream()
        .noneMatch(
            request ->
                method.equals(request.getMethod())
                    && request.getUrl().encodedPath().startsWith(path))) {
      Thread.onSpinWait();
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  @Test
  void asksToStopBeforeItWritesAndDoesWithoutAReader() throws Exception {
    Process process = submit("--on-signal=stop", "--submission-id=s").start();
    untilSays(process, "begun");
    process.getInputStream().close();
    process.getErrorStream().close();
    dashboard.onStop(job -> job.print("last words\n".repeat(1000)).stop());

    terminate(process);

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(143);
    assertThat(dashboard.job("s").status()).isEqualTo("STOPPED");
  }

  @Test
  void leavesAJobThatRayIsStoppingAfterTwoSeconds() throws Exception {
    dashboard.onStop(job -> {});
    Process process = submit("--on-signal=stop", "--submission-id=s").start();
    untilSays(process, "begun");

    terminate(process);

    Result result = end(process);
    assertThat(result.exitCode()).isEqualTo(143);
    assertThat(result.err())
        .isEqualTo(
            "Stopping job 's'. Another signal leaves it at once.\n"
                + "It has not stopped within 2.0s. Ray has been asked to stop it, and does.\n"
                + "Job 's' is left running. Follow it: ray job logs s --follow\n"
                + "Stop it: ray job stop s\n");
    assertThat(dashboard.job("s").stopRequested()).isTrue();
  }

  /** One to the process group, say, and one that a parent hands on. */
  @Test
  void stopsTheJobThoughASecondSignalComesWithTheFirst() throws Exception {
    Process process = submit("--on-signal=stop", "--submission-id=s").start();
    untilSays(process, "begun");

    terminate(process);
    terminate(process);

    assertThat(end(process).exitCode()).isEqualTo(143);
    assertThat(dashboard.job("s").status()).isEqualTo("STOPPED");
  }

  @Test
  void goesOnAskingWhileTheJobHasNotBegun() throws Exception {
    dashboard.onSubmit(job -> {});
    Process process = submit("--on-signal=stop", "--submission-id=s").start();
    awaitRequest("GET", "/api/jobs/s");

    terminate(process);
    awaitRequest("POST", "/api/jobs/s/stop");
    dashboard.job("s").run();

    assertThat(end(process).exitCode()).isEqualTo(143);
    assertThat(dashboard.job("s").status()).isEqualTo("STOPPED");
  }

  @Test
  void endsWithTheResultInJson() throws Exception {
    dashboard.onStop(job -> job.print("last words\n").stop());
    Process process = submit("--on-signal=stop", "--submission-id=s", "--output=json").start();
    awaitRequest("GET", "/api/jobs/s/logs");

    terminate(process);

    Result result = end(process);
    assertThat(result.exitCode()).isEqualTo(143);
    assertThat(result.out())
        .hasLineCount(1)
        .contains("\"status\":\"STOPPED\"")
        .endsWith("\"exit_code\":143}");
    assertThat(result.err()).contains("last words\n");
  }

  @ParameterizedTest
  @CsvSource({"detach", "stop"})
  void submitsNothingWhenItIsLeftBefore(String onSignal) throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch signalled = new CountDownLatch(1);
    dashboard.alterNext(
        "GET",
        "/api/jobs/s",
        answer -> {
          asked.countDown();
          await(signalled);
          return answer;
        });
    Process process =
        submit("--on-signal", onSignal, "--if-exists=resume", "--submission-id=s").start();
    await(asked);

    terminate(process);
    if (onSignal.equals("stop")) {
      signalled.countDown();
    }

    Result result = end(process);
    signalled.countDown();
    assertThat(result.exitCode()).isEqualTo(143);
    assertThat(result.err()).isEqualTo("Nothing was submitted.\n");
    assertThat(dashboard.jobs()).isEmpty();
  }

  @Test
  void stopsTheJobOfAnEarlierRunThatItWasAboutToTakeOver() throws Exception {
    FakeJob earlier = dashboard.addJob("s", Map.of("entrypoint", "x")).run();
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch signalled = new CountDownLatch(1);
    dashboard.alterNext(
        "GET",
        "/api/jobs/s",
        answer -> {
          asked.countDown();
          await(signalled);
          return answer;
        });
    Process process = submit("--on-signal=stop", "--if-exists=resume", "--submission-id=s").start();
    await(asked);

    terminate(process);
    signalled.countDown();

    assertThat(end(process).exitCode()).isEqualTo(143);
    assertThat(earlier.status()).isEqualTo("STOPPED");
    assertThat(dashboard.jobs()).hasSize(1);
  }

  @Test
  void stopsAJobWhoseSubmissionIsUnderWay() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch asked = new CountDownLatch(1);
    dashboard.onSubmit(
        job -> {
          arrived.countDown();
          await(asked);
          job.run();
        });
    Process process = submit("--on-signal=stop", "--submission-id=s").start();
    await(arrived);

    terminate(process);
    awaitRequest("POST", "/api/jobs/s/stop");
    asked.countDown();

    assertThat(end(process).exitCode()).isEqualTo(143);
    assertThat(dashboard.job("s").status()).isEqualTo("STOPPED");
  }

  @Test
  void stopsAJobWhoseAnswerIsLost() throws Exception {
    dashboard.alterNext(
        "POST", "/api/jobs/", answer -> answer.onResponseStart(SocketEffect.Stall.INSTANCE));
    Process process = submit("--on-signal=stop", "--submission-id=s").start();
    awaitRequest("POST", "/api/jobs/");

    terminate(process);

    Result result = end(process);
    assertThat(result.exitCode()).isEqualTo(143);
    assertThat(result.err())
        .isEqualTo("Stopping job 's'. Another signal leaves it at once.\nJob 's' was stopped.\n");
    assertThat(dashboard.job("s").status()).isEqualTo("STOPPED");
  }

  @Test
  void saysThatAJobMayBeThereWhenItIsLeftWhileItIsSubmitted() throws Exception {
    dashboard.alterNext(
        "POST", "/api/jobs/", answer -> answer.onResponseStart(SocketEffect.Stall.INSTANCE));
    Process process = submit("--submission-id=s", "--no-wait").start();
    awaitRequest("POST", "/api/jobs/");

    terminate(process);

    Result result = end(process);
    assertThat(result.exitCode()).isEqualTo(143);
    assertThat(result.err())
        .isEqualTo(
            "Job 's' may be on the cluster. Look: ray job status s\n"
                + "Stop it: ray job stop s\n");
    assertThat(dashboard.job("s").stopRequested()).isFalse();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
