package dev.rayjobs.cli;

import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Pattern;
import picocli.CommandLine.TypeConversionException;

/**
 * Numbers on the command line, in the spellings that Python's {@code float} and {@code int} take.
 */
final class PythonNumbers {
  private static final String DIGITS = "\\d+(?:_\\d+)*";
  private static final Pattern INTEGER = Pattern.compile("[+-]?" + DIGITS);
  private static final Pattern FLOAT =
      Pattern.compile(
          "[+-]?(?:(?:"
              + DIGITS
              + "\\.?|(?:"
              + DIGITS
              + ")?\\."
              + DIGITS
              + ")(?:[eE][+-]?"
              + DIGITS
              + ")?)");
  private static final Pattern NOT_FINITE =
      Pattern.compile("[+-]?(?:inf|infinity|nan)", Pattern.CASE_INSENSITIVE);

  private PythonNumbers() {}

  /**
   * A number with or without a fraction.
   *
   * @throws TypeConversionException if it is none
   */
  static Double toDouble(String value) {
    String text = value.strip();
    if (NOT_FINITE.matcher(text).matches()) {
      return text.toLowerCase(Locale.ROOT).contains("nan")
          ? Double.NaN
          : text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    if (!FLOAT.matcher(text).matches()) {
      throw new TypeConversionException("'" + value + "' is not a number");
    }
    return Double.valueOf(text.replace("_", ""));
  }

  /**
   * How many of something, 0 or more.
   *
   * @throws TypeConversionException if it is none
   */
  static Integer toNatural(String value) {
    long number = toLong(value);
    if (number < 0) {
      throw new TypeConversionException("'" + value + "' is less than 0");
    }
    if (number > Integer.MAX_VALUE) {
      throw new TypeConversionException("'" + value + "' is too large");
    }
    return (int) number;
  }

  /**
   * A whole number.
   *
   * @throws TypeConversionException if it is none, or too large
   */
  static Long toLong(String value) {
    String text = value.strip();
    if (!INTEGER.matcher(text).matches()) {
      throw new TypeConversionException("'" + value + "' is not a whole number");
    }
    try {
      return new BigInteger(text.replace("_", "")).longValueExact();
    } catch (ArithmeticException e) {
      throw new TypeConversionException("'" + value + "' is too large");
    }
  }
}
