package dev.rayjobs.oracle;

import java.util.Random;

/** A new seed for each run, printed; {@code -Drayjobs.test.seed=N} repeats a run. */
public final class Seed {
  private Seed() {}

  /** The random numbers of a test's run. */
  public static Random random(String test) {
    return new Random(announced(test));
  }

  /** The seed of a test's run, which may make other seeds of it. */
  public static long announced(String test) {
    long seed = Long.getLong("rayjobs.test.seed", System.nanoTime());
    System.out.println(test + ": repeat with -Drayjobs.test.seed=" + seed);
    return seed;
  }
}
