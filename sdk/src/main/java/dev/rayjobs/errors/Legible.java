package dev.rayjobs.errors;

/**
 * What a message may show of words that came from elsewhere: a server's answer, a file's name, an
 * option. Terminals obey control characters, and logs hold a line each.
 */
final class Legible {
  private static final int LONGEST = 8_000;
  private static final String CUT = " … ";

  private Legible() {}

  /** The text, as several lines if it is so, without its middle if it is very long. */
  static String lines(String text) {
    return of(text, true);
  }

  /** The text in one line. */
  static String line(String text) {
    return of(text, false);
  }

  private static String of(String text, boolean lines) {
    StringBuilder legible = new StringBuilder(Math.min(text.length(), LONGEST) + 100);
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      i += Character.charCount(point);
      if (point == '\n' && !lines) {
        legible.append("\\n");
      } else if (point != '\n' && Character.isISOControl(point)) {
        legible.append(String.format("\\x%02x", point));
      } else if (Character.getType(point) == Character.SURROGATE) {
        legible.append(String.format("\\u%04x", point));
      } else {
        legible.appendCodePoint(point);
      }
    }
    if (legible.length() > LONGEST) {
      // What was wrong stands at the beginning, what to do at the end.
      int from = LONGEST / 2;
      int to = legible.length() - LONGEST / 4;
      legible.replace(
          Character.isHighSurrogate(legible.charAt(from - 1)) ? from - 1 : from,
          Character.isLowSurrogate(legible.charAt(to)) ? to + 1 : to,
          CUT);
    }
    return legible.toString();
  }
}
