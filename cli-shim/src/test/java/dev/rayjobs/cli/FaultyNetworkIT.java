package dev.rayjobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.cli.Run.Result;
import dev.rayjobs.faults.FaultyProxy;
import dev.rayjobs.faults.RandomFates;
import dev.rayjobs.faults.RandomLog;
import dev.rayjobs.faults.Trials;
import dev.rayjobs.faults.Trials.Trial;
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
  @TempDir private Path temp;

  FaultyNetworkIT(RayHead head) {
    this.head = head;
  }

  @Test
  void writesTheWholeLogOfOneJob() throws Exception {
    Random seeds = Seed.random("FaultyNetworkIT");
    List<Trial> runs = new ArrayList<>();
    for (int i = 0; i < RUNS; i++) {
      int number = i;
      Random random = new Random(seeds.nextLong());
      runs.add(() -> submit(number, random));
    }
    Trials.run(AT_ONCE, Duration.ofMinutes(8), runs);
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
      String disk = RandomLog.delivered(Files.readAllBytes(head.jobLog(id)));
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
    // The dot, so that the log's end can be told from what the program writes after it.
    return RayHead.afterRaysOwnLine(
        "echo ran >> '" + ran + "'; sleep 1" + log.script(random) + "; printf .");
  }
}
