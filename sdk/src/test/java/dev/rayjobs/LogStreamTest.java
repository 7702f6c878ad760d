package dev.rayjobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rayjobs.errors.JobLostException;
import dev.rayjobs.errors.LogIncompleteException;
import dev.rayjobs.errors.NotFoundException;
import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.internal.env.Environment;
import dev.rayjobs.testing.FakeDashboard;
import dev.rayjobs.testing.FakeJob;
import dev.rayjobs.testing.TailFault;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A log to its true end, once per character, whatever becomes of the connections. */
@Timeout(60)
class LogStreamTest {
  private static final String LONG_LINE = "x".repeat(99) + "\n";

  private final FakeDashboard dashboard = FakeDashboard.start();
  private final Warnings warnings = new Warnings();
  private JobClient client;
  private FakeJob fake;

  @BeforeEach
  void open() {
    client =
        JobClient.builder()
            .environment(Environment.of(Map.of()))
            .address(dashboard.address())
            .retry(RetrySettings.forAtMost(Duration.ofSeconds(20)))
            .listener(warnings)
            .build();
    fake = dashboard.addJob("x", Map.of("entrypoint", "true", "submission_id", "x")).run();
  }

  @AfterEach
  void close() {
    client.close();
    dashboard.close();
  }

  private String followed() {
    StringBuilder all = new StringBuilder();
    try (LogStream log = client.job("x").followLogs()) {
      log.forEach(all::append);
    }
    return all.toString();
  }

  /** Reads pieces until so much has come. */
  private static String readUntil(Iterator<String> pieces, String wanted) {
    StringBuilder seen = new StringBuilder();
    while (seen.indexOf(wanted) < 0) {
      seen.append(pieces.next());
    }
    return seen.toString();
  }

  @Test
  void showsAllOfALogThatEndedBefore() {
    fake.print("one\ntwo").succeed();

    assertThat(followed()).isEqualTo("one\ntwo");
    assertThat(dashboard.requests())
        .as("no need for the tail")
        .noneMatch(request -> request.getTarget().endsWith("/tail"));
  }

  @Test
  void isEmptyForAnEmptyLog() {
    fake.succeed();

    assertThat(followed()).isEmpty();
  }

  @Test
  void showsLinesAsTheyCome() {
    try (LogStream log = client.job("x").followLogs()) {
      Iterator<String> pieces = log.iterator();
      fake.print("one\n");
      assertThat(pieces.next()).isEqualTo("one\n");
      fake.print("two\n");
      assertThat(pieces.next()).isEqualTo("two\n");
      fake.print("three").succeed();
      assertThat(pieces.next()).isEqualTo("three");
      assertThat(pieces.hasNext()).isFalse();
    }
  }

  @Test
  void showsALineBeforeASleepyTailDoes() {
    dashboard.tailPause(Duration.ofSeconds(3));
    fake.print("one\n");
    long start = System.nanoTime();
    try (LogStream log = client.job("x").followLogs()) {
      assertThat(log.iterator().next()).isEqualTo("one\n");
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 50, 99, 100, 101, 5_000, 150_000})
  void deliversNothingTwiceAfterCuts(int characters) {
    String text = numbered(2_000);
    dashboard.nextTail(TailFault.cutAfter(characters));
    dashboard.nextTail(TailFault.closeAfter(characters));
    try (LogStream log = client.job("x").followLogs()) {
      Iterator<String> pieces = log.iterator();
      fake.print(text.substring(0, text.length() / 2));
      String seen = readUntil(pieces, text.substring(text.length() / 2 - 20, text.length() / 2));
      fake.print(text.substring(text.length() / 2)).succeed();
      StringBuilder all = new StringBuilder(seen);
      pieces.forEachRemaining(all::append);
      assertThat(all).hasToString(text);
    }
  }

  @Test
  void findsOutThatTheTailOfALongLogHasStalled() {
    String text = LONG_LINE.repeat(1_000);
    dashboard.nextTail(TailFault.stallAfter(text.length()));
    try (LogStream log = client.job("x").followLogs()) {
      Iterator<String> pieces = log.iterator();
      fake.print(text.substring(1));
      readUntil(pieces, text.substring(1));
      fake.print("after the stall\n");
      assertThat(readUntil(pieces, "stall\n")).isEqualTo("after the stall\n");
      fake.succeed();
      assertThat(pieces.hasNext()).isFalse();
    }
  }

  @Test
  void takesACleanCloseOfARunningJobForNoEnd() {
    dashboard.nextTail(TailFault.closeAfter(0));
    dashboard.nextTail(TailFault.closeAfter(4));
    try (LogStream log = client.job("x").followLogs()) {
      Iterator<String> pieces = log.iterator();
      fake.print("one\n");
      assertThat(pieces.next()).isEqualTo("one\n");
      fake.print("two\n").succeed();
      assertThat(readUntil(pieces, "two\n")).isEqualTo("two\n");
      assertThat(pieces.hasNext()).isFalse();
    }
  }

  @Test
  void goesOnWhenTheDashboardComesBack() throws Exception {
    Thread killer =
        new Thread(
            () -> {
              for (int i = 0; i < 4; i++) {
                dashboard.answerNext(
                    "GET",
                    "/api/jobs/x",
                    new MockResponse.Builder()
                        .onResponseStart(new SocketEffect.CloseSocket())
                        .build());
              }
              fake.print("after\n").succeed();
            });
    try (LogStream log = client.job("x").followLogs()) {
      Iterator<String> pieces = log.iterator();
      fake.print("before\n");
      assertThat(pieces.next()).isEqualTo("before\n");
      killer.start();
      assertThat(readUntil(pieces, "after\n")).isEqualTo("after\n");
      assertThat(pieces.hasNext()).isFalse();
    }
    killer.join();
  }

  @Test
  void takesBytesThatAreNotUtf8FromTheNodesDisk() {
    fake.print("good\r\n");
    fake.print(new byte[] {'b', 'a', (byte) 0xff, 'd', '\r', 'x', '\n'});
    fake.succeed();

    assertThat(followed()).isEqualTo("good\nba\uFFFDd\nx\n");
    assertThat(warnings.all()).isEmpty();
  }

  @Test
  void tellsLineByLine() {
    try (Stream<String> lines = client.job("x").followLogs().lines()) {
      Iterator<String> each = lines.iterator();
      fake.print("one\nt");
      assertThat(each.next()).isEqualTo("one");
      fake.print("wo\n\nthree").succeed();
      assertThat(each).toIterable().containsExactly("two", "", "three");
      assertThat(each.hasNext()).isFalse();
    }
    LogStream closed = client.job("x").followLogs();
    closed.lines().close();
    assertThatThrownBy(closed::iterator).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void saysWhatItCouldNotFetch() {
    try (LogStream log = client.job("x").followLogs()) {
      Iterator<String> pieces = log.iterator();
      fake.print("one\n");
      assertThat(pieces.next()).isEqualTo("one\n");
      for (int i = 0; i < 20; i++) {
        dashboard.answerNext("GET", "/api/jobs/x/logs", gone());
        dashboard.answerNext("GET", "/api/v0/logs/file", gone());
      }
      fake.print("two\n").succeed();
      assertThatThrownBy(pieces::hasNext)
          .isInstanceOf(LogIncompleteException.class)
          .hasMessageContaining("after 4 characters")
          .hasMessageContaining("node is gone");
    }
    assertThat(warnings.all()).isEmpty();
  }

  private static MockResponse gone() {
    return new MockResponse.Builder().code(500).body("the node is gone").build();
  }

  @Test
  void saysThatTheJobIsLostWithItsCluster() {
    try (LogStream log = client.job("x").followLogs()) {
      Iterator<String> pieces = log.iterator();
      fake.print("one\n");
      assertThat(pieces.next()).isEqualTo("one\n");
      dashboard.replaceCluster();
      assertThatThrownBy(pieces::hasNext)
          .isInstanceOf(JobLostException.class)
          .hasMessageContaining("'x' is lost");
    }
    assertThatThrownBy(() -> client.job("x").await(Duration.ofSeconds(5)))
        .isInstanceOf(JobLostException.class);
  }

  @Test
  void tellsADeletedJobFromALostOne() {
    fake.succeed();
    Job job = client.job("x");
    assertThat(job.delete()).isTrue();

    assertThatThrownBy(job::details).isInstanceOf(NotFoundException.class);
  }

  @Test
  void saysThatTheLogToldAgainIsAnotherOne() {
    String text = LONG_LINE.repeat(1_000);
    try (LogStream log = client.job("x").followLogs()) {
      Iterator<String> pieces = log.iterator();
      dashboard.nextTail(TailFault.cutAfter(text.length()));
      fake.print(text);
      readUntil(pieces, text);
      dashboard.answerNext(
          "GET", "/api/v0/logs/file", new MockResponse.Builder().body("y".repeat(200_000)).build());
      fake.succeed();
      pieces.forEachRemaining(piece -> {});
    }
    assertThat(warnings.all())
        .as(() -> dashboard.requests().toString())
        .singleElement()
        .asString()
        .contains("is not what was shown");
  }

  @Test
  void endsWhenItIsClosedByAnother() throws Exception {
    LogStream log = client.job("x").followLogs();
    Thread closer =
        new Thread(
            () -> {
              try {
                Thread.sleep(300);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              log.close();
            });
    closer.start();

    assertThat(log.iterator().hasNext()).isFalse();
    closer.join();
  }

  @Test
  void endsWhenItsThreadIsInterrupted() {
    try (LogStream log = client.job("x").followLogs()) {
      Iterator<String> pieces = log.iterator();
      fake.print("one\n");
      pieces.next();
      Thread.currentThread().interrupt();
      assertThatThrownBy(pieces::hasNext).isInstanceOf(RayJobsException.class);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void canBeReadOnce() {
    fake.succeed();
    try (LogStream log = client.job("x").followLogs()) {
      log.forEach(piece -> {});
      assertThatThrownBy(log::iterator).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void keepsCharactersBeyondAscii() {
    String text = "ü 日本 \uD83D\uDE00 \"quoted\" \\ back\t\b\u0001\n";
    fake.print(text.repeat(3)).succeed();

    assertThat(followed()).isEqualTo(text.repeat(3));
    assertThat(client.job("x").logs()).isEqualTo(text.repeat(3));
    StringBuilder written = new StringBuilder();
    client.job("x").writeLogs(written);
    assertThat(written).hasToString(text.repeat(3));
    assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSizeGreaterThan(text.length());
  }

  private static String numbered(int lines) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < lines; i++) {
      text.append("line ")
          .append(i)
          .append(" of a log that is cut here and there, and told again\n");
    }
    return text.toString();
  }
}
