package dev.rayjobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.cli.Run.Result;
import dev.rayjobs.internal.json.Json;
import dev.rayjobs.testing.FakeJob;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a signal does at each stage of a submission, on a dashboard that can be held at it. */
class DepartureIT extends WithFakeJobs {
  /** Two seconds and a little, on a machine with much else to do. */
  private static final Duration AT_MOST = Duration.ofSeconds(10);

  /** As much as Linux keeps in a pipe that nobody reads, or nearly. */
  private static final int PIPE_HOLDS = 60_000;

  @BeforeEach
  void script() {
    dashboard.onSubmit(job -> job.run().print("begun\n"));
  }

  private Run submit(String... options) {
    return job("submit").arguments(options).arguments("--", "x");
  }

  /** As {@link #submit}, with both streams in one, as schedulers have it. */
  private Process submitMerged(String... options) throws Exception {
    return Run.program(Path.of("/bin/sh"), "-c", "exec \"$0\" \"$@\" 2>&1")
        .arguments(Run.dist().resolve("bin/ray").toString(), "job", "submit")
        .arguments(options)
        .arguments("--", "x")
        .environment("JAVA_HOME", System.getProperty("java.home"))
        .environment("PATH", "/usr/bin:/bin")
        .environment("RAY_API_SERVER_ADDRESS", dashboard.address())
        .start();
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

    long start = System.nanoTime();
    terminate(process);

    Result result = end(process);
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofSeconds(2), AT_MOST);
    assertThat(result.exitCode()).isEqualTo(143);
    assertThat(result.err())
        .isEqualTo(
            "Stopping job 's'. Another signal leaves it at once.\n"
                + "It has not stopped within 2.0s. Ray has been asked to stop it, and does.\n"
                + "Job 's' is left running. Follow it: ray job logs s --follow\n"
                + "Stop it: ray job stop s\n");
    assertThat(dashboard.job("s").stopRequested()).isTrue();
  }

  @Test
  void leavesAJobInTimeThoughTheDashboardGoesAwayAfterTheStop() throws Exception {
    dashboard.onStop(job -> {});
    Process process = submit("--on-signal=stop", "--submission-id=s").start();
    untilSays(process, "begun");
    long start = System.nanoTime();

    terminate(process);
    BufferedReader err = process.errorReader(StandardCharsets.UTF_8);
    assertThat(err.readLine()).startsWith("Stopping job 's'.");
    dashboard.close();

    assertThat(err.readLine())
        .isEqualTo("Whether it has stopped is not known. Ray has been asked to stop it, and does.");
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_MOST);
    assertThat(process.exitValue()).isEqualTo(143);
  }

  /** And so it has asked Ray before it wrote. */
  @ParameterizedTest
  @CsvSource({"--on-signal=stop, 143", "--timeout=3s, 124"})
  void endsThoughSomebodyHoldsTheOutputAndDoesNotReadIt(String option, int code) throws Exception {
    dashboard.onSubmit(job -> job.run().print("a line of the log\n".repeat(60_000)));
    Process process =
        submitMerged(option, "--on-timeout=stop", "--stop-timeout=1s", "--submission-id=s");
    while (process.getInputStream().available() < PIPE_HOLDS) {
      assertThat(process.isAlive()).isTrue();
      TimeUnit.MILLISECONDS.sleep(20);
    }
    if (code == 143) {
      terminate(process);
    }

    assertThat(process.waitFor(AT_MOST.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(code);
    assertThat(dashboard.job("s").status()).isEqualTo("STOPPED");
  }

  @Test
  void endsAfterATimeoutThoughSomebodyDoesNotReadTheOutput() throws Exception {
    dashboard.onSubmit(job -> job.run().print("a line of the log\n".repeat(60_000)));
    Process process = submitMerged("--timeout=3s", "--submission-id=s");
    while (process.getInputStream().available() < PIPE_HOLDS) {
      assertThat(process.isAlive()).isTrue();
      TimeUnit.MILLISECONDS.sleep(20);
    }

    assertThat(process.waitFor(AT_MOST.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(124);
    assertThat(dashboard.job("s").stopRequested()).isFalse();
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

  /** The log still comes while the last words are said, and not after the line that counts. */
  @Test
  void endsWithTheJsonOfALeftJobWhereBothStreamsAreOne() throws Exception {
    dashboard.onSubmit(job -> job.run().print("a line of the log\n".repeat(2_000_000)));
    Process process = submitMerged("--output=json", "--submission-id=s");
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    for (int i = 0; i < 10_000; i++) {
      assertThat(out.readLine()).isNotNull();
    }

    terminate(process);

    String last = "";
    for (String line; (line = out.readLine()) != null; ) {
      last = line;
    }
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(last).startsWith("{").endsWith("}");
    assertThat(Json.parseObject(last))
        .containsEntry("submission_id", "s")
        .hasEntrySatisfying("exit_code", code -> assertThat(code).hasToString("143"));
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
    assertThat(result.err())
        .isEqualTo(
            onSignal.equals("stop")
                ? "Nothing was submitted.\n"
                : "Nothing was submitted. Whether a job of an earlier run is on the cluster is not"
                    + " known.\n");
    assertThat(dashboard.jobs()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0", "6"})
  void stopsTheJobOfAnEarlierRunThatItWasAboutToTakeOver(int secondsOfLooking) throws Exception {
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
    TimeUnit.SECONDS.sleep(secondsOfLooking);
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
