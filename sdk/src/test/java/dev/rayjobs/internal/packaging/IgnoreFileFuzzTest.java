package dev.rayjobs.internal.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.fuzz.Fuzz;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ignore files of any bytes. That good ones mean what Ray reads is PatternDifferentialTest's. */
class IgnoreFileFuzzTest {
  private static final List<String> PATHS =
      List.of(".", "a", "a/b.py", "build/lib/x.so", "\u00fc/[x]", "a".repeat(255) + "/b\n");

  @TempDir private Path folder;

  @Test
  void isReadWithWarningsAtMost() {
    Path file = folder.resolve(".gitignore");
    Fuzz.bytes(
        "ignore file",
        List.of(
            bytes("# comment\n*.py[cod]\n!keep.pyc\n/build/\n**/x/**\nfoo/**/bar\n\\#a\n[!a-z]?\n"),
            bytes("a\r\nb\rc \\ \n[]x]\n[a-]\n!\n\\\n[z-a]\n/\n**\n"),
            bytes("\uFEFF*.log\n\u00fc\n")),
        bytes -> {
          Files.write(file, bytes);
          List<String> warnings = new ArrayList<>();
          RuleSet rules = new RuleReader(warnings::add).file(file, ".", ".gitignore");
          for (String path : PATHS) {
            Rule rule = rules.deciding(path);
            assertThat(rules.excluding(path) == null || rule != null).isTrue();
          }
          assertThat(warnings)
              .allSatisfy(
                  warning ->
                      assertThat(warning)
                          .hasSizeLessThan(2_000)
                          .matches(it -> it.chars().noneMatch(Character::isISOControl)));
        });
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
