package dev.rayjobs.internal.logs;

import java.util.zip.CRC32;

/**
 * How much of a log was delivered, a check sum of it, and its end. Every source (each connection to
 * the tail, each fetch of the log) tells the log from its first character; a {@link Replay} lets
 * through what is new and finds out whether the rest is what was delivered before.
 */
final class LogPosition {
  private static final int REMEMBERED = 8192;

  private long delivered;
  private final CRC32 sum = new CRC32();
  // The character at position p is at p modulo its length.
  private final char[] end = new char[REMEMBERED];

  long delivered() {
    return delivered;
  }

  /** Whether the last character delivered ended a line. */
  boolean isAtLineEnd() {
    return delivered > 0 && remembered(delivered - 1) == '\n';
  }

  /** Whether what was delivered ends so, as far as that is remembered. */
  boolean endsWith(String text) {
    if (text.length() > Math.min(delivered, REMEMBERED)) {
      return false;
    }
    return matches(delivered - text.length(), text, text.length());
  }

  /** A source that begins at the log's first character. */
  Replay replay() {
    return new Replay(delivered, sum.getValue());
  }

  private char remembered(long position) {
    return end[(int) (position % REMEMBERED)];
  }

  private boolean matches(long from, String text, int length) {
    for (int i = (int) Math.max(0, delivered - REMEMBERED - from); i < length; i++) {
      if (remembered(from + i) != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private void deliver(String fresh) {
    add(sum, fresh, fresh.length());
    for (int i = Math.max(0, fresh.length() - REMEMBERED); i < fresh.length(); i++) {
      end[(int) ((delivered + i) % REMEMBERED)] = fresh.charAt(i);
    }
    delivered += fresh.length();
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
    private boolean astray;

    private Replay(long known, long knownSum) {
      this.known = known;
      this.knownSum = knownSum;
    }

    /**
     * The part of the source's next text that was not delivered, which then counts as delivered.
     * Nothing, if the source is {@link #astray()}.
     */
    String unseen(String text) {
      if (position < known) {
        int replayed = (int) Math.min(text.length(), known - position);
        add(seenSum, text, replayed);
        differs |= position + replayed == known && seenSum.getValue() != knownSum;
      }
      // What came since this source began, by others.
      int from = (int) Math.min(text.length(), Math.max(0, known - position));
      int to = (int) Math.min(text.length(), Math.max(0, delivered - position));
      if (from < to && !matches(position + from, text.substring(from, to), to - from)) {
        astray = true;
      }
      String fresh = astray ? "" : text.substring(to);
      deliver(fresh);
      position += text.length();
      return fresh;
    }

    /** Whether what this source told again is not what was delivered before it began. */
    boolean differs() {
      return differs;
    }

    /**
     * Whether this source told something else than another one in the meantime. Ray's tail may: at
     * the end of what is written it takes a {@code \r} for a line end, and a {@code \n} that is
     * written later for another.
     */
    boolean astray() {
      return astray;
    }

    /** Whether this source has told at least all that was delivered before it began. */
    boolean caughtUp() {
      return position >= known;
    }

    /** Whether its next text is new from the first character on. */
    boolean isAtEnd() {
      return position == delivered;
    }
  }
}
