package dev.rayjobs.internal.yaml;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values with their types spelled out, as the oracle's script does it for Python's. */
final class SpelledValues {
  private SpelledValues() {}

  static List<Object> of(@Nullable Object value) {
    if (value == null) {
      return List.of("null");
    }
    if (value instanceof Boolean) {
      return List.of("bool", value);
    }
    if (value instanceof Integer || value instanceof Long || value instanceof BigInteger) {
      return List.of("int", value.toString());
    }
    if (value instanceof Double number) {
      return List.of(
          "float",
          number.isNaN() ? "nan" : String.format("%016x", Double.doubleToRawLongBits(number)));
    }
    if (value instanceof String) {
      return List.of("str", value);
    }
    if (value instanceof Map<?, ?> map) {
      List<Object> pairs = new ArrayList<>();
      map.forEach((key, element) -> pairs.add(List.of(of(key), of(element))));
      return List.of("map", pairs);
    }
    if (value instanceof List<?> list) {
      return List.of("list", list.stream().map(SpelledValues::of).toList());
    }
    throw new IllegalArgumentException(value.getClass().getName());
  }
}
