package dev.rayjobs.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextReaderTest {
  @Property(tries = 500)
  void readsWhatJacksonWrote(
      @ForAll String before, @ForAll String text, @ForAll @IntRange(min = 1, max = 40) int step)
      throws IOException {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("other", Map.of("logs", before, "list", List.of(1, 2)));
    object.put("a" + before, before);
    object.put("logs", text);
    object.put("after", before);

    assertThat(read(Json.write(object), step)).isEqualTo(text);
  }

  @Test
  void undoesAllEscapes() throws IOException {
    assertThat(read("{\"logs\": \"\\u00fc\\ud83d\\uDE00\\n\\t\\r\\b\\f\\\"\\\\\\/\"}", 3))
        .isEqualTo("ü\uD83D\uDE00\n\t\r\b\f\"\\/");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"logs\": 1}",
        "{\"logs\": null}",
        "{\"other\": \"x\"}",
        "{\"logs\": \"abc",
        "{\"logs\": \"\\x\"}",
        "{\"logs\": \"\\u12\"}",
        "{\"other\": {\"logs\": \"x\"}",
        "<html>"
      })
  void refusesWhatIsNoSuchObject(String json) {
    assertThatThrownBy(() -> read(json, 4)).isInstanceOf(JsonException.class);
  }

  private static String read(String json, int step) throws IOException {
    StringWriter text = new StringWriter();
    try (Reader reader = new JsonTextReader(new StringReader(json), "logs")) {
      char[] buffer = new char[step];
      for (int read; (read = reader.read(buffer, 0, step)) >= 0; ) {
        text.write(buffer, 0, read);
      }
    }
    return text.toString();
  }
}
