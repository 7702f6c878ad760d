package dev.rayjobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose end it is that a resumed job came to. */
class ResumptionTest {
  private long now;

  private Resumption found(JobStatus status, boolean sameGeneration) {
    return new Resumption(status, sameGeneration, () -> now);
  }

  private static JobDetails details(String status) {
    return new JobDetails(Map.of("status", status));
  }

  @ParameterizedTest
  @CsvSource({
    "PENDING, true, false",
    "RUNNING, true, false",
    "UNKNOWN, true, false",
    "SUCCEEDED, true, false",
    "FAILED, true, true",
    "STOPPED, true, true",
    "PENDING, false, false",
    "RUNNING, false, false",
    "SUCCEEDED, false, true",
    "FAILED, false, true",
    "STOPPED, false, true"
  })
  void isOverWhereItsEndCannotCount(JobStatus status, boolean sameGeneration, boolean over) {
    assertThat(found(status, sameGeneration).isOver()).isEqualTo(over);
  }

  @Test
  void takesAStopWithinFifteenSecondsForAnEarlierOne() {
    Resumption resumption = found(JobStatus.RUNNING, true);
    now += Duration.ofMillis(15_000).toNanos();
    resumption.saw(JobStatus.RUNNING);
    resumption.saw(JobStatus.STOPPED);
    // When it is asked does not matter: the log may have taken long.
    now += Duration.ofHours(1).toNanos();
    assertThat(resumption.isOutdated(details("STOPPED"))).isTrue();
  }

  @Test
  void takesALaterStopForItsOwn() {
    Resumption resumption = found(JobStatus.RUNNING, true);
    now += Duration.ofMillis(15_001).toNanos();
    assertThat(resumption.isOutdated(details("STOPPED"))).isFalse();
  }

  /** Ray stops a pending job only when it begins, however long ago it was asked to. */
  @Test
  void countsFromTheLastMomentAtWhichTheJobWasPending() {
    for (int seconds : new int[] {15, 16}) {
      Resumption resumption = found(JobStatus.PENDING, true);
      now += Duration.ofHours(1).toNanos();
      resumption.saw(JobStatus.PENDING);
      assertThat(resumption.earlierStopMayShowFor()).isEqualTo(Duration.ofSeconds(15));
      now += Duration.ofSeconds(seconds).toNanos();
      assertThat(resumption.isOutdated(details("STOPPED"))).isEqualTo(seconds == 15);
    }
  }

  @Test
  void takesItsOwnStopForItsOwn() {
    Resumption resumption = found(JobStatus.RUNNING, true);
    resumption.askedToStop();
    assertThat(resumption.isOutdated(details("STOPPED"))).isFalse();
    Resumption other = found(JobStatus.RUNNING, false);
    other.askedToStop();
    assertThat(other.isOutdated(details("STOPPED"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"SUCCEEDED", "FAILED"})
  void takesAnyOtherEndForItsOwnUnlessOfAnotherGeneration(String end) {
    assertThat(found(JobStatus.RUNNING, true).isOutdated(details(end))).isFalse();
    Resumption other = found(JobStatus.RUNNING, false);
    now += Duration.ofHours(1).toNanos();
    assertThat(other.isOutdated(details("RUNNING"))).isFalse();
    assertThat(other.isOutdated(details(end))).isTrue();
  }

  @Test
  void watchesForTheRestOfTheFifteenSeconds() {
    Resumption resumption = found(JobStatus.RUNNING, true);
    now += Duration.ofSeconds(4).toNanos();
    assertThat(resumption.earlierStopMayShowFor()).isEqualTo(Duration.ofSeconds(11));
  }
}
