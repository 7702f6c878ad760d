package dev.rayjobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rayjobs.errors.ConnectionException;
import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.errors.ServerException;
import dev.rayjobs.internal.env.Environment;
import dev.rayjobs.testing.FakeDashboard;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How often a request goes out: as often as the client was told, whatever OkHttp would do. */
@Timeout(60)
class SentOnceTest {
  private final FakeDashboard dashboard = FakeDashboard.start();
  private final List<String> heard = new ArrayList<>();

  @AfterEach
  void close() {
    dashboard.close();
  }

  private JobClient.Builder builder(RetrySettings retry) {
    return JobClient.builder()
        .environment(Environment.of(Map.of()))
        .address(dashboard.address())
        .retry(retry)
        .listener(
            new SubmissionListener() {
              @Override
              public void retrying(int attempt, RayJobsException failure, Duration wait) {
                heard.add(attempt + ": " + failure.getMessage());
              }
            });
  }

  private static MockResponse atOnceAgain(int code) {
    return new MockResponse.Builder().code(code).setHeader("Retry-After", "0").build();
  }

  private static MockResponse stalled() {
    return new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE).build();
  }

  private long requests(String method, String path) {
    return dashboard.requests().stream()
        .filter(r -> method.equals(r.getMethod()) && r.getTarget().startsWith(path))
        .count();
  }

  @ParameterizedTest
  @ValueSource(ints = {503, 408})
  void asksOnceThoughTheServerWantsItAtOnceAgain(int code) {
    try (JobClient client = builder(RetrySettings.none()).build()) {
      dashboard.answerNext("GET", "/api/version", atOnceAgain(code));
      assertThatThrownBy(client::version).isInstanceOf(RayJobsException.class);
    }
    assertThat(requests("GET", "/api/version")).isEqualTo(1);
  }

  @Test
  void uploadsOnceThoughTheServerWantsItAtOnceAgain(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("a.py"), "print()");
    try (JobClient client = builder(RetrySettings.none()).build()) {
      dashboard.answerNext("PUT", "/api/packages/", atOnceAgain(503));
      assertThatThrownBy(() -> client.submission("true").workingDir(folder).submit())
          .isInstanceOf(ServerException.class);
    }
    assertThat(requests("PUT", "/api/packages/")).isEqualTo(1);
  }

  @Test
  void hearsOfEachRepetitionAndWaitsAsLongAsTheServerAsks() {
    try (JobClient client = builder(RetrySettings.standard()).build()) {
      dashboard.answerNext("GET", "/api/version", atOnceAgain(503));
      dashboard.answerNext(
          "GET",
          "/api/version",
          new MockResponse.Builder().code(503).setHeader("Retry-After", "1").build());
      long start = System.nanoTime();
      client.version();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(1));
    }
    assertThat(heard).hasSize(2);
    assertThat(requests("GET", "/api/version")).isEqualTo(3);
  }

  @Test
  void asksAgainAfterAStallThatWasLongerThanItsPatience() {
    try (JobClient client =
        builder(RetrySettings.forAtMost(Duration.ofMillis(300)))
            .readTimeout(Duration.ofSeconds(1))
            .build()) {
      dashboard.answerNext("GET", "/api/version", stalled());
      assertThat(client.version().rayVersion()).isEqualTo("2.60.0");
    }
    assertThat(requests("GET", "/api/version")).isEqualTo(2);
  }

  /** Of the 30 s that a request may stall, a repetition gets no more than is left, or 5 s. */
  @Test
  void endsSoonWhereEachAnswerStalls() {
    try (JobClient client =
        builder(RetrySettings.forAtMost(Duration.ofSeconds(1)))
            .readTimeout(Duration.ofSeconds(30))
            .build()) {
      dashboard.answerNext("GET", "/api/version", atOnceAgain(503));
      for (int i = 0; i < 10; i++) {
        dashboard.answerNext("GET", "/api/version", stalled());
      }
      long start = System.nanoTime();
      assertThatThrownBy(client::version).isInstanceOf(ConnectionException.class);
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(Duration.ofMillis(4_900), Duration.ofSeconds(20));
    }
    assertThat(requests("GET", "/api/version")).isEqualTo(2);
  }
}
