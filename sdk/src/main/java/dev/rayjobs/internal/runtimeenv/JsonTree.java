package dev.rayjobs.internal.runtimeenv;

import dev.rayjobs.errors.InvalidInputException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.temporal.Temporal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An unmodifiable deep copy of a runtime_env that holds only what JSON can hold. Python's client
 * finds the rest out when it writes the request, after the uploads; here it is refused at once.
 */
public final class JsonTree {
  private static final int MOST_LEVELS = 200;

  private JsonTree() {}

  /** The copy of a whole runtime_env. */
  public static Map<String, @Nullable Object> copyOf(Map<?, ? extends @Nullable Object> env) {
    Map<String, @Nullable Object> copy = new LinkedHashMap<>();
    env.forEach(
        (key, value) -> {
          if (!(key instanceof String name)) {
            throw new InvalidInputException(
                "runtime_env: the names of its fields must be texts, but one of them is "
                    + Kinds.of(key)
                    + "; put it in quotes");
          }
          copy.put(name, copyOf(name, value));
        });
    return Collections.unmodifiableMap(copy);
  }

  /** The copy of one field's value. */
  public static @Nullable Object copyOf(String field, @Nullable Object value) {
    return copy(field, value, 0);
  }

  private static @Nullable Object copy(String where, @Nullable Object value, int level) {
    if (level > MOST_LEVELS) {
      throw Refusal.of(where, "is nested more than " + MOST_LEVELS + " levels deep");
    }
    if (value == null || value instanceof String || value instanceof Boolean) {
      return value;
    }
    if (value instanceof Path path) {
      return path.toString();
    }
    if (value instanceof Number number) {
      return number(where, number);
    }
    if (value instanceof Map<?, ?> map) {
      return mapping(where, map, level);
    }
    if (value instanceof Collection<?> collection && !(value instanceof Set)) {
      List<@Nullable Object> list = new ArrayList<>(collection.size());
      for (Object element : collection) {
        list.add(copy(where + "[" + list.size() + "]", element, level + 1));
      }
      return Collections.unmodifiableList(list);
    }
    if (value instanceof Temporal) {
      throw Refusal.of(where, "is a date, which JSON does not have; put it in quotes");
    }
    throw Refusal.of(where, "is of a kind that JSON cannot hold");
  }

  /** Equal numbers come out as equal objects, so that runtime_envs compare well. */
  private static Number number(String where, Number number) {
    if (Kinds.isWhole(number)) {
      BigInteger whole = new BigInteger(number.toString());
      if (whole.bitLength() < Integer.SIZE) {
        return whole.intValue();
      }
      return whole.bitLength() < Long.SIZE ? (Number) whole.longValue() : whole;
    }
    if (number instanceof Double || number instanceof Float) {
      if (Double.isFinite(number.doubleValue())) {
        return Double.valueOf(number.toString());
      }
      throw Refusal.of(where, "is not a finite number, and Ray's server takes no other");
    }
    if (number instanceof BigDecimal) {
      return number;
    }
    throw Refusal.of(where, "is of a kind that JSON cannot hold");
  }

  private static Map<String, @Nullable Object> mapping(String where, Map<?, ?> map, int level) {
    Map<String, @Nullable Object> copy = new LinkedHashMap<>();
    map.forEach(
        (key, value) -> {
          if (where.equals("env_vars") && !(key instanceof String)) {
            throw Refusal.of(
                where,
                "the names must be texts, but one of them is "
                    + Kinds.of(key)
                    + "; put it in quotes");
          }
          String name = key(where, key);
          copy.put(name, copy(where + "." + name, value, level + 1));
        });
    return Collections.unmodifiableMap(copy);
  }

  /** As Python's json writes keys that are no texts. */
  private static String key(String where, @Nullable Object key) {
    if (key instanceof String text) {
      return text;
    }
    if (key == null || key instanceof Boolean || Kinds.isWhole(key)) {
      return String.valueOf(key);
    }
    if (key instanceof Double number && Double.isFinite(number)) {
      return python(number);
    }
    throw Refusal.of(where, "has a key that JSON cannot hold; put it in quotes");
  }

  /** Python's way to write a float: no exponent from 0.0001 up to 1e16. */
  private static String python(double number) {
    BigDecimal exact = new BigDecimal(Double.toString(number)).stripTrailingZeros();
    int exponent = exact.precision() - exact.scale() - 1;
    if (number == 0) {
      return Double.toString(number);
    }
    if (exponent >= -4 && exponent < 16) {
      String plain = exact.toPlainString();
      return plain.contains(".") ? plain : plain + ".0";
    }
    BigInteger digits = exact.unscaledValue().abs();
    String text = digits.toString();
    String mantissa = text.length() == 1 ? text : text.charAt(0) + "." + text.substring(1);
    String power = String.format("%s%02d", exponent < 0 ? "-" : "+", Math.abs(exponent));
    return (number < 0 ? "-" : "") + mantissa + "e" + power;
  }
}
