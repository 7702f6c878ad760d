package dev.rayjobs.cli;

import dev.rayjobs.errors.InvalidInputException;
import dev.rayjobs.internal.json.Json;
import dev.rayjobs.internal.json.JsonException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON object given as one word of the command line, or in a variable. */
final class JsonArgument {
  private JsonArgument() {}

  /**
   * An object whose values are texts.
   *
   * @param name the option or variable that holds it, for messages, which never show values
   */
  static Map<String, String> texts(String name, String json) {
    Map<String, String> texts = new LinkedHashMap<>();
    object(name, json, "{\"key\": \"value\"}")
        .forEach(
            (key, value) -> {
              if (!(value instanceof String text)) {
                throw new InvalidInputException(
                    name + ": the value of \"" + shown(key) + "\" must be a text in quotes");
              }
              texts.put(key, text);
            });
    return texts;
  }

  /** An object whose values are numbers. */
  static Map<String, Double> numbers(String name, String json) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    object(name, json, "{\"CustomResource\": 1}")
        .forEach(
            (key, value) -> {
              if (!(value instanceof Number number)) {
                throw new InvalidInputException(
                    name + ": the value of \"" + shown(key) + "\" must be a number");
              }
              numbers.put(key, number.doubleValue());
            });
    return numbers;
  }

  /** Without what may be a value that has slipped into the name. */
  private static String shown(String key) {
    return key.replaceFirst("(?s)[\\s:=].*", "…");
  }

  private static Map<String, ? extends @Nullable Object> object(
      String name, String json, String example) {
    try {
      return Json.parseObject(json);
    } catch (JsonException e) {
      throw new InvalidInputException(
          name + " is not a JSON object: " + e.getMessage() + ". It should look like " + example,
          e);
    }
  }
}
