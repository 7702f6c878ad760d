package dev.rayjobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.testing.FakeDashboard;
import dev.rayjobs.testing.FakeJob;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is said to take bounded memory, in JVMs that have little. */
@Timeout(300)
class SmallHeapTest {
  private final FakeDashboard dashboard = FakeDashboard.start();
  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void close() {
    started.forEach(Process::destroyForcibly);
    dashboard.close();
  }

  private BufferedReader run(String heap, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(heap, "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(SmallHeapMain.class.getName(), dashboard.address()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    started.add(process);
    return process.inputReader(StandardCharsets.UTF_8);
  }

  private static String all(BufferedReader output) {
    return String.join("\n", output.lines().toList());
  }

  private static SmallHeapMain.Summary summary(String text, int times) {
    SmallHeapMain.Summary summary = new SmallHeapMain.Summary();
    for (int i = 0; i < times; i++) {
      summary.append(text);
    }
    return summary;
  }

  @Test
  void listsTenThousandJobs() throws Exception {
    // 60 MB of JSON.
    String text = "m".repeat(6_000);
    for (int i = 0; i < 10_000; i++) {
      dashboard.addJob("j" + i, Map.of("entrypoint", "x", "metadata", Map.of("text", text)));
    }
    assertThat(all(run("-Xmx32m", "list"))).isEqualTo("10000 jobs with 60000000 characters");
  }

  @Test
  void readsALongLog() throws Exception {
    String line = "one of a million lines of a log, each of which is of this length\n";
    FakeJob job = dashboard.addJob("x", Map.of("entrypoint", "x", "submission_id", "x")).run();
    String block = line.repeat(10_000);
    for (int i = 0; i < 100; i++) {
      job.print(block);
    }
    job.succeed();
    assertThat(all(run("-Xmx64m", "log"))).isEqualTo(summary(block, 100).toString());
    assertThat(all(run("-Xmx64m", "tail", "3"))).isEqualTo(summary(line, 3).toString());
    assertThat(all(run("-Xmx64m", "tail", "900000"))).isEqualTo(summary(block, 90).toString());
    assertThat(all(run("-Xmx64m", "follow", "3"))).isEqualTo(summary(line, 3).toString());
    assertThat(all(run("-Xmx64m", "follow", "500000"))).isEqualTo(summary(block, 50).toString());
  }

  @Test
  void awaitsAThousandJobs() throws Exception {
    for (int i = 0; i < 1_000; i++) {
      dashboard
          .addJob(
              "j" + i,
              Map.of(
                  "entrypoint",
                  "python train.py",
                  "metadata",
                  Map.of("text", "m".repeat(200)),
                  "runtime_env",
                  Map.of("env_vars", Map.of("MODE", "nightly"))))
          .run();
    }
    BufferedReader output = run("-Xmx64m", "await", "1000", "j");
    assertThat(output.readLine()).isEqualTo("awaiting");
    int before = dashboard.requests().size();
    long start = System.nanoTime();
    int sent = 0;
    while (sent < 20) {
      TimeUnit.MILLISECONDS.sleep(100);
      sent = dashboard.requests().size() - before;
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    dashboard.jobs().forEach(FakeJob::succeed);
    String result = all(output);
    System.out.println("1,000 jobs: " + sent + " requests in " + seconds + " s; " + result);
    assertThat(result).startsWith("1000 jobs ended; ");
    assertThat(sent / seconds).as("requests a second").isLessThan(5);
    // Its share of a core is some 1 to 3 %; a neighbour's load must not fail this.
    assertThat(Integer.parseInt(result.replaceAll(".*cpu % (\\d+);.*", "$1"))).isLessThan(25);
    assertThat(Integer.parseInt(result.replaceAll(".*threads (\\d+);.*", "$1"))).isLessThan(40);
  }
}
