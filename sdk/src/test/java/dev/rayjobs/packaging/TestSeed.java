package dev.rayjobs.packaging;

/** The seed of the random tests: new each time, printed, and given again to repeat a run. */
final class TestSeed {
  private static final String PROPERTY = "rayjobs.test.seed";

  private TestSeed() {}

  static long announce(String test) {
    String given = System.getProperty(PROPERTY);
    long seed =
        given == null ? System.nanoTime() ^ ProcessHandle.current().pid() : Long.parseLong(given);
    System.out.printf("%s: seed %d; repeat with -D%s=%d%n", test, seed, PROPERTY, seed);
    return seed;
  }
}
