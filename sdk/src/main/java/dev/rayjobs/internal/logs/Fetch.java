package dev.rayjobs.internal.logs;

import dev.rayjobs.internal.http.LogText;
import org.jspecify.annotations.Nullable;

/** One telling of the whole log that is being read. */
final class Fetch implements AutoCloseable {
  static final char REPLACEMENT = '\uFFFD';

  private final LogText text;
  private final LogPosition.Replay replay;
  private final boolean fromFile;
  private final boolean last;
  private String held = "";

  /**
   * A telling that begins now.
   *
   * @param fromFile whether it comes byte by byte, and so may end within a character
   * @param last whether the job had ended when it was asked for, so that nothing comes after it
   */
  Fetch(LogText text, LogPosition.Replay replay, boolean fromFile, boolean last) {
    this.text = text;
    this.replay = replay;
    this.fromFile = fromFile;
    this.last = last;
  }

  LogPosition.Replay replay() {
    return replay;
  }

  boolean fromFile() {
    return fromFile;
  }

  boolean isLast() {
    return last;
  }

  /** The next piece, or null at the end of what is there. */
  @Nullable String next() {
    String piece = text.next();
    if (!fromFile) {
      return piece;
    }
    if (piece == null) {
      // The first bytes of a character that is yet to be written are none that could not be read.
      String rest = last ? held : "";
      held = "";
      return rest.isEmpty() ? null : rest;
    }
    String all = held + piece;
    int end = all.length();
    while (end > 0 && all.charAt(end - 1) == REPLACEMENT) {
      end--;
    }
    held = all.substring(end);
    return all.substring(0, end);
  }

  /** Breaks it off; from any thread. */
  void cancel() {
    text.cancel();
  }

  @Override
  public void close() {
    text.close();
  }
}
