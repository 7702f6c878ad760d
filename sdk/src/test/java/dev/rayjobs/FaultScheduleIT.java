package dev.rayjobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rayjobs.errors.NotFoundException;
import dev.rayjobs.faults.FaultyProxy;
import dev.rayjobs.faults.RandomFates;
import dev.rayjobs.faults.RandomLog;
import dev.rayjobs.faults.Trials;
import dev.rayjobs.faults.Trials.Trial;
import dev.rayjobs.internal.logs.FollowSettings;
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
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random schedules of faults between a client and a real head, which runs once for each Ray
 * version: 50 in all. What the job itself leaves on the disk says how often it ran.
 */
@ExtendWith(RealRay.class)
class FaultScheduleIT {
  private static final int SCHEDULES = 25;
  // Each job starts a Python process of its own.
  private static final int AT_ONCE = 5;

  private final RayHead head;
  @TempDir private Path runs;

  FaultScheduleIT(RayHead head) {
    this.head = head;
  }

  @Test
  void runsExactlyOneJobAndDeliversItsWholeLog() throws Exception {
    Random seeds = Seed.random("FaultScheduleIT");
    List<Trial> schedules = new ArrayList<>();
    for (int i = 0; i < SCHEDULES; i++) {
      schedules.add(new Schedule(i, new Random(seeds.nextLong()))::run);
    }
    Trials.run(AT_ONCE, Duration.ofMinutes(8), schedules);
  }

  /** One proxy before the head, one client, one job. */
  private final class Schedule {
    private final int number;
    private final Random random;
    private final RandomLog log;
    private final Path run;
    private final Warnings warnings = new Warnings();

    private Schedule(int number, Random random) {
      this.number = number;
      this.random = random;
      // With tokens, Ray 2.52 can serve nothing but UTF-8.
      boolean utf8 = random.nextInt(10) > 0 || head.version().startsWith("2.52.");
      this.log = new RandomLog(random, random.nextInt(1_500), utf8);
      this.run = runs.resolve("run-" + number);
    }

    private void run() throws IOException, InterruptedException {
      RandomFates fates =
          new RandomFates(new Random(random.nextLong()), random.nextInt(12), Duration.ofSeconds(4));
      try (FaultyProxy proxy = new FaultyProxy(head.address(), fates::next);
          JobClient client = client(proxy);
          JobClient direct = builder(head.address()).build()) {
        Path folder = Files.createDirectory(runs.resolve("folder-" + number));
        Files.writeString(folder.resolve("run.txt"), run.toString());
        Job job =
            client
                .submission(entrypoint())
                .workingDir(folder)
                .metadata("run", run.toString())
                .submit();
        StringBuilder delivered = new StringBuilder();
        try (LogStream stream = job.followLogs()) {
          stream.forEach(delivered::append);
        } catch (RuntimeException e) {
          throw new AssertionError(describe(proxy), e);
        }
        JobDetails end = job.await(Duration.ofMinutes(1));
        proxy.awaitLate();

        assertThat(warnings.all()).as(describe(proxy)).isEmpty();
        assertThat(end.status()).as(describe(proxy)).isEqualTo(JobStatus.SUCCEEDED);
        assertThat(direct.list())
            .as(describe(proxy))
            .filteredOn(each -> run.toString().equals(each.metadata().get("run")))
            .singleElement()
            .extracting(each -> each.submissionId().orElseThrow())
            .isEqualTo(job.submissionId());
        assertThat(run).as(describe(proxy)).hasContent("ran\n");
        byte[] disk = Files.readAllBytes(head.jobLog(job.submissionId()));
        assertThat(RandomLog.difference(RandomLog.delivered(disk), delivered.toString()))
            .as(describe(proxy))
            .isEmpty();
        checkTheRest(proxy, client, job, disk);
      }
    }

    /** The other calls; those that change something may come twice here, and do no harm. */
    private void checkTheRest(FaultyProxy proxy, JobClient client, Job job, byte[] disk)
        throws InterruptedException {
      assertThat(RandomLog.difference(RandomLog.delivered(disk), job.logs()))
          .as(describe(proxy))
          .isEmpty();
      assertThat(client.list())
          .as(describe(proxy))
          .extracting(each -> each.submissionId().orElse(""))
          .containsOnlyOnce(job.submissionId());
      assertThat(job.stop()).as(describe(proxy)).isFalse();
      RayHead.awaitSettledEnd();
      try {
        assertThat(job.delete()).as(describe(proxy)).isTrue();
      } catch (NotFoundException e) {
        // The proxy itself sent the first of two requests, of which the client knows nothing.
        assertThat(proxy.met()).contains("TWICE");
      }
      assertThatThrownBy(job::details)
          .as(describe(proxy))
          .isExactlyInstanceOf(NotFoundException.class);
    }

    private String describe(FaultyProxy proxy) {
      return "schedule " + number + ", connections: " + proxy.met();
    }

    /**
     * Leaves a trace of each run, then writes the log with pauses. Ray itself writes a line when a
     * job begins, which must not come between the bytes of a character.
     */
    private String entrypoint() {
      return "echo ran >> \"$(cat run.txt)\"; sleep 1" + log.script(random);
    }

    private JobClient client(FaultyProxy proxy) {
      JobClient.Builder builder =
          builder(proxy.address())
              .readTimeout(Duration.ofSeconds(3))
              .retry(RetrySettings.forAtMost(Duration.ofMinutes(5)));
      if (random.nextBoolean()) {
        // So that the tail serves short logs too.
        FollowSettings usual = FollowSettings.standard();
        builder.following(
            new FollowSettings(
                usual.reconnectFor(), 0, usual.poll(), usual.stalledAfter(), usual.pause()));
      }
      if (random.nextBoolean()) {
        // So that each request meets a fate of its own.
        builder.httpClient(
            new OkHttpClient.Builder()
                .connectionPool(new ConnectionPool(0, 1, TimeUnit.MILLISECONDS))
                .build());
      }
      return builder.build();
    }

    private JobClient.Builder builder(String address) {
      return HeadClient.builder(head).address(address).listener(warnings);
    }
  }
}
