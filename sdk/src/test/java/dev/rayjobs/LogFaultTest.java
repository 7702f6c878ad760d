package dev.rayjobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.errors.LogIncompleteException;
import dev.rayjobs.testing.FakeJob;
import dev.rayjobs.testing.TailFault;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may become of a log on its way, fault by fault, twenty times as fast as in real life. */
class LogFaultTest extends WithFaultyLog {
  private static final String FILE = "/api/v0/logs/file";

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

  @Test
  void doesNotGuessWhatALineEndIsWhileTheLogCannotBeHadInPassing() {
    dashboard.tailPause(Duration.ofMillis(50));
    try (Reader reader = new Reader(ALL_LOGS_ARE_LONG)) {
      fake.print("first\n");
      await(() -> requests(TAIL) > 0);
      fake.print("a\r");
      reader.awaitText("first\na\n");
      breakNextFetches(8);
      fake.print("\nb\n");
      reader.awaitText("first\na\nb\n");
      fake.succeed();
      assertThat(reader.all()).isEqualTo("first\na\nb\n");
    }
    assertThat(warnings).isEmpty();
  }

  private void breakNextFetches(int count) {
    for (String path : List.of(FILE, LOGS)) {
      for (int i = 0; i < count; i++) {
        dashboard.alterNext(
            "GET", path, answer -> answer.onResponseBody(new SocketEffect.CloseSocket()));
      }
    }
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
      breakNextFetches(5);
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
      if (refused) {
        answer(60, FILE, status(500, "cannot decode"));
        answer(60, LOGS, status(500, "cannot decode"));
      } else {
        breakNextFetches(60);
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
