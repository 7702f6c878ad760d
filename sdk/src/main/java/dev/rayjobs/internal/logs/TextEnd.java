package dev.rayjobs.internal.logs;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Remembers the end of a text, in bounded memory, and counts the lines of all of it. */
final class TextEnd {
  private static final int SMALLEST = 16 * 1024;

  private final LineCount count = new LineCount();
  private final int capacity;
  private char[] ring;
  private long length;

  /**
   * Remembers at most so many characters.
   *
   * @param capacity a power of two
   */
  TextEnd(int capacity) {
    this.capacity = capacity;
    this.ring = new char[Math.min(SMALLEST, capacity)];
  }

  void add(String piece) {
    count.add(piece);
    while (ring.length < capacity && length + piece.length() > ring.length) {
      // Not gone round yet, so that what is remembered begins at 0.
      ring = Arrays.copyOf(ring, ring.length * 2);
    }
    int from = Math.max(0, piece.length() - ring.length);
    length += from;
    while (from < piece.length()) {
      int at = (int) (length % ring.length);
      int part = Math.min(piece.length() - from, ring.length - at);
      piece.getChars(from, from + part, ring, at);
      from += part;
      length += part;
    }
  }

  LineCount count() {
    return count;
  }

  /** The last lines of the text; null if they are longer than what is remembered. */
  @Nullable String lastLines(int lines) {
    int remembered = (int) Math.min(length, ring.length);
    int start = remembered;
    for (int found = 0; found < lines && start > 0; found++) {
      start--;
      while (start > 0 && character(remembered, start - 1) != '\n') {
        start--;
      }
    }
    if (start == 0 && remembered < length) {
      return null;
    }
    StringBuilder text = new StringBuilder(remembered - start);
    for (int i = start; i < remembered; i++) {
      text.append(character(remembered, i));
    }
    return text.toString();
  }

  private char character(int remembered, int index) {
    return ring[(int) ((length - remembered + index) % ring.length)];
  }
}
