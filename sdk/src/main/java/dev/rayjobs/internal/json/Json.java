package dev.rayjobs.internal.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * JSON texts as plain JDK values: {@code Map}, {@code List}, {@code String}, {@code Number}, {@code
 * Boolean}, null; what is within a text's outermost value is unmodifiable. The rest of the library
 * never meets a Jackson type.
 */
public final class Json {
  // Ray's log answer holds a whole log in one string, so Jackson's bound of 20 MB must go; and
  // Python's json reads and writes NaN and Infinity, so a Ray answer may hold them. Values never
  // go into the messages of syntax errors: they may be secrets.
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
          .build();

  private static final String TRAILING = "there is more text after the end of the value";

  // Jackson guesses the encoding by the first bytes, and knows some that it cannot read.
  private static final String NO_TEXT = "the bytes are no UTF-8";

  private Json() {}

  /** Any JSON value. */
  public static @Nullable Object parse(String text) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      return read(parser);
    } catch (IOException e) {
      throw new UncheckedIOException("a text cannot fail", e);
    }
  }

  /** A JSON object; the stream is read to its end and left open. */
  public static Map<String, @Nullable Object> parseObject(InputStream in) throws IOException {
    return object(parse(in));
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
    try (JsonParser parser = FACTORY.createParser(in)) {
      JsonToken first = parser.nextToken();
      if (first != JsonToken.START_ARRAY) {
        throw new JsonException(
            "a list was expected, but it is "
                + (first == null ? "empty" : kind(value(parser, first))));
      }
      for (JsonToken next; (next = parser.nextToken()) != JsonToken.END_ARRAY; ) {
        each.accept(object(value(parser, next)));
      }
      if (parser.nextToken() != null) {
        throw new JsonException(TRAILING);
      }
    } catch (JsonProcessingException e) {
      throw new JsonException(describe(e));
    } catch (CharConversionException e) {
      throw new JsonException(NO_TEXT);
    }
  }

  private static @Nullable Object parse(InputStream in) throws IOException {
    try (JsonParser parser = FACTORY.createParser(in)) {
      return read(parser);
    } catch (CharConversionException e) {
      throw new JsonException(NO_TEXT);
    }
  }

  /** The one value that the parser's text holds. */
  private static @Nullable Object read(JsonParser parser) throws IOException {
    try {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw new JsonException("the text is empty");
      }
      Object value = value(parser, first);
      if (parser.nextToken() != null) {
        throw new JsonException(TRAILING);
      }
      return value;
    } catch (JsonProcessingException e) {
      throw new JsonException(describe(e));
    }
  }

  /** The value that begins with this token. How deep values nest is bounded by the parser. */
  private static @Nullable Object value(JsonParser parser, JsonToken token) throws IOException {
    return switch (token) {
      case START_OBJECT -> {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        for (String name; (name = parser.nextFieldName()) != null; ) {
          object.put(name, value(parser, parser.nextToken()));
        }
        yield Collections.unmodifiableMap(object);
      }
      case START_ARRAY -> {
        List<@Nullable Object> array = new ArrayList<>();
        for (JsonToken next; (next = parser.nextToken()) != JsonToken.END_ARRAY; ) {
          array.add(value(parser, next));
        }
        yield Collections.unmodifiableList(array);
      }
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
          throw new IllegalStateException("no value begins with " + token);
    };
  }

  /** The value as compact JSON in one line. */
  public static String write(@Nullable Object value) {
    return write(value, false);
  }

  /** The value as indented JSON. */
  public static String writePretty(@Nullable Object value) {
    return write(value, true);
  }

  private static String write(@Nullable Object value, boolean pretty) {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = FACTORY.createGenerator(text)) {
      if (pretty) {
        generator.setPrettyPrinter(new DefaultPrettyPrinter());
      }
      write(generator, value);
    } catch (IOException e) {
      throw new UncheckedIOException("a text cannot fail", e);
    }
    return text.toString();
  }

  private static void write(JsonGenerator to, @Nullable Object value) throws IOException {
    if (value == null) {
      to.writeNull();
    } else if (value instanceof String text) {
      to.writeString(text);
    } else if (value instanceof Boolean flag) {
      to.writeBoolean(flag);
    } else if (value instanceof Number number) {
      writeNumber(to, number);
    } else if (value instanceof Map<?, ?> map) {
      to.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        to.writeFieldName(String.valueOf(entry.getKey()));
        write(to, entry.getValue());
      }
      to.writeEndObject();
    } else if (value instanceof Collection<?> collection) {
      to.writeStartArray();
      for (Object element : collection) {
        write(to, element);
      }
      to.writeEndArray();
    } else {
      throw new IllegalArgumentException("JSON has nothing for a " + value.getClass().getName());
    }
  }

  private static void writeNumber(JsonGenerator to, Number number) throws IOException {
    if (number instanceof Double) {
      to.writeNumber(number.doubleValue());
    } else if (number instanceof Float) {
      to.writeNumber(number.floatValue());
    } else if (number instanceof BigInteger big) {
      to.writeNumber(big);
    } else if (number instanceof BigDecimal big) {
      to.writeNumber(big);
    } else {
      to.writeNumber(number.longValue());
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
    return jackson;
  }
}
