package dev.rayjobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.errors.ConnectionException;
import dev.rayjobs.errors.UnexpectedAnswerException;
import java.time.Duration;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logs of jobs whose dashboard is away for a while, answers for another, or lies. */
class LogAwayTest extends WithFaultyLog {
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
}
