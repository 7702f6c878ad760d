package dev.rayjobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.faults.FaultyProxy;
import dev.rayjobs.faults.RandomFates;
import dev.rayjobs.faults.RandomLog;
import dev.rayjobs.faults.Trials;
import dev.rayjobs.faults.Trials.Trial;
import dev.rayjobs.internal.env.Environment;
import dev.rayjobs.internal.logs.FollowSettings;
import dev.rayjobs.oracle.Seed;
import dev.rayjobs.testing.FakeDashboard;
import dev.rayjobs.testing.FakeJob;
import dev.rayjobs.testing.TailFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;

/** Hundreds of random schedules of faults: each time exactly one job, and every line of its log. */
class FaultScheduleTest {
  private static final int SCHEDULES = 450;
  private static final int AT_ONCE = 16;

  @Test
  void runsExactlyOneJobAndDeliversItsWholeLog() throws Exception {
    Random seeds = Seed.random("FaultScheduleTest");
    List<Trial> schedules = new ArrayList<>();
    for (int i = 0; i < SCHEDULES; i++) {
      schedules.add(new Schedule(i, new Random(seeds.nextLong()))::run);
    }
    Trials.run(AT_ONCE, Duration.ofMinutes(10), schedules);
  }

  /** One dashboard, one proxy before it, one client, one job. */
  private static final class Schedule {
    private final int number;
    private final Random random;
    private final RandomLog log;
    private final FollowSettings following;
    private final AtomicInteger started = new AtomicInteger();
    private final Warnings warnings = new Warnings();

    private Schedule(int number, Random random) {
      this.number = number;
      this.random = random;
      int size = random.nextInt(8) == 0 ? 100_000 : 3_000;
      this.log = new RandomLog(random, random.nextInt(size), random.nextInt(10) > 0);
      this.following =
          new FollowSettings(
              Duration.ofMinutes(2),
              List.of(0, 600, 64 * 1024).get(random.nextInt(3)),
              Duration.ofMillis(15),
              Duration.ofMillis(300),
              Duration.ofMillis(10));
    }

    private void run() {
      try (FakeDashboard dashboard = FakeDashboard.start()) {
        dashboard.tailPause(Duration.ofMillis(5 + random.nextInt(50)));
        int tailFaults = random.nextInt(4);
        for (int i = 0; i < tailFaults; i++) {
          dashboard.nextTail(tailFault());
        }
        boolean fails = random.nextInt(4) == 0;
        long jobSeed = random.nextLong();
        dashboard.onSubmit(job -> start(job, new Random(jobSeed), fails));
        RandomFates fates =
            new RandomFates(
                new Random(random.nextLong()), random.nextInt(16), Duration.ofMillis(400));
        try (FaultyProxy proxy = new FaultyProxy(dashboard.address(), fates::next);
            JobClient client = client(proxy)) {
          check(dashboard, proxy, client, fails);
        }
      }
    }

    private void check(
        FakeDashboard dashboard, FaultyProxy proxy, JobClient client, boolean fails) {
      Job job = client.submission("true").submit();
      StringBuilder delivered = new StringBuilder();
      try (LogStream stream = job.followLogs()) {
        stream.forEach(delivered::append);
      } catch (RuntimeException e) {
        throw new AssertionError(describe(proxy), e);
      }
      JobDetails end = job.await(Duration.ofMinutes(1));
      proxy.awaitLate();

      assertThat(warnings.all()).as(describe(proxy)).isEmpty();
      assertThat(dashboard.jobs())
          .as(describe(proxy))
          .extracting(FakeJob::id)
          .containsExactly(job.submissionId());
      assertThat(started).as(describe(proxy)).hasValue(1);
      assertThat(RandomLog.difference(log.delivered(), delivered.toString()))
          .as(describe(proxy))
          .isEmpty();
      assertThat(end.status()).isEqualTo(fails ? JobStatus.FAILED : JobStatus.SUCCEEDED);
    }

    private String describe(FaultyProxy proxy) {
      return "schedule " + number + ", " + following + ", connections: " + proxy.met();
    }

    private TailFault tailFault() {
      int characters = random.nextInt(random.nextBoolean() ? 30 : 3_000);
      return switch (random.nextInt(3)) {
        case 0 -> TailFault.cutAfter(characters);
        case 1 -> TailFault.closeAfter(characters);
        default -> TailFault.stallAfter(characters);
      };
    }

    private JobClient client(FaultyProxy proxy) {
      JobClient.Builder builder =
          JobClient.builder()
              .environment(Environment.of(Map.of()))
              .address(proxy.address())
              .readTimeout(Duration.ofMillis(300))
              .retry(
                  RetrySettings.forAtMost(Duration.ofMinutes(2))
                      .waits(Duration.ofMillis(5), Duration.ofMillis(100)))
              .following(following)
              .listener(warnings);
      if (random.nextBoolean()) {
        // So that each request meets a fate of its own.
        builder.httpClient(
            new OkHttpClient.Builder()
                .connectionPool(new ConnectionPool(0, 1, TimeUnit.MILLISECONDS))
                .build());
      }
      return builder.build();
    }

    /** The job writes its log piece by piece, as a process of its own would. */
    private void start(FakeJob job, Random pace, boolean fails) {
      started.incrementAndGet();
      job.run();
      Thread writer =
          new Thread(
              () -> {
                try {
                  for (byte[] piece : log.pieces()) {
                    job.print(piece);
                    Thread.sleep(pace.nextInt(40));
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
                if (fails) {
                  job.fail(3);
                } else {
                  job.succeed();
                }
              },
              "job");
      writer.setDaemon(true);
      writer.start();
    }
  }
}
