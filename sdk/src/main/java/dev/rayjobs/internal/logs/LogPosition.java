package dev.rayjobs.internal.logs;

import java.util.zip.CRC32;

/**
 * How much of a log was delivered, and a check sum of it. Every source (each connection to the
 * tail, each fetch of the log) tells the log from its first character; a {@link Replay} lets
 * through what is new and finds out whether the rest is what was delivered before.
 */
final class LogPosition {
  private long delivered;
  private final CRC32 sum = new CRC32();

  long delivered() {
    return delivered;
  }

  /** A source that begins at the log's first character. */
  Replay replay() {
    return new Replay(delivered, sum.getValue());
  }

  private static void add(CRC32 sum, String text, int end) {
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      sum.update(c >> 8);
      sum.update(c);
    }
  }

  /** One source's way through the log. */
  final class Replay {
    private final long known;
    private final long knownSum;
    private final CRC32 seenSum = new CRC32();
    private long position;
    private boolean differs;

    private Replay(long known, long knownSum) {
      this.known = known;
      this.knownSum = knownSum;
    }

    /**
     * The part of the source's next text that was not delivered, which then counts as delivered.
     */
    String unseen(String text) {
      if (position < known) {
        int replayed = (int) Math.min(text.length(), known - position);
        add(seenSum, text, replayed);
        differs |= position + replayed == known && seenSum.getValue() != knownSum;
      }
      long end = position + text.length();
      String fresh = "";
      if (end > delivered) {
        fresh = text.substring((int) Math.max(0, delivered - position));
        add(sum, fresh, fresh.length());
        delivered = end;
      }
      position = end;
      return fresh;
    }

    /**
     * Whether what this source told again is not what was delivered. Ray's tail does that where a
     * line's {@code \r} and {@code \n} were written apart: it tells two line ends, and one later.
     */
    boolean differs() {
      return differs;
    }

    /** Whether this source has told at least all that was delivered before it began. */
    boolean caughtUp() {
      return position >= known;
    }
  }
}
