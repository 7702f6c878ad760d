package dev.rayjobs.auth;

import dev.rayjobs.errors.TokenException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** From what stands in a variable or a file to a token, by Ray's rules of trimming. */
final class TokenText {
  private static final String TRIMMED = " \t\n\r\f\u000B";
  private static final String UTF8_MARK = "\u00EF\u00BB\u00BF";
  private static final String UTF16_LITTLE = "\u00FF\u00FE";
  private static final String UTF16_BIG = "\u00FE\u00FF";
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private TokenText() {}

  /**
   * The token in this text, or null if there is nothing but white space.
   *
   * @throws TokenException if it cannot stand in a header
   */
  static @Nullable Token parse(String text, String place) {
    String trimmed = trim(text);
    if (trimmed.isEmpty()) {
      return null;
    }
    refuse(trimmed, place);
    return Token.ofChecked(trimmed);
  }

  /** The token in the first line of a file that begins with these bytes, or null. */
  static @Nullable Token parseFirstLine(byte[] content, String place) {
    // One char for each byte: what is not ASCII is refused below, so no encoding is guessed.
    String text = new String(content, StandardCharsets.ISO_8859_1);
    if (text.startsWith(UTF16_LITTLE) || text.startsWith(UTF16_BIG)) {
      throw new TokenException(
          place + " is saved as UTF-16: save it as plain ASCII or UTF-8 without byte order mark");
    }
    int end = text.indexOf('\n');
    return parse(end < 0 ? text : text.substring(0, end), place);
  }

  static boolean hasLineEnd(byte[] content) {
    return new String(content, StandardCharsets.ISO_8859_1).indexOf('\n') >= 0;
  }

  static boolean isBlank(byte[] content) {
    return trim(new String(content, StandardCharsets.ISO_8859_1)).isEmpty();
  }

  private static String trim(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && TRIMMED.indexOf(text.charAt(from)) >= 0) {
      from++;
    }
    while (to > from && TRIMMED.indexOf(text.charAt(to - 1)) >= 0) {
      to--;
    }
    return text.substring(from, to);
  }

  private static void refuse(String value, String place) {
    if (value.charAt(0) == BYTE_ORDER_MARK || value.startsWith(UTF8_MARK)) {
      throw new TokenException(
          place + " begins with a byte order mark: save the token without one");
    }
    for (int i = 0; i < value.length(); i++) {
      String kind = kindOfBad(value.charAt(i));
      if (kind != null) {
        // The kind and the position, never the character: it may be part of the secret.
        throw new TokenException(
            place
                + " holds "
                + kind
                + " (at position "
                + (i + 1)
                + " of the token), which cannot stand in a header: put the token there as it was"
                + " given to you, on one line");
      }
    }
  }

  private static @Nullable String kindOfBad(char c) {
    if (c == '\n' || c == '\r') {
      return "a line break";
    }
    if (c > 0x7E && c != 0x7F) {
      return "a character outside ASCII";
    }
    return (c < ' ' && c != '\t') || c == 0x7F ? "a control character" : null;
  }
}
