package dev.rayjobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.cli.Run.Result;
import dev.rayjobs.testing.RayHead;
import dev.rayjobs.testing.RealRay;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The program in Ray's stead where KubeRay and its kubectl plug-in call {@code ray job}. */
@ExtendWith(RealRay.class)
class KubeRayIT {
  /** How the plug-in finds the job's id in the lines of stdout. */
  private static final Pattern ID = Pattern.compile("'([^']*raysubmit[^']*)'");

  /** What KubeRay has its submitter pod run; it may be started anew. */
  private static String submitter(String address, String id, String entrypoint) {
    return "if ! ray job status --address %1$s %2$s >/dev/null 2>&1 ; then".formatted(address, id)
        + " ray job submit --address %1$s --no-wait".formatted(address)
        + " --runtime-env-json \"{\\\"env_vars\\\":{\\\"COUNTER\\\":\\\"three\\\"}}\""
        + " --metadata-json \"{\\\"team\\\":\\\"a b\\\"}\" --submission-id "
        + id
        + " --entrypoint-num-cpus 0.500000 -- "
        + entrypoint
        + " ; fi ; ray job logs --address %1$s --follow %2$s".formatted(address, id);
  }

  private static Run shell(RayHead head, String script) {
    return Run.program(Path.of("/bin/sh"), "-c", script)
        .environment("JAVA_HOME", System.getProperty("java.home"))
        .environment("PATH", Run.dist().resolve("bin") + ":/usr/bin:/bin")
        .on(head)
        .without("RAY_API_SERVER_ADDRESS");
  }

  @Test
  void submitsOnceHoweverOftenThePodIsStarted(RayHead head) {
    String id = "rayjob-" + UUID.randomUUID().toString().substring(0, 8);
    String script = submitter(head.address(), id, "sh -c 'echo $COUNTER; exit 3'");
    Result first = shell(head, script).toTheEnd();
    assertThat(first.err()).isEmpty();
    assertThat(first.out())
        .contains(
            "Job '" + id + "' submitted successfully\n", "\nthree\n", "Job '" + id + "' failed");
    // The pod has done its work, whatever the job's end; the operator asks the dashboard for that.
    assertThat(first.exitCode()).isZero();

    Result again = shell(head, script).toTheEnd();
    assertThat(again.exitCode()).isZero();
    assertThat(again.out()).contains("\nthree\n").doesNotContain("submitted");
    assertThat(Run.job(head, "list", "--metadata", "team=a b", "--output=json").toTheEnd().out())
        .containsOnlyOnce("\"submission_id\":\"" + id + "\"");
  }

  @Test
  void saysTheIdWhileTheJobRuns(RayHead head) throws Exception {
    Process submit =
        Run.ray("job", "submit", "--address", head.address(), "--working-dir", "src/main/launcher")
            .arguments("--", "sh", "-c", "test -f ray && exec sleep 300")
            .on(head)
            .without("RAY_API_SERVER_ADDRESS")
            .start();
    try (BufferedReader out = submit.inputReader(StandardCharsets.UTF_8)) {
      String id = null;
      while (id == null) {
        Matcher found = ID.matcher(String.valueOf(out.readLine()));
        id = found.find() ? found.group(1) : null;
      }
      assertThat(submit.isAlive()).isTrue();
      assertThat(Run.job(head, "stop", id).toTheEnd().exitCode()).isZero();
      assertThat(out.lines().toList()).last().isEqualTo("Job '" + id + "' was stopped");
    }
    assertThat(submit.waitFor()).isEqualTo(ExitCode.JOB_STOPPED);
  }
}
