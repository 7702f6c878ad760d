package dev.rayjobs.packaging;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes names and pattern lines that go where Ray's rules, git's and Java's differ. */
final class RandomPatterns {
  static final List<String> NAMES =
      List.of(
          "a",
          "b",
          "ab",
          "foo",
          "bar",
          "baz.py",
          "x.pyc",
          "data",
          "build",
          "keep.log",
          "Foo",
          ".hidden",
          "..rc",
          "-rf",
          "--help",
          "*",
          "**",
          "?",
          "[ab]",
          "[",
          "]",
          "{a}",
          "a b",
          " lead",
          "trail ",
          "\u00fc",
          "u\u0308",
          "\u65e5\u672c",
          "\ud83d\ude00",
          "e\u0301.txt",
          "\u00e9.txt",
          "a\nb",
          "a\n",
          "\n",
          "x\\y",
          "c:d",
          "#hash",
          "!bang",
          "~",
          "a.b.c",
          "%41",
          "\u00a0nbsp",
          "line\u2028sep",
          "\u0085",
          "__pycache__",
          ".git",
          "venv",
          "a&b",
          "a|b",
          "^",
          "$",
          "(x)",
          "+",
          "tab\there",
          "cr\rhere",
          "\ufb01",
          "\u212b",
          "\u0130",
          "CON");

  private static final List<String> PIECES =
      List.of(
          "*",
          "**",
          "?",
          "/",
          "/",
          "//",
          "[",
          "]",
          "[a]",
          "[!a]",
          "[^a]",
          "[]a]",
          "[!]a]",
          "[a-c]",
          "[-a]",
          "[a-]",
          "[!-a]",
          "[[]",
          "[[:alpha:]]",
          "[a&&b]",
          "[a||b]",
          "[a~~b]",
          "[\\]",
          "[\\d]",
          "[.-0]",
          "[!b]",
          "[^-z]",
          "[\ud83d\ude00-\ud83d\ude10]",
          "[\u00fc]",
          "\\",
          "\\*",
          "\\ ",
          "\\#",
          "\\!",
          "!",
          "#",
          " ",
          "\t",
          ".",
          "-",
          "\u00a0",
          "\u0085",
          "\u2003",
          "\ufeff",
          "\u2028",
          "\u001c",
          "{a,b}",
          "a",
          "b",
          "\u00fc",
          "^",
          "$",
          "(",
          "|",
          "+");

  private static final List<String> TEMPLATES =
      List.of(
          "%s",
          "%s",
          "/%s",
          "%s/",
          "**/%s",
          "%s/**",
          "/%s/",
          "!%s",
          "!%s",
          "!/%s/",
          "%s/*",
          "*/%s",
          "%s/**/%s",
          "**/%s/**",
          "%s*",
          "*%s",
          "?%s",
          "\\%s",
          "%s\\",
          " %s ",
          "%s/%s",
          "!%s/%s",
          "#%s",
          "%s#",
          "\u00a0%s\u0085",
          "**%s",
          "/**/%s",
          "%s//",
          "%s/./%s",
          "./%s",
          "../%s");

  private static final List<String> CRASHING =
      List.of("!", "\\", "[z-a]", "x[b-a]/", "!\\", "![c-a]");

  private final Random random;

  RandomPatterns(Random random) {
    this.random = random;
  }

  <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  String name() {
    String name = pick(NAMES);
    int extra = random.nextInt(12);
    if (extra == 0) {
      name = name + pick(NAMES);
    } else if (extra == 1) {
      name = name + random.nextInt(100);
    }
    return name;
  }

  /** One line, without its end. */
  String line() {
    int kind = random.nextInt(20);
    if (kind == 0) {
      return "";
    }
    if (kind <= 2) {
      return String.format(pick(TEMPLATES), mutated(name()), name());
    }
    if (kind <= 6) {
      StringBuilder pieces = new StringBuilder();
      int count = 1 + random.nextInt(5);
      for (int i = 0; i < count; i++) {
        pieces.append(random.nextInt(3) == 0 ? name() : pick(PIECES));
      }
      return oneLine(pieces.toString());
    }
    return oneLine(String.format(pick(TEMPLATES), name(), name()));
  }

  /** A pattern on which Ray's client fails. */
  String crashing() {
    return pick(CRASHING);
  }

  List<String> lines(int most) {
    List<String> lines = new ArrayList<>();
    int count = random.nextInt(most + 1);
    for (int i = 0; i < count; i++) {
      lines.add(line());
    }
    return lines;
  }

  private static String oneLine(String text) {
    return text.replace("\n", "").replace("\r", "");
  }

  private String mutated(String name) {
    StringBuilder text = new StringBuilder();
    name.codePoints()
        .forEach(
            c -> {
              switch (random.nextInt(8)) {
                case 0 -> text.append('?');
                case 1 -> text.append('*');
                case 2 -> text.append('[').appendCodePoint(c).append(']');
                case 3 -> text.append("[!").appendCodePoint(c).append(']');
                case 4 -> text.append('\\').appendCodePoint(c);
                default -> text.appendCodePoint(c);
              }
            });
    return oneLine(text.toString());
  }
}
