package dev.rayjobs.internal.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.fuzz.Fuzz;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Texts that are nearly YAML. That good ones mean what PyYAML reads is YamlOracleTest's. */
class YamlFuzzTest {
  private static final List<String> SAMPLES =
      List.of(
          "working_dir: .\npip: [a==1, \"b>2\"]\nenv_vars:\n  A: 'x'\n  B: |\n    two\n    lines\n",
          "profiles:\n  prod: &p\n    address: https://ray.example.com\n  test:\n    <<: *p\n",
          "a: 1_000\nb: 0x1F\nc: 1e3\nd: 1:30\ne: .inf\nf: 2026-01-31\ng: ~\nh: yes\n",
          "- !!int 3\n- ! x\n- {a: b, ? c : d}\n- >-\n  folded\n  text\n",
          "--- # one\na: \"\\u00fc \\x41\"\n...\n",
          "");

  @Test
  void isReadOrRefusedAtItsPlace() throws Exception {
    List<String> samples =
        Stream.concat(SAMPLES.stream(), YamlOracleTest.chosen()).filter(it -> it != null).toList();
    Fuzz.texts(
        "Yaml",
        samples,
        text -> {
          Object value;
          try {
            value = Yaml.parse(text);
          } catch (YamlException e) {
            assertThat(e).message().isNotBlank().hasSizeLessThan(1_000);
            return;
          }
          if (value instanceof Map<?, ?> map) {
            for (Object key : map.keySet()) {
              assertThat(YamlLines.of(text, List.of(String.valueOf(key)))).isNotNegative();
            }
          }
        });
  }
}
