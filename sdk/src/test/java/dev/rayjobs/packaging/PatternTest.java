package dev.rayjobs.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rayjobs.internal.packaging.IgnorePattern;
import dev.rayjobs.internal.packaging.UnusablePatternException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules that differ from git's or are easy to get wrong; the rest is for the random tests. */
class PatternTest {
  private static boolean matches(String pattern, String path) throws UnusablePatternException {
    IgnorePattern parsed = IgnorePattern.parse(pattern);
    return parsed != null && parsed.matches(path);
  }

  @ParameterizedTest
  @CsvSource({
    "foo,   foo,       true",
    "foo,   a/foo/b,   true",
    "foo/,  foo,       false",
    "foo/,  a/foo/b,   true",
    "/foo,  a/foo,     false",
    "a/b,   x/a/b,     false",
    "a/**/b, a/b,      true",
    "a/**/b, a/x/y/b/c, true",
    "*,     .,         true",
    "*,     a/b,       true",
    "**,    a/b,       true",
    "**/,   a/b,       false",
    "a[!b]c, a/c,      true",
    "[[],   [,         true",
    "[a&&b], b,        true",
    "[^a],  ^,         true",
    "a\\,   a,         true",
    "\\#a,  #a,        true",
    "\\\\a, a,         true",
    "!a,    a/b,       false"
  })
  void matchesAsRayDoes(String pattern, String path, boolean expected) throws Exception {
    assertThat(matches(pattern, path)).isEqualTo(expected);
  }

  @Test
  void newlinesInNames() throws Exception {
    assertThat(matches("a", "a\n")).isTrue();
    assertThat(matches("a", "a\n\n")).isFalse();
    assertThat(matches("**/b", "x\ny/b")).isFalse();
    assertThat(matches("x?y", "x\ny")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "#x", " # y", "/", "\u00a0/\u0085"})
  void someLinesHaveNoPattern(String line) throws Exception {
    assertThat(IgnorePattern.parse(line)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"!", "\\", "!\\", "[z-a]", "x/[b--]"})
  void someCrashRay(String line) {
    assertThatThrownBy(() -> IgnorePattern.parse(line))
        .isInstanceOf(UnusablePatternException.class);
  }

  @Test
  void aPatternThatIsLongerThanAnyPathTakesNoMemory() {
    assertThatThrownBy(() -> IgnorePattern.parse("a".repeat(200_000)))
        .isInstanceOf(UnusablePatternException.class)
        .hasMessage("it has 200000 characters, as no path has");
  }

  @Test
  @Timeout(10)
  void noPatternRunsForEver() throws Exception {
    String path = "a".repeat(4000);
    assertThat(matches("*a".repeat(100) + "b", path)).isFalse();
    assertThat(matches("?*".repeat(100) + "[c]", path)).isFalse();
    assertThat(matches("**/*/".repeat(50) + "x", "a/".repeat(1500) + "y")).isFalse();
  }
}
