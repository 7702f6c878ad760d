package dev.rayjobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rayjobs.errors.ConnectionException;
import dev.rayjobs.errors.JobLostException;
import dev.rayjobs.testing.RayHead;
import dev.rayjobs.testing.RayInstallation;
import dev.rayjobs.testing.RealRay;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A head of its own, whose dashboard loses a part, goes away, and at last goes with all else. */
class DashboardRestartIT {
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final String TICKING = "for i in $(seq 40); do echo tick $i; sleep 0.5; done";

  /** Reads on until this has come. */
  private static void readUntil(Iterator<String> pieces, StringBuilder seen, String wanted) {
    while (seen.indexOf(wanted) < 0) {
      seen.append(pieces.next());
    }
  }

  private static ProcessHandle dashboard(RayHead head) {
    return ProcessHandle.allProcesses()
        .filter(process -> words(process).contains("--port=" + head.dashboardPort()))
        .filter(process -> words(process).stream().anyMatch(word -> word.endsWith("dashboard.py")))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> words(ProcessHandle process) {
    return process.info().arguments().map(Arrays::asList).orElse(List.of());
  }

  /** The process of the dashboard that answers for jobs, by the title that it gives itself. */
  private static ProcessHandle jobsPart(RayHead head) {
    return dashboard(head)
        .descendants()
        .filter(process -> title(process.pid()).startsWith("ray-dashboard-JobHead"))
        .findFirst()
        .orElseThrow();
  }

  private static String title(long pid) {
    try {
      Process ps = new ProcessBuilder("ps", "-o", "args=", "-p", String.valueOf(pid)).start();
      try (InputStream out = ps.getInputStream()) {
        return new String(out.readAllBytes(), StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void goesOnWhenADashboardComesBackAndGivesUpAJobThatIsLost() throws Exception {
    RayHead head = RayHead.start(RealRay.version());
    int port = head.dashboardPort();
    Process restarted = null;
    try (JobClient client = HeadClient.builder(head).build()) {
      losesAndRestartsAPart(head, client);
      restarted = goesAwayAndComesBack(head, client);

      Job lost = client.submission("echo begun; sleep 600").submit();
      try (LogStream log = lost.followLogs()) {
        Iterator<String> pieces = log.iterator();
        readUntil(pieces, new StringBuilder(), "begun\n");
        restarted.destroy();
        head.close();
        head =
            RayHead.builder(RealRay.version())
                .dashboardPort(port)
                .token(head.token().orElseThrow())
                .start();
        long start = System.nanoTime();
        assertThatThrownBy(() -> pieces.forEachRemaining(piece -> {}))
            .isInstanceOf(JobLostException.class)
            .hasMessageContaining(lost.submissionId())
            .hasMessageContaining("another one than before");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
      }
      assertThatThrownBy(() -> lost.await(LONG)).isInstanceOf(JobLostException.class);
    } finally {
      if (restarted != null) {
        restarted.destroy();
      }
      head.close();
    }
  }

  /** Ray itself starts a part anew that died; meanwhile it answers 500. */
  private void losesAndRestartsAPart(RayHead head, JobClient client) throws IOException {
    Job job = client.submission(TICKING).submit();
    StringBuilder seen = new StringBuilder();
    try (LogStream log = job.followLogs()) {
      Iterator<String> pieces = log.iterator();
      readUntil(pieces, seen, "tick 2\n");
      assertThat(jobsPart(head).destroyForcibly()).isTrue();

      assertThat(client.list()).isNotEmpty();
      Job another = client.submission("true").submit();
      assertThat(another.await(LONG).status()).isEqualTo(JobStatus.SUCCEEDED);

      pieces.forEachRemaining(seen::append);
    }
    assertThat(seen).hasToString(onDisk(head, job));
    assertThat(job.status()).isEqualTo(JobStatus.SUCCEEDED);
  }

  /** SIGTERM ends the dashboard alone; it is started again as the head had started it. */
  private Process goesAwayAndComesBack(RayHead head, JobClient client)
      throws IOException, InterruptedException {
    Job job = client.submission(TICKING).submit();
    StringBuilder seen = new StringBuilder();
    try (LogStream log = job.followLogs();
        JobClient hasty = HeadClient.builder(head).retry(RetrySettings.none()).build()) {
      Iterator<String> pieces = log.iterator();
      readUntil(pieces, seen, "tick 2\n");
      ProcessHandle dashboard = dashboard(head);
      // The process's own command is where the link to Python leads, which knows no Ray.
      List<String> command = new ArrayList<>();
      command.add(RayInstallation.of(head.version()).python().toString());
      command.addAll(words(dashboard));
      assertThat(dashboard.destroy()).isTrue();
      dashboard.onExit().orTimeout(30, TimeUnit.SECONDS).join();
      assertThatThrownBy(hasty::list).isInstanceOf(ConnectionException.class);

      ProcessBuilder again = new ProcessBuilder(command).redirectErrorStream(true);
      again.redirectOutput(head.home().resolve("dashboard-again.log").toFile());
      again.environment().keySet().removeIf(name -> name.startsWith("RAY_"));
      again.environment().put("HOME", head.home().toString());
      again.environment().put("RAY_AUTH_MODE", "token");
      again.environment().put("RAY_AUTH_TOKEN", head.token().orElseThrow());
      // Long enough for all retries of a single request to be used up.
      Thread.sleep(60_000);
      Process restarted = again.start();

      pieces.forEachRemaining(seen::append);
      assertThat(seen).hasToString(onDisk(head, job));
      assertThat(job.status()).isEqualTo(JobStatus.SUCCEEDED);
      return restarted;
    }
  }

  private static String onDisk(RayHead head, Job job) throws IOException {
    return Files.readString(head.jobLog(job.submissionId()));
  }
}
