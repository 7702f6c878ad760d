package dev.rayjobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.cli.Run.Result;
import dev.rayjobs.testing.RayHead;
import dev.rayjobs.testing.RayInstallation;
import dev.rayjobs.testing.RealRay;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code examples/quickstart/run} where a Ray is named, and when somebody presses Ctrl-C. */
class QuickstartIT {
  private static final Path SCRIPT =
      Path.of("..", "examples", "quickstart", "run").toAbsolutePath().normalize();

  /** Makes what it starts the foreground of a terminal of its own, as far as signals go. */
  private static final String IN_A_GROUP =
      "import os, signal, sys; os.setsid(); signal.signal(signal.SIGINT, signal.SIG_DFL);"
          + " os.execv(sys.argv[1], sys.argv[1:])";

  private static final Pattern PRIVATE_FOLDER = Pattern.compile("/tmp/rayq\\.\\w+");

  private static Run quickstart() {
    return Run.program(RayInstallation.of("2.60.0").python(), "-c", IN_A_GROUP, SCRIPT.toString())
        .environment("PATH", System.getProperty("java.home") + "/bin:/usr/bin:/bin")
        .environment("HOME", System.getProperty("user.home"));
  }

  @Test
  @ExtendWith(RealRay.class)
  void usesTheRayThatIsNamed(RayHead head) {
    Result result = quickstart().on(head).toTheEnd();

    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.out())
        .contains("Job submission server address: " + head.address())
        .containsSubsequence("counted 1 of 5", "apples: 18\n", "pears: 24\n", "plums: 35\n")
        .contains("It worked: the job ran on Ray")
        .doesNotContain("private Ray");
  }

  @ParameterizedTest
  @ValueSource(strings = {"== Starting Ray", "5 baskets go to the cluster"})
  void endsItsRayAtCtrlC(String moment) throws Exception {
    Process process = quickstart().start();
    StringBuilder said = new StringBuilder();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      readUntil(moment, out, said);
      List<ProcessHandle> started = awaitHead(process);
      TreeSet<String> folders = new TreeSet<>();
      for (ProcessHandle each : started) {
        PRIVATE_FOLDER
            .matcher(each.info().commandLine().orElse(""))
            .results()
            .map(MatchResult::group)
            .forEach(folders::add);
      }
      assertThat(folders).hasSize(1);

      new ProcessBuilder("kill", "-INT", "--", "-" + process.pid()).start().waitFor();
      readUntil("== Ending the private Ray", out, said);
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();

      assertThat(process.exitValue()).isEqualTo(130);
      assertThat(started).noneMatch(ProcessHandle::isAlive);
      assertThat(Path.of(folders.first())).doesNotExist();
    } finally {
      process.destroy();
    }
  }

  private static void readUntil(String wanted, BufferedReader out, StringBuilder said)
      throws IOException {
    String line = out.readLine();
    while (line != null && !line.startsWith(wanted)) {
      said.append(line).append('\n');
      line = out.readLine();
    }
    assertThat(line).as("after: %s", said).isNotNull();
  }

  /** The script's processes, once Ray's are among them. */
  private static List<ProcessHandle> awaitHead(Process script) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (true) {
      List<ProcessHandle> started = script.descendants().toList();
      if (started.stream()
          .anyMatch(each -> each.info().commandLine().orElse("").contains("gcs_server"))) {
        return started;
      }
      assertThat(System.nanoTime()).as("no Ray among %s", started).isLessThan(deadline);
      Thread.sleep(100);
    }
  }
}
