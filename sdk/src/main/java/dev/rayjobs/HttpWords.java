package dev.rayjobs;

import dev.rayjobs.errors.InvalidInputException;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What may stand in headers and cookies. Values are never repeated: they may be secrets. */
final class HttpWords {
  private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
  private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7e]*");
  private static final Pattern COOKIE_VALUE = Pattern.compile("[\\x21-\\x7e&&[^;,]]*");

  private HttpWords() {}

  static void checkHeader(String name, String value) {
    if (!NAME.matcher(Objects.requireNonNull(name, "name")).matches()) {
      throw new InvalidInputException("'" + shown(name) + "' cannot be the name of a header");
    }
    if (!VALUE.matcher(Objects.requireNonNull(value, "value")).matches()) {
      throw new InvalidInputException(
          "The value of header " + name + " holds characters that no header may hold");
    }
  }

  static void checkCookie(String name, String value) {
    if (!NAME.matcher(Objects.requireNonNull(name, "name")).matches()) {
      throw new InvalidInputException("'" + shown(name) + "' cannot be the name of a cookie");
    }
    if (!COOKIE_VALUE.matcher(Objects.requireNonNull(value, "value")).matches()) {
      throw new InvalidInputException(
          "The value of cookie " + name + " holds characters that no cookie may hold");
    }
  }

  /** Up to what is wrong with it: a value may have slipped into the name. */
  private static String shown(String name) {
    Matcher legal = NAME.matcher(name);
    return (legal.lookingAt() ? legal.group() : "") + "…";
  }
}
