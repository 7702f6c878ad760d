package dev.rayjobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rayjobs.auth.TokenSources;
import dev.rayjobs.errors.ConnectionException;
import dev.rayjobs.errors.InvalidInputException;
import dev.rayjobs.errors.NotFoundException;
import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.errors.ServerException;
import dev.rayjobs.internal.env.Environment;
import dev.rayjobs.testing.FakeDashboard;
import dev.rayjobs.testing.FakeJob;
import dev.rayjobs.testing.TailFault;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The log so far, its last lines, and the log handed over. */
@Timeout(60)
class LogReadingTest {
  private static final String TOKEN = "a-token-of-tests";
  private static final String LOG = "/api/jobs/x/logs";
  private static final String FILE = "/api/v0/logs/file";

  private final FakeDashboard dashboard = FakeDashboard.start();
  private final FakeJob fake =
      dashboard.addJob("x", Map.of("entrypoint", "true", "submission_id", "x")).run();
  private final JobClient client =
      JobClient.builder()
          .environment(Environment.of(Map.of()))
          .address(dashboard.address())
          .tokenSource(TokenSources.explicit(TOKEN))
          .retry(RetrySettings.none())
          .build();
  private final Job job = client.job("x");
  private final ExecutorService executor = Executors.newSingleThreadExecutor();

  @AfterEach
  void close() {
    executor.shutdownNow();
    client.close();
    dashboard.close();
  }

  private String last(int lines) {
    StringBuilder all = new StringBuilder();
    job.writeLogs(all, lines);
    return all.toString();
  }

  private boolean wasAsked(String path) {
    return dashboard.requests().stream().anyMatch(r -> r.getUrl().encodedPath().equals(path));
  }

  private static boolean isStatus(RecordedRequest request) {
    return request.getTarget().equals("/api/jobs/x");
  }

  private static String numbered(int from, int to) {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < to; i++) {
      text.append("line ").append(i).append(" of a log that is cut here and there\n");
    }
    return text.toString();
  }

  private static MockResponse.Builder cutInTheBody(MockResponse.Builder answer) {
    return answer.onResponseBody(new SocketEffect.CloseSocket());
  }

  @Test
  void writesEachCharacterOnceThoughAnswersBreakOff() {
    String text = numbered(0, 20_000);
    fake.print(text);
    dashboard.alterNext("GET", FILE, LogReadingTest::cutInTheBody);
    for (int i = 0; i < 2; i++) {
      dashboard.alterNext("GET", LOG, LogReadingTest::cutInTheBody);
    }
    try (JobClient patient =
        JobClient.builder()
            .environment(Environment.of(Map.of()))
            .address(dashboard.address())
            .retry(RetrySettings.forAtMost(Duration.ofSeconds(20)))
            .build()) {
      assertThat(patient.job("x").logs()).isEqualTo(text);
    }
  }

  @Test
  void givesUpOnAFileThatBreaksOffWhenNothingIsToBeRepeated() {
    String text = numbered(0, 20_000);
    fake.print(text);
    dashboard.alterNext("GET", FILE, LogReadingTest::cutInTheBody);
    StringBuilder seen = new StringBuilder();
    assertThatThrownBy(() -> job.writeLogs(seen))
        .isInstanceOf(ConnectionException.class)
        .hasMessageContaining("broke off");
    assertThat(text).startsWith(seen).hasSizeGreaterThan(seen.length());
  }

  @Test
  void takesTheLogInOneAnswerWhereSomebodyOnTheWayDoesNotServeTheFile() {
    fake.print("one\n");
    MockResponse busy = new MockResponse.Builder().code(504).build();
    for (int i = 0; i < 1_000; i++) {
      dashboard.answerNext("GET", FILE, busy);
    }
    try (JobClient patient =
        JobClient.builder()
            .environment(Environment.of(Map.of()))
            .address(dashboard.address())
            .retry(RetrySettings.forAtMost(Duration.ofSeconds(5)))
            .build()) {
      assertThat(patient.job("x").logs()).isEqualTo("one\n");
    }
  }

  @Test
  void takesTheLogFromTheDiskAloneWhereItIsServed() {
    fake.print("one\n").succeed();
    assertThat(job.logs()).isEqualTo("one\n");
    assertThat(wasAsked(LOG)).isFalse();
  }

  @Test
  void leavesOutTheBeginningOfACharacterThatIsStillWritten() {
    fake.print("half ").print(new byte[] {(byte) 0xc3});
    assertThat(job.logs()).isEqualTo("half ");
    fake.print(new byte[] {(byte) 0xbc});
    assertThat(job.logs()).isEqualTo("half \u00fc");
    fake.print(new byte[] {(byte) 0xc3}).succeed();
    assertThat(job.logs()).isEqualTo("half \u00fc\uFFFD");
  }

  @Test
  void givesUpOnALogThatBreaksOffWhenNothingIsToBeRepeated() {
    dashboard.requireToken(TOKEN).rayVersion("2.52.1");
    dashboard.answerNext(
        "GET",
        LOG,
        new MockResponse.Builder().code(200).body("{\"logs\": \"the beginning").build());
    StringBuilder seen = new StringBuilder();
    assertThatThrownBy(() -> job.writeLogs(seen))
        .isInstanceOf(ConnectionException.class)
        .hasMessageContaining("broke off");
    assertThat(seen).hasToString("the beginning");
  }

  @Test
  void cutsNoCharacterInTwo() {
    String text = "x" + "\uD83D\uDE00".repeat(100_000) + "\n";
    fake.print(text);
    StringBuilder seen = new StringBuilder();
    job.writeLogs(
        new Appendable() {
          @Override
          public Appendable append(CharSequence piece) {
            assertThat(Character.isHighSurrogate(piece.charAt(piece.length() - 1))).isFalse();
            seen.append(piece);
            return this;
          }

          @Override
          public Appendable append(CharSequence piece, int start, int end) {
            return append(piece.subSequence(start, end));
          }

          @Override
          public Appendable append(char c) {
            return append(String.valueOf(c));
          }
        });
    assertThat(seen).hasToString(text);
  }

  @Test
  void takesFromTheDiskWhatIsNotUtf8() {
    fake.print("good\r\n").print(new byte[] {'b', (byte) 0xff, '\r', 'x', '\n'});
    assertThat(job.logs()).isEqualTo("good\nb\uFFFD\nx\n");
    assertThat(last(1)).isEqualTo("x\n");
  }

  @Test
  void saysRaysReasonIfTheDiskDoesNotHelpEither() {
    dashboard.requireToken(TOKEN).rayVersion("2.52.1");
    fake.print(new byte[] {(byte) 0xff});
    assertThatThrownBy(job::logs)
        .isInstanceOf(ServerException.class)
        .hasMessageContaining("codec can't decode");
  }

  @ParameterizedTest
  @CsvSource({"0,''", "1,two", "2,'one\ntwo'", "3,'\none\ntwo'", "9,'zero\n\none\ntwo'"})
  void fetchesTheLastLinesOnly(int lines, String expected) {
    fake.print("zero\n\none\ntwo");
    assertThat(last(lines)).isEqualTo(expected);
    assertThat(wasAsked(LOG)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"0,''", "1,two", "2,'one\ntwo'", "3,'\none\ntwo'", "9,'zero\n\none\ntwo'"})
  void takesTheEndOfTheWholeLogWhereNoFileIsServed(int lines, String expected) {
    dashboard.requireToken(TOKEN).rayVersion("2.52.1");
    fake.print("zero\n\none\ntwo");
    assertThat(last(lines)).isEqualTo(expected);
    assertThat(wasAsked(LOG)).isEqualTo(lines > 0);
  }

  @Test
  void countsLinesAsRayShowsThem() {
    fake.print("10%\r20%\r30%\r\ndone\r\n");
    assertThat(job.logs()).isEqualTo("10%\n20%\n30%\ndone\n");
    assertThat(last(2)).isEqualTo("30%\ndone\n");
    assertThat(last(3)).isEqualTo("20%\n30%\ndone\n");
  }

  @Test
  void hasNoLastLinesOfAJobThatIsPending() {
    dashboard.addJob("x2", Map.of("entrypoint", "true", "submission_id", "x2"));
    StringBuilder seen = new StringBuilder();
    client.job("x2").writeLogs(seen, 10);
    assertThat(seen).isEmpty();
  }

  @Test
  void takesTheWholeLogWhenTheFileBreaksOff() {
    String text = numbered(0, 1_000);
    fake.print(text);
    dashboard.alterNext("GET", FILE, LogReadingTest::cutInTheBody);
    assertThat(last(500)).isEqualTo(numbered(500, 1_000));
  }

  @Test
  void showsLastLinesThatAreTooLongToBeKept() {
    String line = "y".repeat(1 << 21) + "\n";
    fake.print("before\n").print(line).print(line).print(line).print("after");
    assertThat(last(4).equals(line + line + line + "after")).isTrue();
  }

  @Test
  void refusesANegativeNumberOfLinesAndAnUnknownJob() {
    assertThatThrownBy(() -> last(-1)).isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> job.followLogs(-1)).isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> client.job("never").writeLogs(new StringBuilder(), 3))
        .isInstanceOf(NotFoundException.class);
    try (LogStream log = client.job("never").followLogs(3)) {
      assertThatThrownBy(() -> log.iterator().hasNext()).isInstanceOf(NotFoundException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({"0,' half\n'", "1,'one half\n'", "2,'zero\none half\n'", "9,'zero\none half\n'"})
  void followsFromTheLastLinesOn(int lines, String expected) throws Exception {
    fake.print("zero\none");
    try (LogStream log = job.followLogs(lines)) {
      Iterator<String> pieces = log.iterator();
      CompletableFuture<Boolean> first = CompletableFuture.supplyAsync(pieces::hasNext, executor);
      // The status is asked for to count what is there, and once that is done.
      until(() -> dashboard.requests().stream().filter(r -> isStatus(r)).count() > 1);
      fake.print(" half\n");
      assertThat(first.join()).isTrue();
      fake.print("two\n").succeed();
      StringBuilder seen = new StringBuilder();
      pieces.forEachRemaining(seen::append);
      assertThat(seen).hasToString(expected + "two\n");
    }
  }

  @Test
  void followsFromTheLastLinesOnOverCuts() {
    String text = numbered(0, 5_000);
    fake.print(text);
    dashboard.alterNext("GET", FILE, LogReadingTest::cutInTheBody);
    dashboard.alterNext("GET", LOG, LogReadingTest::cutInTheBody);
    dashboard.nextTail(TailFault.cutAfter(text.length() / 2));
    dashboard.nextTail(TailFault.closeAfter(text.length() - 10));
    try (LogStream log = job.followLogs(3)) {
      StringBuilder seen = new StringBuilder();
      Iterator<String> pieces = log.iterator();
      seen.append(pieces.next());
      fake.print(numbered(5_000, 5_010)).succeed();
      pieces.forEachRemaining(seen::append);
      assertThat(seen).hasToString(numbered(4_997, 5_010));
    }
  }

  @Test
  void handsTheLogOverOnAThreadOfTheCallers() throws Exception {
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    CompletableFuture<JobDetails> end = job.followLogs(seen::add, executor);
    fake.print("one\n");
    assertThat(seen.take()).isEqualTo("one\n");
    assertThat(end.isDone()).isFalse();
    fake.print("two\n").fail(3);
    assertThat(end.get(60, TimeUnit.SECONDS).driverExitCode()).hasValue(3);
    assertThat(String.join("", seen)).isEqualTo("two\n");
  }

  @Test
  void handsNothingOverAnyMoreOnceCancelled() throws Exception {
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    CompletableFuture<JobDetails> end = job.followLogs(seen::add, executor);
    fake.print("one\n");
    seen.take();
    end.cancel(true);
    executor.shutdown();
    assertThat(executor.awaitTermination(60, TimeUnit.SECONDS)).as("the task ends").isTrue();
    assertThat(seen).isEmpty();
    assertThat(fake.stopRequested()).isFalse();
  }

  @Test
  void tellsThatTheTaskWasInterrupted() throws Exception {
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    CompletableFuture<JobDetails> end = job.followLogs(seen::add, executor);
    fake.print("one\n");
    seen.take();
    executor.shutdownNow();
    assertThat(failureOf(end))
        .isInstanceOf(RayJobsException.class)
        .hasMessageContaining("Interrupted");
    assertThat(executor.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void tellsWhatTheReceiverOrTheReadingThrew() throws Exception {
    fake.print("one\n");
    IllegalStateException own = new IllegalStateException("the disk is full");
    CompletableFuture<JobDetails> end =
        job.followLogs(
            piece -> {
              throw own;
            },
            executor);
    assertThat(failureOf(end)).isSameAs(own);
    assertThat(failureOf(client.job("never").followLogs(piece -> {}, executor)))
        .isInstanceOf(NotFoundException.class);
    executor.shutdown();
    assertThatThrownBy(() -> job.followLogs(piece -> {}, executor))
        .isInstanceOf(RejectedExecutionException.class);
  }

  private static Throwable failureOf(CompletableFuture<?> future) throws Exception {
    try {
      return new AssertionError("completed with " + future.get(60, TimeUnit.SECONDS));
    } catch (ExecutionException e) {
      return Objects.requireNonNull(e.getCause());
    }
  }

  private static void until(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      Thread.sleep(10);
    }
  }
}
