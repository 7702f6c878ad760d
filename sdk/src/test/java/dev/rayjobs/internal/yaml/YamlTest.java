package dev.rayjobs.internal.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@NullUnmarked
class YamlTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a: b: c | mapping values are not allowed here (line 1, column 5)",
        "a: [1 | expected ',' or ']', but got <stream end> (line 1, column 6)",
        "a: *x | found undefined alias (a text that begins so needs quotes) (line 1, column 4)",
        "a: !java.net.URL x | a tag (!) that cannot be used here (line 1, column 4)",
        "a: !!javax.script.ScriptEngineManager [x] | a tag (!) that cannot be used here (line 1,"
            + " column 4)",
        "a: {<<: 1} | the merge key << takes mappings only (line 1, column 9)",
        "a: << | a lone << or = needs quotes to be a text (line 1, column 4)",
        "[a]: b | a list or a mapping cannot be a key; text that begins with { or [ needs quotes"
            + " (line 1, column 1)",
        "a: &x [*x] | an alias (*) stands inside the value it names (line 1, column 4)",
        "a: &x {<<: *x} | an alias (*) stands inside the value it names (line 1, column 4)",
        "a: !!int x | expected a whole number (line 1, column 4)",
        "%YAML 12345678901 | while scanning a YAML directive, found a number which cannot represent"
            + " a valid version (line 1, column 18)",
      })
  void errorsSayThePlace(String text, String message) {
    assertThatThrownBy(() -> Yaml.parse(text))
        .isInstanceOf(YamlException.class)
        .hasMessageEndingWith(message)
        .hasMessageNotContainingAny("snakeyaml", "Exception", "java.lang");
  }

  @Test
  void unprintableCharactersAreNamedWithTheirPlace() {
    assertThatThrownBy(() -> Yaml.parse("a: 1\nb: \u0001"))
        .isInstanceOf(YamlException.class)
        .hasMessage("the character U+0001 may not stand in YAML (line 2, column 4)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a: \"\\U99999999\"", "a: \"\\U00110000\""})
  void anEscapeThatStandsForNothingIsRefused(String text) {
    assertThatThrownBy(() -> Yaml.parse(text))
        .isInstanceOf(YamlException.class)
        .hasMessageContaining("escape");
  }

  @Test
  void linesAreFoundAlsoWhereThereAreManyAliases() {
    String text = "a: &a [1]\n" + "b: [" + "*a, ".repeat(100) + "1]\nc: 1\n";
    assertThat(Yaml.parse(text)).isInstanceOf(Map.class);
    assertThat(YamlLines.of(text, List.of("c"))).isEqualTo(3);
    assertThat(YamlLines.of("", List.of("c"))).isZero();
  }

  @Test
  @Timeout(10)
  void aliasesOfAliasesAreBounded() {
    StringBuilder lists = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    StringBuilder merges = new StringBuilder("a0: &a0 {b: 1, c: 2}\n");
    StringBuilder maps = new StringBuilder("a0: &a0 {b: 1}\n");
    for (int i = 1; i < 40; i++) {
      String alias = "*a" + (i - 1);
      lists.append("a%d: &a%d [%s, %s, %s]\n".formatted(i, i, alias, alias, alias));
      merges.append("a%d: &a%d {<<: [%s, %s, %s]}\n".formatted(i, i, alias, alias, alias));
      maps.append("a%d: &a%d {b: %s, c: %s}\n".formatted(i, i, alias, alias));
    }
    for (StringBuilder bomb : List.of(lists, merges, maps)) {
      assertThatThrownBy(() -> Yaml.parse(bomb.toString()))
          .isInstanceOf(YamlException.class)
          .hasMessageContaining("with its aliases (*) written out, this holds more than 200000");
    }
  }

  @Test
  void nestingIsBounded() {
    assertThatThrownBy(() -> Yaml.parse("[".repeat(10_000)))
        .isInstanceOf(YamlException.class)
        .hasMessageContaining("Nesting");
  }

  @Test
  void manyAliasesInAnHonestFileAreFine() {
    StringBuilder text = new StringBuilder("base: &base {x: 1}\n");
    for (int i = 0; i < 1000; i++) {
      text.append("k").append(i).append(": *base\n");
    }
    assertThat((Map<?, ?>) Yaml.parse(text.toString())).hasSize(1001);
  }
}
