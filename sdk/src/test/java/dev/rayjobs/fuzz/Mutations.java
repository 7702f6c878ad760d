package dev.rayjobs.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Good samples, changed in the ways in which parsers are known to be caught. */
final class Mutations {
  private static final int LONGEST = 200_000;
  private static final List<String> TOKENS =
      List.of(
          "\0",
          "\uFEFF",
          "\u0085",
          "\u2028",
          "\u00a0",
          "\u001b[31m",
          "\u001b]0;x\u0007",
          "\u202e",
          "\r\n",
          "\n",
          "\n\n.",
          "\t",
          " ",
          "\r",
          "\uD83D",
          "\uDE00",
          "\uD83D\uDE00",
          "\u00fc",
          "\"",
          "'",
          "\\",
          "\\u",
          "\\ud800",
          "\\u0000",
          "{",
          "}",
          "[",
          "]",
          "(",
          ",",
          ":",
          ";",
          "=",
          "-",
          "--",
          "&",
          "*",
          "&a ",
          "*a",
          "<<: ",
          "!!int ",
          "!",
          "?",
          "#",
          "%",
          "%00",
          "%zz",
          "%s",
          "@",
          "/",
          "//",
          "://",
          "..",
          "../",
          "~",
          "$",
          "${HOME}",
          "`",
          "|",
          ">",
          "<",
          "+",
          "_",
          "null",
          "true",
          "NaN",
          "Infinity",
          "-0",
          "0x",
          "1e999",
          "-1e-999",
          "1_0",
          "9".repeat(400),
          "2147483648",
          "9223372036854775808",
          "-9223372036854775808",
          "-----BEGIN ",
          "**",
          "[a-");
  private static final List<String> NESTS =
      List.of(
          "[", "{\"a\":", "(", "- ", "{a: ", "*", "**/", "[!", "a.", "\n", " ", "\\", "::", "'");

  private final Random random;
  private final List<String> samples;
  private final boolean bytes;

  /**
   * Of these samples.
   *
   * @param bytes whether each character of the samples stands for one byte
   */
  Mutations(Random random, List<String> samples, boolean bytes) {
    this.random = random;
    this.samples = samples;
    this.bytes = bytes;
  }

  String next() {
    String text = sample();
    // Some of the samples as they are: what is good must pass, too.
    for (int left = random.nextInt(6); left > 0; left--) {
      text = changed(text);
      if (text.length() > LONGEST) {
        return text.substring(0, LONGEST);
      }
    }
    return text;
  }

  private String sample() {
    return samples.get(random.nextInt(samples.size()));
  }

  private String changed(String text) {
    int from = random.nextInt(text.length() + 1);
    int to = from + random.nextInt(Math.min(text.length() - from, 1 << random.nextInt(12)) + 1);
    String before = text.substring(0, from);
    String part = text.substring(from, to);
    String after = text.substring(to);
    return switch (random.nextInt(12)) {
      case 0 -> before + after;
      case 1 -> before;
      case 2 -> before + part + part + after;
      case 3 -> after + part + before;
      case 4 -> before + token() + after;
      case 5, 6 -> before + token() + part + after;
      case 7 -> before + character() + text.substring(Math.min(text.length(), from + 1));
      case 8 -> {
        String other = sample();
        yield before + other.substring(random.nextInt(other.length() + 1));
      }
      case 9 -> before + token(NESTS).repeat(1 << random.nextInt(12)) + part + after;
      case 10 -> replacedNumber(text, from);
      default -> {
        // Seldom much of it, lest all time goes there.
        int times = random.nextInt(8) == 0 ? 1 << random.nextInt(17) : 1 + random.nextInt(50);
        int most = LONGEST / Math.max(1, part.length());
        yield before + part.repeat(Math.min(times, most)) + after;
      }
    };
  }

  private String token() {
    return token(TOKENS);
  }

  private String token(List<String> tokens) {
    String token = tokens.get(random.nextInt(tokens.size()));
    return bytes
        ? new String(token.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1)
        : token;
  }

  private char character() {
    return (char) random.nextInt(bytes || random.nextBoolean() ? 0x100 : 0x10000);
  }

  /** The first number after this place becomes one that is hard to hold. */
  private String replacedNumber(String text, int from) {
    int start = from;
    while (start < text.length() && !Character.isDigit(text.charAt(start))) {
      start++;
    }
    int end = start;
    while (end < text.length() && Character.isDigit(text.charAt(end))) {
      end++;
    }
    String number = "9".repeat(1 << random.nextInt(10)) + (random.nextBoolean() ? "e99999" : "");
    return text.substring(0, start) + number + text.substring(end);
  }
}
