package dev.rayjobs.faults;

import dev.rayjobs.faults.Fate.Kind;
import dev.rayjobs.faults.Fate.Way;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** A random fate for each connection, until enough has happened; then nothing more does. */
public final class RandomFates {
  private static final List<Kind> KINDS =
      List.of(
          Kind.NONE,
          Kind.CUT,
          Kind.CUT,
          Kind.CUT,
          Kind.RESET,
          Kind.HALF_OPEN,
          Kind.STALL,
          Kind.SLOW,
          Kind.LATE,
          Kind.TWICE,
          Kind.REFUSED_BY_GATEWAY,
          Kind.LOST_BY_GATEWAY);

  private final Random random;
  private final Duration longestPause;
  private int left;

  /**
   * Fates drawn from {@code random}.
   *
   * @param faults on how many connections something may happen
   * @param longestPause the bound of those that wait
   */
  public RandomFates(Random random, int faults, Duration longestPause) {
    this.random = random;
    this.left = faults;
    this.longestPause = longestPause;
  }

  /** The fate of the next connection. */
  public synchronized Fate next() {
    if (left-- <= 0) {
      return Fate.NONE;
    }
    Kind kind = KINDS.get(random.nextInt(KINDS.size()));
    Way way = random.nextInt(3) == 0 ? Way.REQUEST : Way.ANSWER;
    Duration pause = Duration.ofMillis(1 + random.nextInt((int) longestPause.toMillis()));
    return new Fate(kind, way, offset(), pause);
  }

  /** Often within the head of the first message, sometimes a few messages later. */
  private long offset() {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt(20);
      case 1 -> random.nextInt(400);
      case 2 -> random.nextInt(4_000);
      default -> random.nextInt(40_000);
    };
  }
}
