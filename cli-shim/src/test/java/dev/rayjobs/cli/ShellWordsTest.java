package dev.rayjobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShellWordsTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "python, python",
        "--arg=val, --arg=val",
        "a@b%c+d=e:f.g/h-i_j, a@b%c+d=e:f.g/h-i_j",
        "a b, 'a b'",
        "$HOME, '$HOME'",
        "it's, 'it'\"'\"'s'",
        "ü, 'ü'",
        "a;b, 'a;b'",
        "*, '*'",
        "~, '~'",
      })
  void quotesWhatTheShellWouldChange(String word, String quoted) {
    assertThat(ShellWords.quote(word)).isEqualTo(quoted);
  }

  @Test
  void quotesEmptyWordsAndLineEnds() {
    assertThat(ShellWords.quote("")).isEqualTo("''");
    assertThat(ShellWords.quote("a\n")).isEqualTo("'a\n'");
  }

  @Test
  void joinsWithOneSpace() {
    assertThat(ShellWords.join(List.of("sh", "-c", "echo hi; exit 3")))
        .isEqualTo("sh -c 'echo hi; exit 3'");
  }
}
