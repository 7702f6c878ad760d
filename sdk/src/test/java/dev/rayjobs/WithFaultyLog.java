package dev.rayjobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.faults.Fate;
import dev.rayjobs.faults.FaultyProxy;
import dev.rayjobs.internal.env.Environment;
import dev.rayjobs.internal.logs.FollowSettings;
import dev.rayjobs.testing.FakeDashboard;
import dev.rayjobs.testing.FakeJob;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** A log on its way through a network that breaks, twenty times as fast as in real life. */
@Timeout(60)
abstract class WithFaultyLog {
  static final String DETAILS = "/api/jobs/x";
  static final String LOGS = "/api/jobs/x/logs";
  static final String TAIL = "/api/jobs/x/logs/tail";
  static final int ALL_LOGS_ARE_LONG = 0;
  static final int USUAL = 64 * 1024;

  final FakeDashboard dashboard = FakeDashboard.start();
  final FaultyProxy proxy = new FaultyProxy(dashboard.address(), () -> Fate.NONE);
  final List<String> warnings = Collections.synchronizedList(new ArrayList<>());
  final List<String> retries = Collections.synchronizedList(new ArrayList<>());
  Duration reconnectFor = Duration.ofSeconds(50);
  FakeJob fake;

  @BeforeEach
  void open() {
    fake = dashboard.addJob("x", Map.of("entrypoint", "true", "submission_id", "x")).run();
  }

  @AfterEach
  void close() {
    proxy.close();
    // Wakes tails that sleep.
    fake.succeed().print("");
    dashboard.close();
  }

  JobClient client(int shortLog) {
    return JobClient.builder()
        .environment(Environment.of(Map.of()))
        .address(proxy.address())
        .readTimeout(Duration.ofMillis(500))
        .following(
            new FollowSettings(
                reconnectFor,
                shortLog,
                Duration.ofMillis(15),
                Duration.ofMillis(300),
                Duration.ofMillis(15)))
        .listener(
            new SubmissionListener() {
              @Override
              public void warned(String warning) {
                warnings.add(warning);
              }

              @Override
              public void retrying(int attempt, RayJobsException failure, Duration wait) {
                retries.add(attempt + ": " + failure.getMessage());
              }
            })
        .build();
  }

  /** Somebody who reads a log to its end. */
  final class Reader implements AutoCloseable {
    private final StringBuffer text = new StringBuffer();
    final JobClient client;
    final CompletableFuture<String> all;

    Reader(int shortLog) {
      client = client(shortLog);
      all =
          CompletableFuture.supplyAsync(
              () -> {
                try (LogStream log = client.job("x").followLogs()) {
                  log.forEach(text::append);
                }
                return text.toString();
              },
              task -> new Thread(task).start());
    }

    void awaitText(String wanted) {
      await(() -> text.toString().equals(wanted) || all.isDone());
      assertThat(text).hasToString(wanted);
    }

    String all() {
      return all.join();
    }

    @Override
    public void close() {
      client.close();
    }
  }

  static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      try {
        Thread.sleep(2);
      } catch (InterruptedException e) {
        throw new AssertionError("waited in vain", e);
      }
    }
  }

  long requests(String target) {
    return dashboard.requests().stream().filter(r -> r.getTarget().startsWith(target)).count();
  }

  void awaitMore(String target, int more) {
    long before = requests(target);
    await(() -> requests(target) >= before + more);
  }

  void answer(int times, String path, MockResponse answer) {
    for (int i = 0; i < times; i++) {
      dashboard.answerNext("GET", path, answer);
    }
  }

  static MockResponse status(int code, String body) {
    return new MockResponse.Builder().code(code).body(body).build();
  }
}
