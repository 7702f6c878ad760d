package dev.rayjobs.internal.yaml;

import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The values of single words, once their tag is known, as PyYAML makes them. A word that does not
 * fit its tag ({@code !!int x}) ends in an {@link IllegalArgumentException} whose message says what
 * was expected.
 */
final class ScalarValues {
  private static final Pattern TIMESTAMP =
      Pattern.compile(
          "(?<year>[0-9]{4})-(?<month>[0-9]{1,2})-(?<day>[0-9]{1,2})"
              + "(?:(?:[Tt]|[ \\t]+)(?<hour>[0-9]{1,2}):(?<minute>[0-9]{2}):(?<second>[0-9]{2})"
              + "(?:\\.(?<fraction>[0-9]*))?"
              + "(?:[ \\t]*(?<zone>Z|(?<sign>[-+])(?<zonehour>[0-9]{1,2})"
              + "(?::(?<zoneminute>[0-9]{2}))?))?)?");
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
      return unsigned(digits, 8);
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
    if (digits.equals(".inf")) {
      return sign * Double.POSITIVE_INFINITY;
    }
    if (digits.equals(".nan")) {
      return Double.NaN;
    }
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
    return sign * value;
  }

  static byte[] binary(String word) {
    try {
      return Base64.getMimeDecoder().decode(word);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("expected base64", e);
    }
  }

  /** A LocalDate, a LocalDateTime, or with a zone an OffsetDateTime. */
  static Object timestamp(String word) {
    Matcher match = TIMESTAMP.matcher(word);
    if (!match.matches()) {
      throw new IllegalArgumentException("expected a date");
    }
    try {
      int year = number(match, "year");
      if (year == 0) {
        throw new DateTimeException("Python's years begin with 1");
      }
      LocalDate date = LocalDate.of(year, number(match, "month"), number(match, "day"));
      if (match.group("hour") == null) {
        return date;
      }
      LocalDateTime time =
          date.atTime(
              number(match, "hour"),
              number(match, "minute"),
              number(match, "second"),
              microseconds(match.group("fraction")) * 1000);
      return match.group("zone") == null ? time : OffsetDateTime.of(time, zone(match));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("there is no such date or time", e);
    }
  }

  private static int microseconds(@Nullable String fraction) {
    if (fraction == null || fraction.isEmpty()) {
      return 0;
    }
    return Integer.parseInt((fraction + "000000").substring(0, 6));
  }

  private static ZoneOffset zone(Matcher match) {
    if (match.group("sign") == null) {
      return ZoneOffset.UTC;
    }
    int minutes =
        number(match, "zonehour") * 60
            + (match.group("zoneminute") == null ? 0 : number(match, "zoneminute"));
    return ZoneOffset.ofTotalSeconds(
        "-".equals(match.group("sign")) ? -minutes * 60 : minutes * 60);
  }

  private static int number(Matcher match, String group) {
    return Integer.parseInt(match.group(group));
  }
}
