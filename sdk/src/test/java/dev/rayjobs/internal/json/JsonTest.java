package dev.rayjobs.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rayjobs.oracle.Seed;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Held against Jackson's own binding to trees, which would take longer to start. */
class JsonTest {
  private final ObjectMapper jackson = new ObjectMapper();

  @Test
  void writesAndReadsWhatJacksonDoes() throws IOException {
    Random random = Seed.random("JsonTest");
    for (int i = 0; i < 1_000; i++) {
      Object value = value(random, 4);
      String text = Json.write(value);
      assertThat(text).isEqualTo(jackson.writeValueAsString(value));
      assertThat(Json.parse(text)).isEqualTo(jackson.readValue(text, Object.class));
      String pretty = Json.writePretty(value);
      assertThat(pretty)
          .isEqualTo(jackson.writerWithDefaultPrettyPrinter().writeValueAsString(value));
      assertThat(Json.parse(pretty)).isEqualTo(Json.parse(text));
    }
  }

  private static @Nullable Object value(Random random, int depth) {
    return switch (random.nextInt(depth == 0 ? 7 : 9)) {
      case 0 -> null;
      case 1 -> random.nextBoolean();
      case 2 -> random.nextInt();
      case 3 -> random.nextLong();
      case 4 -> new BigInteger(200, random);
      case 5 -> Double.longBitsToDouble(random.nextLong());
      case 6 -> text(random);
      case 7 -> {
        List<@Nullable Object> list = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          list.add(value(random, depth - 1));
        }
        yield list;
      }
      default -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          map.put(text(random), value(random, depth - 1));
        }
        yield map;
      }
    };
  }

  private static String text(Random random) {
    return random
        .ints(random.nextInt(6), 0, 0x300)
        .map(point -> point < 0x2f0 ? point : 0x1f600 + point)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  @Test
  void keepsNumbersAndOrder() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("z", 1);
    object.put("a", List.of(2.5, 0.1f, (short) 3, new BigInteger("9".repeat(30))));
    object.put("m", new BigDecimal("1e3"));
    assertThat(Json.write(object))
        .isEqualTo("{\"z\":1,\"a\":[2.5,0.1," + "3," + "9".repeat(30) + "],\"m\":1E+3}");
    assertThat(Json.parse("[NaN, Infinity, -Infinity]"))
        .isEqualTo(Arrays.asList(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY));
  }

  @Test
  void readsTextsOfAnyLength() {
    String text = "x".repeat(21_000_000);
    assertThat(Json.parse('"' + text + '"')).isEqualTo(text);
  }

  @Test
  void leavesTheStreamOpen() throws IOException {
    boolean[] closed = new boolean[1];
    ByteArrayInputStream in =
        new ByteArrayInputStream("{\"a\": [null]} ".getBytes(StandardCharsets.UTF_8)) {
          @Override
          public void close() {
            closed[0] = true;
          }
        };
    assertThat(Json.parseObject(in)).containsOnlyKeys("a");
    assertThat(in.available()).isZero();
    assertThat(closed[0]).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        "``# the text is empty",
        "` `# the text is empty",
        "{} {}# there is more text after the end of the value",
        "1 secret# JSON does not know",
        "secret# a word that JSON does not know; a text needs double quotes (line 1, column ",
        "{\"a\": secret}# JSON does not know",
        "{\"a\": 1# Unexpected end-of-input",
        "{\"a\" 1}# was expecting a colon",
        "{'a': 1}# was expecting double-quote",
        "[1# Unexpected end-of-input",
        "\"secret# Unexpected end-of-input",
      })
  void saysWhatIsWrongAndShowsNoValue(String text, String reason) {
    assertThatThrownBy(() -> Json.parse(text))
        .isInstanceOf(JsonException.class)
        .hasNoCause()
        .message()
        .contains(reason.strip())
        .doesNotContain("secret");
  }

  /** As Jackson takes them for: UCS-4 of an odd byte order, and UTF-32. */
  @ParameterizedTest
  @ValueSource(strings = {"\0\0{\0", "{\0\0\0\377\377\377\377"})
  void refusesWhatIsNoText(String bytes) {
    byte[] answer = bytes.getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> Json.parseObject(new ByteArrayInputStream(answer)))
        .isInstanceOf(JsonException.class);
    assertThatThrownBy(() -> Json.forEachObject(new ByteArrayInputStream(answer), each -> {}))
        .isInstanceOf(JsonException.class);
  }

  @Test
  void refusesWhatNestsTooDeep() {
    assertThatThrownBy(() -> Json.parse("[".repeat(100_000))).isInstanceOf(JsonException.class);
  }

  @Test
  void refusesToWriteWhatIsNoJson() {
    assertThatThrownBy(() -> Json.write(Map.of("a", Instant.EPOCH)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Instant");
  }
}
