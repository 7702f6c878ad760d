package dev.rayjobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.internal.json.Json;
import dev.rayjobs.testing.RayInstallation;
import dev.rayjobs.testing.RealRay;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What imitates Python, held against Python. */
class PythonIT {
  private static final String LETTERS =
      "abcXYZ019_@%+=:,./- \t\n\r'\"\\$`!*?[]{}()<>|&;~#^üé日本語😀\u00a0\u00ad\u2028\u200b\ufeff\u0085";

  private final Random random = new Random(20260101);

  @Test
  void joinsWordsAsShlexDoes() {
    List<List<String>> lines = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      lines.add(words());
    }
    String answer =
        python(
            "import json,shlex,sys; print(json.dumps([shlex.join(l) for l in json.load(sys.stdin)]))",
            lines);
    assertThat(Json.parse(answer)).isEqualTo(lines.stream().map(ShellWords::join).toList());
  }

  @Test
  void writesValuesAsReprDoes() {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      values.add(word());
      values.add(random.nextInt());
      values.add(
          Double.valueOf(Float.toString(random.nextFloat()))
              * Math.pow(10, random.nextInt(40) - 20));
      values.add((double) random.nextInt());
    }
    String answer =
        python(
            "import json,sys; print(json.dumps([repr(v) for v in json.load(sys.stdin)]))", values);
    assertThat(Json.parse(answer)).isEqualTo(values.stream().map(PythonRepr::of).toList());
  }

  private List<String> words() {
    return random.ints(1 + random.nextInt(4)).mapToObj(any -> word()).toList();
  }

  private String word() {
    int[] points = LETTERS.codePoints().toArray();
    return random
        .ints(random.nextInt(8), 0, points.length)
        .map(index -> points[index])
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static String python(String script, Object input) {
    Run.Result result =
        Run.program(RayInstallation.of(RealRay.version()).python(), "-c", script)
            .environment("PYTHONIOENCODING", "utf-8")
            .input(Json.write(input))
            .toTheEnd();
    assertThat(result.err()).isEmpty();
    return result.out();
  }
}
