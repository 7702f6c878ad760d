package dev.rayjobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PollPaceTest {
  private final PollPace pace = new PollPace();

  @Test
  void asksForFewJobsOneByOneWhateverAListCosts() {
    assertThat(pace.isListCheaper(1)).isFalse();
    assertThat(pace.isListCheaper(PollPace.FEW)).isFalse();
    assertThat(pace.interval(1)).isEqualTo(Duration.ofMillis(250));
    assertThat(pace.interval(4)).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void listsForManyUnlessTheListIsLong() {
    pace.asked(1, Duration.ofMillis(5));
    pace.listed(Duration.ofMillis(300));
    assertThat(pace.isListCheaper(5)).isFalse();
    assertThat(pace.isListCheaper(1_000)).isTrue();
    assertThat(pace.listInterval()).isEqualTo(Duration.ofMillis(1_500));

    pace.listed(Duration.ofSeconds(4));
    assertThat(pace.isListCheaper(60)).isFalse();
    assertThat(pace.isListCheaper(1_000)).isTrue();
  }

  @Test
  void leavesASlowDashboardInPeace() {
    pace.asked(2, Duration.ofSeconds(4));
    assertThat(pace.interval(2)).isEqualTo(Duration.ofSeconds(20));
  }

  @Test
  void forgetsOneSlowList() {
    pace.listed(Duration.ofMinutes(1));
    int rounds = 0;
    while (!pace.isListCheaper(100)) {
      pace.asked(100, Duration.ofMillis(500));
      assertThat(++rounds).isLessThan(50);
    }
    assertThat(rounds).isGreaterThan(1);
  }
}
