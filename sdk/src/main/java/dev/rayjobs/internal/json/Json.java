package dev.rayjobs.internal.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * JSON texts as plain JDK values: {@code Map}, {@code List}, {@code String}, {@code Number}, {@code
 * Boolean}, null. The rest of the library never meets a Jackson type.
 */
public final class Json {
  // Ray's log answer holds a whole log in one string, so Jackson's bound of 20 MB must go; and
  // Python's json reads and writes NaN and Infinity, so a Ray answer may hold them. Values never
  // go into the messages of syntax errors: they may be secrets.
  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
                  .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
          .build();

  private static final ObjectReader ELEMENT =
      MAPPER.readerFor(Object.class).without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Json() {}

  /** Any JSON value. */
  public static @Nullable Object parse(String text) {
    try {
      return MAPPER.readValue(text, Object.class);
    } catch (JsonProcessingException e) {
      throw new JsonException(describe(e));
    }
  }

  /** A JSON object; the stream is read to its end and left open. */
  public static Map<String, @Nullable Object> parseObject(InputStream in) throws IOException {
    try {
      return object(MAPPER.readValue(in, Object.class));
    } catch (JsonProcessingException e) {
      throw new JsonException(describe(e));
    }
  }

  /** A JSON object. */
  public static Map<String, @Nullable Object> parseObject(String text) {
    return object(parse(text));
  }

  /**
   * Hands over each object of a JSON array as it comes in, so that memory does not grow with the
   * array. What {@code each} throws ends the reading.
   */
  public static void forEachObject(InputStream in, Consumer<Map<String, @Nullable Object>> each)
      throws IOException {
    try (JsonParser parser = MAPPER.createParser(in)) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        throw new JsonException(
            "a list was expected, but it is "
                + (parser.hasCurrentToken() ? kind(ELEMENT.readValue(parser)) : "empty"));
      }
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        each.accept(object(ELEMENT.<@Nullable Object>readValue(parser)));
      }
      if (parser.nextToken() != null) {
        throw new JsonException("there is more text after the end of the value");
      }
    } catch (JsonProcessingException e) {
      throw new JsonException(describe(e));
    }
  }

  /** The value as compact JSON in one line. */
  public static String write(@Nullable Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new JsonException(describe(e));
    }
  }

  /** The value as indented JSON. */
  public static String writePretty(@Nullable Object value) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new JsonException(describe(e));
    }
  }

  /** Checks that a parsed value is an object. */
  public static Map<String, @Nullable Object> object(@Nullable Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      throw new JsonException("an object was expected, but it is " + kind(value));
    }
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    map.forEach((key, element) -> object.put(String.valueOf(key), element));
    return object;
  }

  private static String kind(@Nullable Object value) {
    if (value == null) {
      return "null";
    }
    if (value instanceof Map) {
      return "an object";
    }
    if (value instanceof List) {
      return "a list";
    }
    if (value instanceof String) {
      return "a text";
    }
    return value instanceof Boolean ? "true or false" : "a number";
  }

  private static String describe(JsonProcessingException e) {
    String where =
        e.getLocation() == null
            ? ""
            : " (line "
                + e.getLocation().getLineNr()
                + ", column "
                + e.getLocation().getColumnNr()
                + ")";
    return problem(e.getOriginalMessage()) + where;
  }

  /**
   * Jackson's words, but for those that quote the text or speak of Java's classes. Its exception
   * quotes, too, so it is not even kept as the cause.
   */
  private static String problem(String jackson) {
    if (jackson.startsWith("Unrecognized token")) {
      return "a word that JSON does not know; a text needs double quotes";
    }
    if (jackson.startsWith("Trailing token")) {
      return "there is more text after the end of the value";
    }
    if (jackson.startsWith("No content to map")) {
      return "the text is empty";
    }
    return jackson;
  }
}
