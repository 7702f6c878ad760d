package dev.rayjobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.cli.Run.Result;
import dev.rayjobs.faults.FaultyProxy;
import dev.rayjobs.faults.RandomFates;
import dev.rayjobs.faults.RandomLog;
import dev.rayjobs.oracle.Seed;
import dev.rayjobs.testing.RayHead;
import dev.rayjobs.testing.RealRay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code ray job submit} over random faults between it and a real head: one job, its whole log. */
@ExtendWith(RealRay.class)
class FaultyNetworkIT {
  private static final int RUNS = 8;
  private static final int AT_ONCE = 3;

  private final RayHead head;
  private final Path logs;
  @TempDir private Path temp;

  FaultyNetworkIT(RayHead head) throws IOException {
    this.head = head;
    this.logs = head.logs().toRealPath();
  }

  @Test
  void writesTheWholeLogOfOneJob() throws Exception {
    Random seeds = Seed.random("FaultyNetworkIT");
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    List<Future<?>> running = new ArrayList<>();
    for (int i = 0; i < RUNS; i++) {
      int number = i;
      Random random = new Random(seeds.nextLong());
      running.add(
          threads.submit(
              () -> {
                submit(number, random);
                return null;
              }));
    }
    threads.shutdown();
    for (Future<?> run : running) {
      run.get(8, TimeUnit.MINUTES);
    }
  }

  private void submit(int number, Random random) throws IOException {
    String id = "faulty-" + number + "-" + Long.toHexString(random.nextLong());
    Path ran = temp.resolve(id);
    String script = script(new RandomLog(random, random.nextInt(1_500), true), ran, random);
    RandomFates fates =
        new RandomFates(new Random(random.nextLong()), random.nextInt(8), Duration.ofSeconds(4));
    try (FaultyProxy proxy = new FaultyProxy(head.address(), fates::next)) {
      Result result =
          Run.job(head, "submit", "--submission-id", id, "--retry-for", "5m", "--shell", script)
              .environment("RAY_API_SERVER_ADDRESS", proxy.address())
              .environment("LC_ALL", "C.UTF-8")
              .environment("PATH", "/usr/bin:/bin")
              .toTheEnd();
      proxy.awaitLate();

      String seen = proxy.met() + "\n" + result.err();
      assertThat(result.exitCode()).as(seen).isZero();
      String disk =
          RandomLog.delivered(Files.readAllBytes(logs.resolve("job-driver-" + id + ".log")));
      assertThat(RandomLog.difference(disk, logIn(result.out(), id))).as(seen).isEmpty();
      assertThat(ran).as(seen).hasContent("ran\n");
    }
  }

  /** What stands between the lines that the program itself writes. */
  private static String logIn(String out, String id) {
    String rule = "-".repeat(16 + id.length());
    var parts =
        Pattern.compile(
                "\\A.*?\nTailing logs until the job exits [^\n]*\n(.*?)\n?\n"
                    + rule
                    + "\nJob '"
                    + id
                    + "' succeeded\n"
                    + rule
                    + "\n*\\z",
                Pattern.DOTALL)
            .matcher(out);
    assertThat(parts.matches()).as(out).isTrue();
    return parts.group(1);
  }

  private static String script(RandomLog log, Path ran, Random random) {
    StringBuilder script = new StringBuilder("echo ran >> '" + ran + "'; sleep 1");
    for (byte[] piece : log.pieces()) {
      script.append("; printf '");
      for (byte b : piece) {
        script.append(String.format("\\%03o", b & 0xff));
      }
      script.append("'; sleep 0.").append(random.nextInt(10));
    }
    // So that the log's end can be told from what the program writes after it.
    return RayHead.afterRaysOwnLine(script.append("; printf .").toString());
  }
}
