package dev.rayjobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.cli.Run.Result;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * What ends a wait before its job has ended: time, signals, and what becomes of the job meanwhile.
 */
class LeftJobsIT extends WithFakeJobs {
  private static BufferedReader untilSays(Process process, String line) throws IOException {
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    while (!line.equals(out.readLine())) {
      assertThat(process.isAlive()).isTrue();
    }
    return out;
  }

  private static void signal(Process process, String name) throws Exception {
    new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor();
  }

  private static Result end(Process process, BufferedReader out) throws Exception {
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    String rest = String.join("\n", out.lines().toList());
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return new Result(process.exitValue(), rest, err);
  }

  @Test
  void leavesTheJobWhenTheTimeIsUp() {
    dashboard.onSubmit(job -> job.run().print("begun\n"));
    Result result =
        job("submit", "--timeout", "3s", "--submission-id", "long", "--", "x").toTheEnd();
    assertThat(result.exitCode()).isEqualTo(ExitCode.TIMED_OUT);
    assertThat(result.out()).contains("begun\n");
    assertThat(result.err())
        .contains("Job 'long' has not ended within 3.0s.")
        .contains("Follow it: ray job logs long --follow");
    assertThat(dashboard.job("long").stopRequested()).isFalse();
  }

  @Test
  void stopsTheJobWhenTheTimeIsUp() {
    dashboard.onSubmit(job -> job.run().print("begun\n"));
    dashboard.onStop(job -> job.print("last words\n").stop());
    Result result =
        job("submit", "--timeout=3s", "--on-timeout=stop", "--submission-id=long", "--", "x")
            .toTheEnd();
    assertThat(result.exitCode()).isEqualTo(ExitCode.TIMED_OUT);
    assertThat(result.out()).contains("last words\n").endsWith("Job 'long' was stopped\n");
  }

  @Test
  void stopsTheJobAtASignal() throws Exception {
    dashboard.onSubmit(job -> job.run().print("begun\n"));
    dashboard.onStop(job -> job.print("last words\n").stop());
    Process process =
        job("submit", "--on-signal", "stop", "--submission-id", "s", "--", "x").start();
    BufferedReader out = untilSays(process, "begun");
    signal(process, "INT");
    Result result = end(process, out);
    assertThat(result.exitCode()).isEqualTo(130);
    assertThat(result.out()).isEqualTo("last words\nJob 's' was stopped");
    assertThat(result.err()).startsWith("Stopping job 's'.");
  }

  @Test
  void leavesAStubbornJobAfterAWhile() throws Exception {
    dashboard.onSubmit(job -> job.run().print("begun\n"));
    dashboard.onStop(job -> {});
    Process process =
        job("submit", "--stop-timeout=1", "--submission-id", "s", "--", "x")
            .environment("RAY_JOB_ON_SIGNAL", "stop")
            .start();
    BufferedReader out = untilSays(process, "begun");
    signal(process, "TERM");
    Result result = end(process, out);
    assertThat(result.exitCode()).isEqualTo(143);
    assertThat(result.err())
        .contains("It has not stopped within 1.0s.")
        .contains("Stop it: ray job stop s");
  }

  @Test
  void leavesAtOnceAtTheSecondSignal() throws Exception {
    dashboard.onSubmit(job -> job.run().print("begun\n"));
    dashboard.onStop(job -> {});
    Process process =
        job("submit", "--on-signal=stop", "--stop-timeout=10m", "--submission-id", "s", "--", "x")
            .start();
    BufferedReader out = untilSays(process, "begun");
    signal(process, "INT");
    while (!dashboard.job("s").stopRequested()) {
      Thread.sleep(50);
    }
    signal(process, "INT");
    Result result = end(process, out);
    assertThat(result.exitCode()).isEqualTo(130);
    assertThat(result.err()).contains("Job 's' is left running.");
  }

  @Test
  void saysThatTheJobWasLost() throws Exception {
    dashboard.onSubmit(job -> job.run().print("begun\n"));
    Process process = job("submit", "--submission-id", "s", "--", "x").start();
    BufferedReader out = untilSays(process, "begun");
    dashboard.replaceCluster();
    Result result = end(process, out);
    assertThat(result.exitCode()).isEqualTo(ExitCode.JOB_LOST);
    assertThat(result.err()).startsWith("Error: ").contains("'s'");
  }

  @Test
  void saysThatTheJobWasDeletedMeanwhile() throws Exception {
    dashboard.onSubmit(job -> job.run().print("begun\n"));
    Process process = job("submit", "--submission-id", "s", "--", "x").start();
    BufferedReader out = untilSays(process, "begun");
    dashboard.alterNext(
        "GET", "/api/jobs/s", answer -> answer.code(404).body("Job s does not exist"));
    Result result = end(process, out);
    assertThat(result.exitCode()).isEqualTo(ExitCode.JOB_LOST);
    assertThat(result.err()).startsWith("Error: The cluster forgot job 's'");
  }
}
