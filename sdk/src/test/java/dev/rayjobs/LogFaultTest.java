package dev.rayjobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.errors.ConnectionException;
import dev.rayjobs.errors.LogIncompleteException;
import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.errors.UnexpectedAnswerException;
import dev.rayjobs.faults.Fate;
import dev.rayjobs.faults.FaultyProxy;
import dev.rayjobs.internal.env.Environment;
import dev.rayjobs.internal.logs.FollowSettings;
import dev.rayjobs.testing.FakeDashboard;
import dev.rayjobs.testing.FakeJob;
import dev.rayjobs.testing.TailFault;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may become of a log on its way, fault by fault, twenty times as fast as in real life. */
@Timeout(60)
class LogFaultTest {
  private static final String DETAILS = "/api/jobs/x";
  private static final String LOGS = "/api/jobs/x/logs";
  private static final String TAIL = "/api/jobs/x/logs/tail";
  private static final String FILE = "/api/v0/logs/file";
  private static final int ALL_LOGS_ARE_LONG = 0;
  private static final int USUAL = 64 * 1024;

  private final FakeDashboard dashboard = FakeDashboard.start();
  private final FaultyProxy proxy = new FaultyProxy(dashboard.address(), () -> Fate.NONE);
  private final List<String> warnings = Collections.synchronizedList(new ArrayList<>());
  private final List<String> retries = Collections.synchronizedList(new ArrayList<>());
  private Duration reconnectFor = Duration.ofSeconds(50);
  private FakeJob fake;

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

  private JobClient client(int shortLog) {
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
  private final class Reader implements AutoCloseable {
    private final StringBuffer text = new StringBuffer();
    private final JobClient client;
    final CompletableFuture<String> all;

    private Reader(int shortLog) {
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

    private void awaitText(String wanted) {
      await(() -> text.toString().equals(wanted) || all.isDone());
      assertThat(text).hasToString(wanted);
    }

    private String all() {
      return all.join();
    }

    @Override
    public void close() {
      client.close();
    }
  }

  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      try {
        Thread.sleep(2);
      } catch (InterruptedException e) {
        throw new AssertionError("waited in vain", e);
      }
    }
  }

  private long requests(String target) {
    return dashboard.requests().stream().filter(r -> r.getTarget().startsWith(target)).count();
  }

  private void awaitMore(String target, int more) {
    long before = requests(target);
    await(() -> requests(target) >= before + more);
  }

  private void answer(int times, String path, MockResponse answer) {
    for (int i = 0; i < times; i++) {
      dashboard.answerNext("GET", path, answer);
    }
  }

  private static MockResponse status(int code, String body) {
    return new MockResponse.Builder().code(code).body(body).build();
  }

  private static String lines(int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 1; i <= count; i++) {
      text.append("line ").append(i).append('\n');
    }
    return text.toString();
  }

  /** Ray's tail looks between the two characters, and makes two line ends of them. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void tellsALineEndWrittenInTwoPartsFromABlankLine(boolean inTwoParts) {
    dashboard.tailPause(Duration.ofMillis(50));
    try (Reader reader = new Reader(ALL_LOGS_ARE_LONG)) {
      fake.print("first\n");
      await(() -> requests(TAIL) > 0);
      fake.print(inTwoParts ? "a\r" : "a\n");
      reader.awaitText("first\na\n");
      fake.print("\nb\n");
      reader.awaitText(inTwoParts ? "first\na\nb\n" : "first\na\n\nb\n");
      fake.print("c").succeed();
      assertThat(reader.all()).endsWith("b\nc");
    }
    assertThat(warnings).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {ALL_LOGS_ARE_LONG, USUAL})
  void waitsForTheRestOfACharacter(int shortLog) {
    byte[] character = "\uD83D\uDE00".getBytes(StandardCharsets.UTF_8);
    try (Reader reader = new Reader(shortLog)) {
      fake.print("a ");
      reader.awaitText("a ");
      for (byte part : character) {
        fake.print(new byte[] {part});
        awaitMore(DETAILS, 3);
      }
      fake.print(" b").succeed();
      assertThat(reader.all()).isEqualTo("a \uD83D\uDE00 b");
    }
    assertThat(warnings).isEmpty();
  }

  @Test
  void takesTheBytesOfACharacterThatWillNeverBeWhole() {
    fake.print(new byte[] {'a', (byte) 0xc3}).succeed();
    try (Reader reader = new Reader(ALL_LOGS_ARE_LONG)) {
      assertThat(reader.all()).isEqualTo("a\uFFFD");
    }
  }

  /** As a proxy does that knows nothing of WebSockets, or lets nobody to them. */
  @ParameterizedTest
  @ValueSource(ints = {200, 400, 403, 404, 500, 502})
  void doesWithoutATailThatIsRefused(int code) {
    answer(1_000, TAIL, status(code, "no"));
    try (Reader reader = new Reader(ALL_LOGS_ARE_LONG)) {
      fake.print("one\n");
      reader.awaitText("one\n");
      fake.print("two\n");
      reader.awaitText("one\ntwo\n");
      fake.print("three\n").succeed();
      assertThat(reader.all()).isEqualTo("one\ntwo\nthree\n");
    }
    assertThat(requests(TAIL)).as("tried less and less often").isBetween(1L, 40L);
    assertThat(warnings).isEmpty();
  }

  /** As a gateway does that lets through what Ray's own job client asks for. */
  @ParameterizedTest
  @ValueSource(ints = {403, 404})
  void doesWithoutLogFilesThatAreRefused(int code) {
    answer(1_000, FILE, status(code, "no"));
    try (Reader reader = new Reader(ALL_LOGS_ARE_LONG)) {
      fake.print("one\n");
      reader.awaitText("one\n");
      fake.print("two\n").succeed();
      assertThat(reader.all()).isEqualTo("one\ntwo\n");
    }
    assertThat(warnings).isEmpty();
  }

  @Test
  void passesALineThatIsTooLongForTheTail() {
    String line = "x".repeat(5_000_000) + "\n";
    try (Reader reader = new Reader(USUAL)) {
      fake.print("before\n");
      reader.awaitText("before\n");
      fake.print(line);
      reader.awaitText("before\n" + line);
      fake.print("after\n");
      reader.awaitText("before\n" + line + "after\n");
      assertThat(requests(TAIL)).as("told anew from the beginning").isLessThan(20);
      fake.print("end\n").succeed();
      assertThat(reader.all()).isEqualTo("before\n" + line + "after\nend\n");
    }
    assertThat(warnings).isEmpty();
  }

  @Test
  void findsOutWhatASilentTailHasMissedWithoutFetchingALongLogAgainAndAgain() {
    String text = lines(2_000);
    fake.print(text);
    try (Reader reader = new Reader(ALL_LOGS_ARE_LONG)) {
      reader.awaitText(text);
      long whole = wholeFetches();
      await(() -> dashboard.requests().stream().filter(LogFaultTest::peeks).count() >= 3);
      assertThat(wholeFetches()).isEqualTo(whole);

      // The next connection tells what the log was until now, and nothing any more.
      dashboard.nextTail(TailFault.stallAfter(text.length()));
      fake.print("later\n");
      reader.awaitText(text + "later\n");
      fake.print("again\n");
      reader.awaitText(text + "later\nagain\n");
      fake.succeed();
      assertThat(reader.all()).isEqualTo(text + "later\nagain\n");
    }
    assertThat(warnings).isEmpty();
  }

  private long wholeFetches() {
    return dashboard.requests().stream()
        .filter(r -> r.getTarget().startsWith(FILE) && !peeks(r))
        .count();
  }

  private static boolean peeks(mockwebserver3.RecordedRequest request) {
    return request.getTarget().contains("&lines=20&");
  }

  @Test
  void takesLinesFromTheTailWhileTheStatusCannotBeHad() {
    try (Reader reader = new Reader(ALL_LOGS_ARE_LONG)) {
      fake.print("one\n");
      reader.awaitText("one\n");
      await(() -> requests(TAIL) > 0);
      answer(1_000, DETAILS, status(503, "busy"));
      // The tail's path begins with the details'; this connection stands already.
      fake.print("two\n");
      reader.awaitText("one\ntwo\n");
    }
    assertThat(warnings).isEmpty();
  }

  @Test
  void goesOnWhenTheDashboardWasAway() {
    try (Reader reader = new Reader(USUAL)) {
      fake.print("one\n");
      reader.awaitText("one\n");
      proxy.goAway();
      await(() -> retries.size() >= 6);
      fake.print("two\n");
      proxy.comeBack();
      reader.awaitText("one\ntwo\n");
      proxy.goAway();
      fake.print("three\n").succeed();
      await(() -> retries.size() >= 12);
      proxy.comeBack();
      assertThat(reader.all()).isEqualTo("one\ntwo\nthree\n");
    }
    assertThat(warnings).isEmpty();
  }

  @Test
  void givesUpADashboardThatStaysAwayForLonger() {
    reconnectFor = Duration.ofMillis(700);
    try (Reader reader = new Reader(USUAL)) {
      fake.print("one\n");
      reader.awaitText("one\n");
      long start = System.nanoTime();
      proxy.goAway();
      assertThat(reader.all)
          .failsWithin(Duration.ofSeconds(30))
          .withThrowableThat()
          .havingCause()
          .isInstanceOf(ConnectionException.class)
          .withMessageContaining("has not answered for 0.7 s; the job may go on")
          .withMessageContaining("Cannot connect to");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(reconnectFor);
    }
  }

  @Test
  void givesUpAtOnceIfToldSo() {
    reconnectFor = Duration.ZERO;
    try (Reader reader = new Reader(USUAL)) {
      fake.print("one\n");
      reader.awaitText("one\n");
      proxy.goAway();
      assertThat(reader.all)
          .failsWithin(Duration.ofSeconds(30))
          .withThrowableThat()
          .havingCause()
          .isInstanceOf(ConnectionException.class)
          .withMessageNotContaining("has not answered for");
    }
    assertThat(retries).isEmpty();
  }

  /** As a proxy answers whose dashboard is away. */
  @Test
  void waitsWhileAnotherServerAnswers() {
    try (Reader reader = new Reader(USUAL)) {
      fake.print("one\n");
      reader.awaitText("one\n");
      answer(5, DETAILS, status(200, "<html>Under maintenance</html>"));
      fake.print("two\n").succeed();
      assertThat(reader.all()).isEqualTo("one\ntwo\n");
    }
    assertThat(retries).hasSizeGreaterThanOrEqualTo(1);
  }

  @Test
  void doesNotWaitLongForAnotherServer() {
    reconnectFor = Duration.ofMillis(300);
    try (Reader reader = new Reader(USUAL)) {
      fake.print("one\n");
      reader.awaitText("one\n");
      answer(1_000, DETAILS, status(200, "<html>Welcome</html>"));
      assertThat(reader.all)
          .failsWithin(Duration.ofSeconds(30))
          .withThrowableThat()
          .havingCause()
          .isInstanceOf(UnexpectedAnswerException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"JOB_SUPERVISOR_ACTOR_DIED", "JOB_SUPERVISOR_ACTOR_UNKNOWN_FAILURE"})
  void asksAgainBeforeItBelievesThatALostJobFailed(String errorType) {
    MockResponse lie =
        status(200, "{\"status\": \"FAILED\", \"error_type\": \"" + errorType + "\"}");
    try (Reader reader = new Reader(USUAL);
        JobClient client = client(USUAL)) {
      fake.print("one\n");
      reader.awaitText("one\n");
      dashboard.answerNext("GET", DETAILS, lie);
      fake.print("two\n");
      reader.awaitText("one\ntwo\n");

      Job job = client.job("x");
      for (int i = 0; i < 3; i++) {
        // The follower may take one of them.
        dashboard.answerNext("GET", DETAILS, lie);
        assertThat(job.status()).isEqualTo(JobStatus.RUNNING);
      }
      fake.print("three\n").succeed();
      assertThat(reader.all()).isEqualTo("one\ntwo\nthree\n");
    }
  }

  @Test
  void believesItWhenItIsSaidTwice() {
    fake.print("one\n").failToStart("JOB_SUPERVISOR_ACTOR_DIED", "the actor died");
    try (Reader reader = new Reader(USUAL)) {
      assertThat(reader.all()).isEqualTo("one\n");
    }
    assertThat(requests(DETAILS)).isGreaterThanOrEqualTo(2);
  }

  /** Ray's tail notices the end after 3 to 4 seconds. */
  @ParameterizedTest
  @ValueSource(ints = {ALL_LOGS_ARE_LONG, USUAL})
  void endsSoonAfterTheJobWhateverTheTailDoes(int shortLog) {
    dashboard.tailPause(Duration.ofSeconds(20));
    try (Reader reader = new Reader(shortLog)) {
      fake.print("one\n");
      reader.awaitText("one\n");
      fake.print("two\n").succeed();
      long start = System.nanoTime();
      assertThat(reader.all()).isEqualTo("one\ntwo\n");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }
  }

  @Test
  void fetchesTheEndAgainUntilItIsWhole() {
    String text = lines(5_000);
    try (Reader reader = new Reader(USUAL)) {
      fake.print("begin\n");
      reader.awaitText("begin\n");
      for (int i = 0; i < 5; i++) {
        dashboard.alterNext(
            "GET", FILE, answer -> answer.onResponseBody(new SocketEffect.CloseSocket()));
        dashboard.alterNext(
            "GET", LOGS, answer -> answer.onResponseBody(new SocketEffect.CloseSocket()));
      }
      fake.print(text).succeed();
      assertThat(reader.all()).isEqualTo("begin\n" + text);
    }
    assertThat(warnings).isEmpty();
  }

  /** The stream's end says that the log is whole; so it must not end like this. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void saysThatTheEndCannotBeHad(boolean refused) {
    try (Reader reader = new Reader(USUAL)) {
      fake.print("one\n");
      reader.awaitText("one\n");
      for (int i = 0; i < 60; i++) {
        for (String path : List.of(FILE, LOGS)) {
          if (refused) {
            dashboard.answerNext("GET", path, status(500, "cannot decode"));
          } else {
            dashboard.alterNext(
                "GET", path, answer -> answer.onResponseBody(new SocketEffect.CloseSocket()));
          }
        }
      }
      fake.print("two\n").succeed();
      assertThat(reader.all)
          .failsWithin(Duration.ofSeconds(40))
          .withThrowableThat()
          .havingCause()
          .isInstanceOf(LogIncompleteException.class)
          .withMessageMatching("(?s)The end of the log, after \\d characters, could not be .*");
      assertThat(reader.client.job("x").status()).isEqualTo(JobStatus.SUCCEEDED);
    }
  }

  @Test
  void asksForNoLogBeforeTheJobRuns() {
    FakeJob pending = dashboard.addJob("y", Map.of("entrypoint", "true", "submission_id", "y"));
    try (JobClient client = client(USUAL)) {
      CompletableFuture<String> all =
          CompletableFuture.supplyAsync(
              () -> {
                StringBuilder text = new StringBuilder();
                try (LogStream log = client.job("y").followLogs()) {
                  log.forEach(text::append);
                }
                return text.toString();
              },
              task -> new Thread(task).start());
      awaitMore("/api/jobs/y", 5);
      assertThat(requests("/api/jobs/y/logs")).isZero();
      pending.run().print("now\n").succeed();
      assertThat(all.join()).isEqualTo("now\n");
    }
  }
}
