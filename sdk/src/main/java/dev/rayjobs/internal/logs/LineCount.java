package dev.rayjobs.internal.logs;

/** How many lines a text has, and so how much of it comes before its last ones. */
final class LineCount {
  private long ended;
  private long begun;

  void add(String piece) {
    int from = 0;
    for (int end; (end = piece.indexOf('\n', from)) >= 0; from = end + 1) {
      ended++;
      begun = 0;
    }
    begun += piece.length() - from;
  }

  /** What to pass over so that only the last lines are left; a last line without an end counts. */
  LineSkip allBut(int lastLines) {
    if (lastLines == 0) {
      return new LineSkip(ended, begun);
    }
    long all = begun > 0 ? ended + 1 : ended;
    return new LineSkip(Math.max(0, all - lastLines), 0);
  }
}
