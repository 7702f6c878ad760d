package dev.rayjobs.internal.logs;

/** Passes over the beginning of a text: so many lines, and so many characters after them. */
final class LineSkip {
  private long lines;
  private long characters;

  LineSkip(long lines, long characters) {
    this.lines = lines;
    this.characters = characters;
  }

  /** What of the text's next piece is not passed over. */
  String rest(String piece) {
    int from = 0;
    while (lines > 0) {
      int end = piece.indexOf('\n', from);
      if (end < 0) {
        return "";
      }
      from = end + 1;
      lines--;
    }
    int passed = (int) Math.min(characters, piece.length() - from);
    characters -= passed;
    return piece.substring(from + passed);
  }
}
