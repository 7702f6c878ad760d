package dev.rayjobs.internal.logs;

import static org.assertj.core.api.Assertions.assertThat;

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
}
