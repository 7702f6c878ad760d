package dev.rayjobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.testing.FakeDashboard;
import dev.rayjobs.testing.FakeJob;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A log of a million lines, for which a heap of 64 MB must do. */
class LongLogTest {
  private static final int LINES = 1_000_000;

  private final CRC32 sum = new CRC32();
  private long characters;

  @Test
  @Timeout(300)
  void isFollowedInBoundedMemory() throws Exception {
    try (FakeDashboard dashboard = FakeDashboard.start()) {
      FakeJob job = dashboard.addJob("x", Map.of("entrypoint", "true", "submission_id", "x")).run();
      // Half of it is there already and half is written meanwhile: fetched, and told by the tail.
      print(job, 0, LINES / 2);
      Process child =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx64m",
                  "-cp",
                  System.getProperty("java.class.path"),
                  LongLogMain.class.getName(),
                  dashboard.address(),
                  "x")
              .redirectErrorStream(true)
              .start();
      try (BufferedReader out = child.inputReader(StandardCharsets.UTF_8)) {
        assertThat(out.readLine()).isEqualTo("begun");
        while (dashboard.requests().stream().noneMatch(r -> r.getTarget().endsWith("/logs/tail"))) {
          Thread.sleep(20);
        }
        print(job, LINES / 2, LINES);
        job.succeed();
        assertThat(out.lines()).containsExactly(characters + " " + sum.getValue());
      } finally {
        child.destroyForcibly();
      }
    }
  }

  private void print(FakeJob job, int from, int to) {
    for (int start = from; start < to; start += 1_000) {
      StringBuilder text = new StringBuilder();
      for (int line = start; line < start + 1_000; line++) {
        text.append("line ").append(line).append(" of a long log, about seventy characters long\n");
      }
      byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
      sum.update(bytes);
      characters += bytes.length;
      job.print(bytes);
    }
  }
}
