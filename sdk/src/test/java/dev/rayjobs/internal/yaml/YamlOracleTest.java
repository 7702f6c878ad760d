package dev.rayjobs.internal.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.oracle.RuntimeEnvOracle;
import dev.rayjobs.oracle.Seed;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever YAML we read means to us what it means to the installed PyYAML. */
class YamlOracleTest {
  private static final int RANDOM_TEXTS = 1500;

  /** Where we differ on purpose. */
  private static final Map<String, String> ON_PURPOSE =
      Map.of(
          "!!str {=: 1}", "stricter: nobody writes it",
          "a: \"\\/\"", "stricter: SnakeYAML does not know this needless escape",
          "a: &x [1]\nb: &x [2]\nc: *x", "kinder: YAML allows to name another value so",
          "a: 1\t# comment", "kinder: YAML allows tabs there",
          "- x \t \n- y  ", "kinder: YAML allows tabs there",
          "a: ! '*'", "kinder: the quotes count");

  private final RuntimeEnvOracle oracle = RuntimeEnvOracle.of("2.60.0");

  static Stream<String> chosen() throws IOException {
    List<String> texts = new ArrayList<>();
    try (InputStream in = YamlOracleTest.class.getResourceAsStream("yaml-cases.txt")) {
      String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      texts.addAll(Arrays.asList(all.split("\n======\n")));
    }
    // What an editor or git would spoil in a file.
    texts.add("\uFEFFa: 1");
    texts.add("a: 1\r\nb: |\r\n  x\r\n  y\r\n");
    texts.add("a: 1\rb: 2\r");
    texts.add("a: x\u0085  y\nb: 2");
    texts.add("a: \"x\u2028y\"");
    texts.add("a:\t1");
    texts.add("a: 1\t# comment");
    texts.add("a:\n\t- 1");
    texts.add("- x \t \n- y  ");
    texts.add("a: \u0001");
    texts.add("a: \uD83D\uDE00");
    texts.add("a: \"\\U0001F600 \\u00e4 \\x41 \\e \\_ \\N \\L \\P\"");
    texts.add("a: '\u00fc\u65e5\u672c'");
    return texts.stream();
  }

  private final List<String> disagreements = new ArrayList<>();

  @Test
  void agreesOnChosenTexts() throws IOException {
    chosen().forEach(this::compare);
    assertThat(disagreements).isEmpty();
  }

  @Test
  void agreesOnPlainWords() {
    for (String word : YamlTexts.WORDS) {
      compare("a: " + word);
      compare("[" + word + "]");
      compare(word + ": a");
      for (String tag : YamlTexts.TAGS) {
        compare("a: " + tag + " " + word);
        compare("a: " + tag + " '" + word.replace("'", "''") + "'");
      }
    }
    assertThat(disagreements).isEmpty();
  }

  @Test
  void agreesOnRandomWords() {
    Random random = Seed.random("YamlOracleTest.agreesOnRandomWords");
    for (int i = 0; i < RANDOM_TEXTS; i++) {
      compare("- " + YamlTexts.word(random));
    }
    assertThat(disagreements).isEmpty();
  }

  @Test
  void agreesOnRandomTexts() {
    Random random = Seed.random("YamlOracleTest.agreesOnRandomTexts");
    int understood = 0;
    for (int i = 0; i < RANDOM_TEXTS; i++) {
      if (compare(YamlTexts.document(random))) {
        understood++;
      }
    }
    assertThat(disagreements).isEmpty();
    // A generator of nothing but refusals would prove little.
    assertThat(understood).isGreaterThan(RANDOM_TEXTS / 3);
  }

  /** True if both understood it. */
  private boolean compare(String text) {
    RuntimeEnvOracle.Answer python = oracle.yamlValues(text);
    @Nullable Object ours = null;
    String refusal = null;
    try {
      ours = SpelledValues.of(Yaml.parse(text));
    } catch (YamlException e) {
      refusal = e.getMessage();
    }
    boolean agree =
        python.refused()
            ? refusal != null
            : refusal == null && Objects.equals(python.value(), ours);
    // A listed difference that is gone should leave the list.
    if (agree == ON_PURPOSE.containsKey(text)) {
      disagreements.add(
          "ours: %s%nPyYAML: %s%nfor: %s%n"
              .formatted(
                  refusal == null ? ours : refusal,
                  python.refused() ? python.refusal() : python.value(),
                  text));
    }
    return refusal == null && !python.refused();
  }
}
