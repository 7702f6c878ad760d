package dev.rayjobs.testing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The bytes that a job has written so far. Thread-safe. */
final class FakeLog {
  private static final Pattern LINE = Pattern.compile("[^\n]*\n|[^\n]+");

  private byte[] bytes = new byte[1024];
  private int size;

  synchronized void append(byte[] more) {
    if (size + more.length > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more.length));
    }
    System.arraycopy(more, 0, bytes, size, more.length);
    size += more.length;
  }

  synchronized byte[] all() {
    return Arrays.copyOf(bytes, size);
  }

  /** Up to {@code limit} bytes from {@code offset} on; empty at the end. */
  synchronized byte[] read(int offset, int limit) {
    return Arrays.copyOfRange(bytes, offset, Math.min(size, offset + limit));
  }

  /** The last {@code count} lines, in bytes; all for a negative count. */
  byte[] lastLines(int count) {
    // ISO-8859-1 keeps every byte as one character.
    String text = new String(all(), StandardCharsets.ISO_8859_1);
    if (count < 0) {
      return all();
    }
    int lines = (int) LINE.matcher(text).results().count();
    Matcher each = LINE.matcher(text);
    for (int skip = lines - count; skip > 0; skip--) {
      each.find();
    }
    int from = lines > count ? each.end() : 0;
    return text.substring(from).getBytes(StandardCharsets.ISO_8859_1);
  }
}
