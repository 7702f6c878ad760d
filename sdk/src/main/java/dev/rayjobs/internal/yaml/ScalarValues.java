package dev.rayjobs.internal.yaml;

import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The values of single words, once their tag is known, as PyYAML makes them. A word that does not
 * fit its tag ({@code !!int x}) ends in an {@link IllegalArgumentException} whose message says what
 * was expected.
 */
final class ScalarValues {
  // Java's own parser would also take 1d, 1f and hexadecimal numbers.
  private static final Pattern DECIMAL =
      Pattern.compile("(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:e[-+]?[0-9]+)?");

  private ScalarValues() {}

  static Boolean bool(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "yes", "true", "on" -> true;
      case "no", "false", "off" -> false;
      default -> throw new IllegalArgumentException("expected yes or no, true or false, on or off");
    };
  }

  /** The smallest of Integer, Long and BigInteger that holds the number. */
  static Number integer(String word) {
    String digits = word.replace("_", "");
    boolean negative = digits.startsWith("-");
    if (negative || digits.startsWith("+")) {
      digits = digits.substring(1);
    }
    try {
      BigInteger value = magnitude(digits);
      return smallest(negative ? value.negate() : value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("expected a whole number", e);
    }
  }

  private static BigInteger magnitude(String digits) {
    if (digits.startsWith("0b")) {
      return unsigned(digits.substring(2), 2);
    }
    if (digits.startsWith("0x")) {
      return unsigned(digits.substring(2), 16);
    }
    if (digits.startsWith("0")) {
      // The o of newer YAML only gets here by an explicit tag; a plain 0o17 is a text.
      return unsigned(digits.startsWith("0o") ? digits.substring(2) : digits, 8);
    }
    BigInteger value = BigInteger.ZERO;
    for (String part : digits.split(":", -1)) {
      value = value.multiply(BigInteger.valueOf(60)).add(unsigned(part, 10));
    }
    return value;
  }

  private static BigInteger unsigned(String digits, int base) {
    if (digits.startsWith("-") || digits.startsWith("+")) {
      throw new NumberFormatException();
    }
    return new BigInteger(digits, base);
  }

  private static Number smallest(BigInteger value) {
    if (value.bitLength() < 32) {
      return value.intValue();
    }
    if (value.bitLength() < 64) {
      return value.longValue();
    }
    return value;
  }

  static Double floating(String word) {
    String digits = word.replace("_", "").toLowerCase(Locale.ROOT);
    double sign = digits.startsWith("-") ? -1 : 1;
    if (digits.startsWith("-") || digits.startsWith("+")) {
      digits = digits.substring(1);
    }
    // Without the dot only by an explicit tag; a plain inf is a text.
    return switch (digits) {
      case ".inf", "inf", "infinity" -> sign * Double.POSITIVE_INFINITY;
      case ".nan", "nan" -> Double.NaN;
      default -> sign * sexagesimal(digits);
    };
  }

  private static double sexagesimal(String digits) {
    String[] parts = digits.split(":", -1);
    // From the last part on, as PyYAML adds them up: the order decides how the sum is rounded.
    double value = 0;
    double base = 1;
    for (int i = parts.length - 1; i >= 0; i--) {
      if (!DECIMAL.matcher(parts[i]).matches()) {
        throw new IllegalArgumentException("expected a number");
      }
      value += Double.parseDouble(parts[i]) * base;
      base *= 60;
    }
    return value;
  }
}
