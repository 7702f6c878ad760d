package dev.rayjobs.cli;

import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
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

  /** A number with or without a fraction. */
  static final class ToDouble implements ITypeConverter<Double> {
    @Override
    public Double convert(String value) {
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
  }

  /** A whole number. */
  static final class ToLong implements ITypeConverter<Long> {
    @Override
    public Long convert(String value) {
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
}
