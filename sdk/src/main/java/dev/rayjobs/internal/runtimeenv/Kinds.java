package dev.rayjobs.internal.runtimeenv;

import java.math.BigInteger;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What values are called in messages, and what they count as where Ray asks for "anything". */
final class Kinds {
  private Kinds() {}

  /** For example "a number". Never the value itself, which may be secret. */
  static String of(@Nullable Object value) {
    if (value == null) {
      return "null";
    }
    if (value instanceof String) {
      return "a text";
    }
    if (value instanceof Boolean) {
      return "true or false (YAML 1.1 reads yes, no, on and off so, too)";
    }
    if (value instanceof Number) {
      return "a number";
    }
    if (value instanceof List) {
      return "a list";
    }
    return value instanceof Map ? "a mapping" : "something that JSON cannot hold";
  }

  /** Python's truth: null, false, zero and whatever is empty are not set. */
  static boolean isSet(@Nullable Object value) {
    if (value == null || Boolean.FALSE.equals(value) || "".equals(value)) {
      return false;
    }
    if (value instanceof Number number) {
      return number.doubleValue() != 0;
    }
    if (value instanceof Collection<?> collection) {
      return !collection.isEmpty();
    }
    return !(value instanceof Map<?, ?> map) || !map.isEmpty();
  }

  static boolean isWhole(@Nullable Object value) {
    return value instanceof Integer
        || value instanceof Long
        || value instanceof BigInteger
        || value instanceof Short
        || value instanceof Byte;
  }

  static boolean isListOfTexts(@Nullable Object value) {
    return value instanceof List<?> list && list.stream().allMatch(String.class::isInstance);
  }
}
