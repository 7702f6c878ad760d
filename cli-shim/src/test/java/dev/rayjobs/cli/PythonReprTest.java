package dev.rayjobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PythonReprTest {
  @Test
  void writesTextsInTheQuotesThatPythonChooses() {
    assertThat(PythonRepr.of("plain")).isEqualTo("'plain'");
    assertThat(PythonRepr.of("it's")).isEqualTo("\"it's\"");
    assertThat(PythonRepr.of("say \"it's\"")).isEqualTo("'say \"it\\'s\"'");
    assertThat(PythonRepr.of("a\n\tb\\c\r")).isEqualTo("'a\\n\\tb\\\\c\\r'");
    assertThat(PythonRepr.of("ü日本😀")).isEqualTo("'ü日本😀'");
    assertThat(PythonRepr.of("\u0000\u007f\u00a0\u2028\ue000"))
        .isEqualTo("'\\x00\\x7f\\xa0\\u2028\\ue000'");
  }

  @Test
  void writesNumbersAndNames() {
    assertThat(PythonRepr.of(null)).isEqualTo("None");
    List<Object> names = List.of(true, false, 1, 12345678901L);
    assertThat(PythonRepr.of(names)).isEqualTo("[True, False, 1, 12345678901]");
    List<Double> floats = List.of(1.0, 0.5, 1e16, 1.5e-5, 1e22, -0.0001, 0.0, -0.0);
    assertThat(PythonRepr.of(floats))
        .isEqualTo("[1.0, 0.5, 1e+16, 1.5e-05, 1e+22, -0.0001, 0.0, -0.0]");
  }

  @Test
  void writesNestedMaps() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("pip", Map.of("packages", List.of("a==1")));
    map.put("n", 1);
    assertThat(PythonRepr.of(map)).isEqualTo("{'pip': {'packages': ['a==1']}, 'n': 1}");
  }
}
