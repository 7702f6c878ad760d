package dev.rayjobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import dev.rayjobs.cli.Run.Result;
import dev.rayjobs.testing.RayHead;
import dev.rayjobs.testing.RealRay;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The built program on a real Ray. Every run has only the variables named here, so no locale. */
@ExtendWith(RealRay.class)
class JobCommandsIT {
  private static String freshId(String name) {
    return name + "-" + UUID.randomUUID().toString().substring(0, 8);
  }

  @Test
  @Execution(CONCURRENT)
  void followsAJobWhateverTheLocale(RayHead head, @TempDir Path temp) throws IOException {
    // Made by a process of a known locale, since this JVM's own may be unable to.
    Result made =
        Run.program(
                Path.of("/bin/sh"),
                "-c",
                "mkdir -p \"$1/a ü/日本\" && echo grüße > \"$1/a ü/日本/da ta.txt\" && cat > \"$1/a ü/main ü.py\"",
                "sh",
                temp.toString())
            .environment("LC_ALL", "C.UTF-8")
            .environment("PATH", "/usr/bin:/bin")
            .input(
                "import sys\nprint(open('日本/da ta.txt').read().strip(), sys.argv[1:], flush=True)\n")
            .toTheEnd();
    assertThat(made.exitCode()).isZero();
    String id = freshId("locale");

    Result result =
        Run.program(
                Path.of("/bin/sh"),
                "-c",
                "cd \"$1\"/a* && exec \"$2\" job submit --submission-id \"$3\" --working-dir . --"
                    + " python \"main \"*.py 日本 'b  c' '$HOME'",
                "sh",
                temp.toString(),
                Run.dist().resolve("bin/ray").toString(),
                id)
            .environment("JAVA_HOME", System.getProperty("java.home"))
            .on(head)
            .toTheEnd();

    assertThat(result.err())
        .matches("Read /.*/a ü: 2 files, 0\\.0 MiB\\.\nUploading package gcs://_ray_pkg_.*\\.\n");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out().lines())
        .startsWith(
            "Job submission server address: " + head.address(),
            "-".repeat(29 + id.length()),
            "Job '" + id + "' submitted successfully",
            "-".repeat(29 + id.length()),
            "Next steps",
            "Query the logs of the job:",
            "ray job logs " + id)
        .contains("Tailing logs until the job exits (disable with --no-wait):")
        .contains("grüße ['日本', 'b  c', '$HOME']")
        .endsWith("Job '" + id + "' succeeded", "-".repeat(16 + id.length()));
  }

  @Test
  @Execution(CONCURRENT)
  void endsByTheJobsFailureWithItsReason(RayHead head) {
    String id = freshId("fails");
    Result result =
        Run.job(head, "submit", "--submission-id", id, "--", "sh", "-c", "echo oops; exit 3")
            .toTheEnd();
    assertThat(result.exitCode()).isEqualTo(ExitCode.JOB_FAILED);
    assertThat(result.out())
        .contains("\noops\n")
        .contains("\nJob '" + id + "' failed\n")
        .contains("Status message: Job entrypoint command failed with exit code 3");
    assertThat(result.err()).isEmpty();

    Result status = Run.job(head, "status", id).toTheEnd();
    assertThat(status.exitCode()).isZero();
    assertThat(status.out()).contains("Job '" + id + "' failed").contains("with exit code 3");
  }

  @Test
  @Execution(CONCURRENT)
  void attachesToAJobThatIsThere(RayHead head) {
    String id = freshId("attach");
    String[] words = {"submit", "--submission-id", id, "--if-exists", "attach", "--", "seq", "3"};
    Result first = Run.job(head, words).toTheEnd();
    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(first.out()).contains("Job '" + id + "' submitted successfully");
    Result second = Run.job(head, words).toTheEnd();
    assertThat(second.exitCode()).as(second.err()).isZero();
    assertThat(second.out())
        .contains("Job '" + id + "' is there already; nothing was submitted.\n")
        .contains("\n1\n2\n3\n")
        .contains("Job '" + id + "' succeeded")
        .doesNotContain("submitted successfully");
  }

  @Test
  @Execution(CONCURRENT)
  void showsTheLastLinesOfALog(RayHead head) {
    String id = freshId("tail");
    String seq = RayHead.afterRaysOwnLine("seq 100");
    Run.job(head, "submit", "-q", "--submission-id", id, "--shell", seq).toTheEnd();
    assertThat(Run.job(head, "logs", "-q", id, "--tail", "2").toTheEnd().out())
        .isEqualTo("99\n100\n");
    assertThat(Run.job(head, "logs", "-q", id, "-f", "--tail", "2").toTheEnd().out())
        .startsWith("99\n100\n");
  }

  @Test
  @Execution(CONCURRENT)
  void saysWhyAJobDoesNotStart(RayHead head) {
    String id = freshId("pending");
    Result result =
        Run.job(head, "submit", "--submission-id", id, "--pending-timeout", "2s")
            .arguments("--entrypoint-num-cpus", "1000", "--", "true")
            .toTheEnd();
    assertThat(result.exitCode()).isEqualTo(ExitCode.TIMED_OUT);
    assertThat(result.err())
        .startsWith("Job '" + id + "' has not started within 2.0s. Ray says: ")
        .contains("resources")
        .contains("Stop it: ray job stop " + id);
    Run.job(head, "stop", "--no-wait", id).toTheEnd();
  }

  @Test
  @Execution(CONCURRENT)
  void handlesAJobThatHasEnded(RayHead head) throws InterruptedException {
    String id = freshId("ends");
    Result submitted =
        Run.job(
                head,
                "submit",
                "--no-wait",
                "--submission-id",
                id,
                "--metadata-json",
                "{\"a\": \"b\"}")
            .arguments("--entrypoint-num-cpus", "0.5", "--", "echo", "one")
            .toTheEnd();
    assertThat(submitted.exitCode()).isZero();
    assertThat(submitted.out()).doesNotContain("Tailing").endsWith("ray job stop " + id + "\n");

    Result followed = Run.job(head, "logs", "-f", id).toTheEnd();
    assertThat(followed.exitCode()).isZero();
    assertThat(followed.out()).contains("\none\n").contains("\nJob '" + id + "' succeeded\n");

    Result logs = Run.job(head, "logs", id).toTheEnd();
    assertThat(logs.out()).startsWith("Job submission server address").contains("\none\n");

    Result list = Run.job(head, "list").toTheEnd();
    assertThat(list.out())
        .contains("submission_id='" + id + "'")
        .contains("status=<JobStatus.SUCCEEDED: 'SUCCEEDED'>, entrypoint='echo one'")
        .contains("metadata={'a': 'b', 'rayjobs.nonce': '");

    Result stopped = Run.job(head, "stop", id).toTheEnd();
    assertThat(stopped.exitCode()).isZero();
    assertThat(stopped.out())
        .contains("Attempting to stop job '" + id + "'\n")
        .contains("Waiting for job '" + id + "' to exit (disable with --no-wait):\n")
        .contains("Job '" + id + "' succeeded");

    RayHead.awaitSettledEnd();
    Result deleted = Run.job(head, "delete", id).toTheEnd();
    assertThat(deleted.exitCode()).isZero();
    assertThat(deleted.out()).endsWith("\nJob '" + id + "' deleted successfully\n");

    assertThat(Run.job(head, "delete", id).toTheEnd().exitCode()).isEqualTo(ExitCode.NO_SUCH_JOB);
    assertThat(Run.job(head, "logs", id).toTheEnd().exitCode()).isEqualTo(ExitCode.NO_SUCH_JOB);
    assertThat(Run.job(head, "logs", "-f", id).toTheEnd().exitCode())
        .isEqualTo(ExitCode.NO_SUCH_JOB);
    assertThat(Run.job(head, "stop", id).toTheEnd().exitCode()).isEqualTo(ExitCode.NO_SUCH_JOB);
  }

  /**
   * One job: its log comes at once, no secret is on show, a signal leaves it, and it can be
   * stopped.
   */
  @ParameterizedTest
  @Execution(CONCURRENT)
  @CsvSource({"INT, 130", "TERM, 143"})
  void leavesTheJobRunningAtASignal(String signal, int code, RayHead head) throws Exception {
    String id = freshId("signal");
    // It leaves Ray's SIGTERM unheeded, so that it is still there when it is first looked at.
    Process process =
        Run.ray("job", "submit", "--address", head.address(), "--submission-id", id)
            .arguments("--", "sh", "-c", "trap '' TERM; echo begun; exec sleep 300")
            .on(head)
            .without("RAY_API_SERVER_ADDRESS")
            .start();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    while (!"begun".equals(out.readLine())) {
      assertThat(process.isAlive()).isTrue();
    }
    assertThat(CommandLines.ofAllProcesses())
        .contains(id)
        .doesNotContain(head.token().orElseThrow());

    new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid())).start().waitFor();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(code);
    assertThat(new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo(
            "Job '%1$s' is left running. Follow it: ray job logs %1$s --follow --address %2$s\n"
                    .formatted(id, head.address())
                + "Stop it: ray job stop %s --address %s\n".formatted(id, head.address()));

    assertThat(Run.job(head, "status", id).toTheEnd().out())
        .contains("Status for job '" + id + "': RUNNING\n")
        .contains("Status message: Job is currently running.");
    Result stopped = Run.job(head, "stop", id).toTheEnd();
    assertThat(stopped.exitCode()).isZero();
    assertThat(stopped.out())
        .contains("Job has not exited yet. Status: RUNNING\n")
        .endsWith("Job '" + id + "' was stopped\n");
  }

  @Test
  @Execution(CONCURRENT)
  void endsWithACodeOfItsOwnWhenTheJobIsStopped(RayHead head) throws Exception {
    String id = freshId("stopped");
    Process process =
        Run.job(
                head,
                "submit",
                "--submission-id",
                id,
                "--",
                "sh",
                "-c",
                "echo begun; exec sleep 300")
            .start();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    while (!"begun".equals(out.readLine())) {
      assertThat(process.isAlive()).isTrue();
    }
    assertThat(Run.job(head, "stop", "--no-wait", id).toTheEnd().out())
        .endsWith("Attempting to stop job '" + id + "'\n");
    assertThat(out.lines().toList()).last().isEqualTo("Job '" + id + "' was stopped");
    assertThat(process.waitFor()).isEqualTo(ExitCode.JOB_STOPPED);
  }

  @Test
  @Execution(CONCURRENT)
  void refusesAnIdThatIsTaken(RayHead head) {
    String id = freshId("twice");
    String[] words = {"submit", "--no-wait", "--submission-id", id, "--", "true"};
    assertThat(Run.job(head, words).toTheEnd().exitCode()).isZero();
    Result second = Run.job(head, words).toTheEnd();
    assertThat(second.exitCode()).isEqualTo(ExitCode.ID_CONFLICT);
    assertThat(second.err()).startsWith("Error: ").contains(id).hasLineCount(1);
  }

  @Test
  @Execution(CONCURRENT)
  void saysWhyTheClusterCannotBeUsed(RayHead head) {
    String token = head.token().orElseThrow();
    Result wrong = Run.job(head, "list").environment("RAY_AUTH_TOKEN", "wrong").toTheEnd();
    assertThat(wrong.exitCode()).isEqualTo(ExitCode.AUTHENTICATION);
    assertThat(wrong.err())
        .startsWith("Error: ")
        .contains("refused the token from the variable RAY_AUTH_TOKEN")
        .hasLineCount(1);

    Result none =
        Run.job(head, "list").without("RAY_AUTH_TOKEN").environment("HOME", "/nowhere").toTheEnd();
    assertThat(none.exitCode()).isEqualTo(ExitCode.AUTHENTICATION);
    assertThat(none.err())
        .contains("RAY_AUTH_TOKEN")
        .contains("RAY_AUTH_TOKEN_PATH")
        .contains("~/.ray/auth_token")
        .hasLineCount(1);

    Result unasked = Run.job(head, "list").without("RAY_AUTH_MODE").toTheEnd();
    assertThat(unasked.exitCode()).isEqualTo(ExitCode.AUTHENTICATION);
    assertThat(unasked.err()).contains("export RAY_AUTH_MODE=token").doesNotContain(token);

    Result verbose = Run.job(head, "status", "no-such-job", "-v").toTheEnd();
    assertThat(verbose.exitCode()).isEqualTo(ExitCode.NO_SUCH_JOB);
    assertThat(verbose.err()).contains("NotFoundException").doesNotContain(token);
  }

  @Test
  @Execution(CONCURRENT)
  void saysThatTheWorkingDirIsMissing(RayHead head) {
    Result result =
        Run.job(head, "submit", "--working-dir", "/no/such dir", "--", "true").toTheEnd();
    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).startsWith("Error: ").contains("/no/such dir").hasLineCount(1);
    assertThat(result.out()).doesNotContain("submitted");
  }
}
