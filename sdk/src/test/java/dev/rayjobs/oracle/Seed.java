package dev.rayjobs.oracle;

import java.util.Random;

/** A new seed for each run, printed; {@code -Drayjobs.test.seed=N} repeats a run. */
public final class Seed {
  private Seed() {}

  public static Random random(String test) {
    long seed = Long.getLong("rayjobs.test.seed", System.nanoTime());
    System.out.println(test + ": repeat with -Drayjobs.test.seed=" + seed);
    return new Random(seed);
  }
}
