package dev.rayjobs.internal.logs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.fuzz.Fuzz;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LogPositionTest {
  private final LogPosition log = new LogPosition();

  @Test
  void letsEachCharacterThroughOnce() {
    LogPosition.Replay first = log.replay();
    assertThat(first.unseen("one\ntw")).isEqualTo("one\ntw");
    LogPosition.Replay second = log.replay();
    assertThat(second.caughtUp()).isFalse();
    assertThat(second.unseen("one")).isEmpty();
    assertThat(second.unseen("\ntwo\n")).isEqualTo("o\n");
    assertThat(second.caughtUp()).isTrue();
    assertThat(first.unseen("o\nthree")).isEqualTo("three");
    assertThat(second.unseen("three")).isEmpty();
    assertThat(log.delivered()).isEqualTo("one\ntwo\nthree".length());
    assertThat(second.differs()).isFalse();
    assertThat(first.astray()).isFalse();
  }

  @Test
  void findsOutThatTheLogIsNotWhatWasDelivered() {
    log.replay().unseen("one\ntwo\n");
    LogPosition.Replay other = log.replay();
    other.unseen("one\nTwo\nthree\n");

    assertThat(other.differs()).isTrue();
  }

  @Test
  void findsOutThatASourceWentAstrayAndTakesNothingMoreFromIt() {
    LogPosition.Replay tail = log.replay();
    tail.unseen("a\n");
    log.replay().unseen("a\nb");

    // What Ray's tail makes of "a\r", a while, and "\nbc".
    assertThat(tail.unseen("\nbc")).isEmpty();
    assertThat(tail.astray()).isTrue();
    assertThat(tail.unseen("d")).isEmpty();
    assertThat(log.delivered()).isEqualTo(3);
  }

  @Test
  void knowsItsEnd() {
    assertThat(log.isAtLineEnd()).isFalse();
    assertThat(log.endsWith("")).isTrue();
    assertThat(log.endsWith("x")).isFalse();
    LogPosition.Replay replay = log.replay();
    replay.unseen("x".repeat(20_000) + "end\n");

    assertThat(log.isAtLineEnd()).isTrue();
    assertThat(log.endsWith("xend\n")).isTrue();
    assertThat(log.endsWith("yend\n")).isFalse();
    // More than is remembered proves nothing.
    assertThat(log.endsWith("x".repeat(10_000) + "end\n")).isFalse();
    replay.unseen("more");
    assertThat(log.isAtLineEnd()).isFalse();
    assertThat(log.endsWith("end\nmore")).isTrue();
  }

  @Test
  void deliversALogOnceHoweverItIsCutAndHoweverOftenItIsTold() {
    Fuzz.texts(
        "LogPosition",
        List.of("one\ntwo\r\nthree\n", "\uD83D\uDE00\u00fc\n", "", "x".repeat(20_000)),
        text -> {
          LogPosition position = new LogPosition();
          StringBuilder delivered = new StringBuilder();
          Random random = new Random(text.hashCode());
          for (int telling = 0; telling < 4; telling++) {
            LogPosition.Replay replay = position.replay();
            int end = telling == 3 ? text.length() : random.nextInt(text.length() + 1);
            for (int from = 0; from < end; ) {
              int to = Math.min(end, from + 1 + random.nextInt(5_000));
              delivered.append(replay.unseen(text.substring(from, to)));
              from = to;
            }
            assertThat(replay.differs() || replay.astray()).isFalse();
          }
          assertThat(delivered.toString()).isEqualTo(text);
          assertThat(position.delivered()).isEqualTo(text.length());
        });
  }
}
