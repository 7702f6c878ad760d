package dev.rayjobs.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.TypeConversionException;

/** Times on the command line: {@code 90}, {@code 90s}, {@code 1h30m}, {@code 2d}. */
final class Durations {
  private static final Pattern PARTS =
      Pattern.compile(
          "(?:(\\d{1,6})d)?(?:(\\d{1,8})h)?(?:(\\d{1,9})m)?(?:(\\d{1,10}(?:\\.\\d{1,3})?)s?)?");

  private Durations() {}

  /**
   * Reads one.
   *
   * @throws TypeConversionException if it is none
   */
  static Duration parse(String value) {
    Matcher parts = PARTS.matcher(value.strip());
    if (value.isBlank() || !parts.matches()) {
      throw new TypeConversionException(
          "'" + value + "' is not a time: it looks like 90 (seconds), 90s, 15m, 1h30m or 2d");
    }
    return Duration.ofDays(number(parts.group(1)))
        .plusHours(number(parts.group(2)))
        .plusMinutes(number(parts.group(3)))
        .plusMillis(
            parts.group(4) == null ? 0 : Math.round(Double.parseDouble(parts.group(4)) * 1000));
  }

  private static long number(@Nullable String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }

  /** The time in words as short as the input's: {@code 1h 2m 3s}, {@code 4.5s}. */
  static String text(Duration time) {
    if (time.toMinutes() == 0) {
      return String.format(Locale.ROOT, "%.1fs", time.toMillis() / 1000.0);
    }
    StringBuilder text = new StringBuilder();
    if (time.toDays() > 0) {
      text.append(time.toDays()).append("d ");
    }
    if (time.toHours() > 0) {
      text.append(time.toHoursPart()).append("h ");
    }
    return text.append(time.toMinutesPart())
        .append("m ")
        .append(time.toSecondsPart())
        .append('s')
        .toString();
  }
}
