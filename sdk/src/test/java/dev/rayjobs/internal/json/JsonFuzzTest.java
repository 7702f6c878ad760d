package dev.rayjobs.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.fuzz.Fuzz;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever stands where JSON should, the reader says so, or reads what it would write itself. */
class JsonFuzzTest {
  private static final List<String> SAMPLES =
      List.of(
          "{\"a\": 1, \"b\": [true, false, null, -0.5e-3], \"c\": {\"d\": \"\\u00fc\\ud83d\\ude00\\n\"}}",
          "[{\"job_id\": \"02000000\", \"start_time\": 1763000000000}, {\"job_id\": null}]",
          "[NaN, Infinity, -Infinity, 12345678901234567890, 1e308]",
          "\"a text\"",
          "{}");
  private static final List<byte[]> LOGS =
      List.of(
          utf8("{\"logs\": \"one\\ntwo \\u00fc \\\"quoted\\\" \\ud83d\\ude00\\n\"}"),
          utf8("{\"a\": {\"logs\": [\"x\"]}, \"logs\": \"\u00fc\uD83D\uDE00\", \"b\": 1}"));

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void refusesInPlainWordsOrReadsWhatItWouldWrite() {
    Fuzz.texts(
        "Json.parse",
        SAMPLES,
        text -> {
          @Nullable Object value;
          try {
            value = Json.parse(text);
          } catch (JsonException e) {
            assertThat(e).message().isNotBlank().hasSizeLessThan(1_000);
            return;
          }
          String written = Json.write(value);
          assertThat(Json.write(Json.parse(written))).isEqualTo(written);
          assertThat(Json.write(Json.parse(Json.writePretty(value)))).isEqualTo(written);
        });
  }

  @Test
  void readsAListOneByOneAsItReadsItAtOnce() {
    Fuzz.bytes(
        "Json.forEachObject",
        SAMPLES.stream().map(JsonFuzzTest::utf8).toList(),
        bytes -> {
          List<Map<String, @Nullable Object>> each = new ArrayList<>();
          boolean refused = false;
          try {
            Json.forEachObject(new ByteArrayInputStream(bytes), each::add);
          } catch (JsonException e) {
            assertThat(e).message().isNotBlank().hasSizeLessThan(1_000);
            refused = true;
          }
          try {
            // A list is no object: this tells only whether it could be read.
            Json.parseObject(new ByteArrayInputStream(bytes));
          } catch (JsonException e) {
            assertThat(e).message().isNotBlank().hasSizeLessThan(1_000);
            if (!refused) {
              assertThat(e).hasMessageContaining("is a list");
            }
          }
        });
  }

  @Test
  void readsTheTextOfAFieldAsJacksonDoes() {
    Fuzz.bytes(
        "JsonTextReader",
        LOGS,
        bytes -> {
          String streamed = null;
          StringWriter text = new StringWriter();
          try (JsonTextReader reader =
              new JsonTextReader(
                  new InputStreamReader(new ByteArrayInputStream(bytes), StandardCharsets.UTF_8),
                  "logs")) {
            reader.transferTo(text);
            streamed = text.toString();
          } catch (JsonException e) {
            assertThat(e).message().isNotBlank().hasSizeLessThan(1_000);
          }
          @Nullable Object whole;
          try {
            whole = Json.parseObject(new String(bytes, StandardCharsets.UTF_8)).get("logs");
          } catch (JsonException e) {
            return;
          }
          // The first of several fields of the name is read, and Jackson's map holds the last.
          String all = new String(bytes, StandardCharsets.UTF_8);
          if (whole instanceof String logs && all.indexOf("logs\"") == all.lastIndexOf("logs\"")) {
            assertThat(streamed).isEqualTo(logs);
          }
        });
  }
}
