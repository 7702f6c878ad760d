package dev.rayjobs.internal.yaml;

import java.util.List;
import java.util.Random;

/** Words and whole texts of YAML, chosen and random. */
final class YamlTexts {
  static final List<String> TAGS =
      List.of(
          "!!str",
          "!!int",
          "!!float",
          "!!bool",
          "!!null",
          "!!timestamp",
          "!!binary",
          "!!merge",
          "!!value",
          "!!seq",
          "!!map",
          "!!set",
          "!foo",
          "!",
          "!!python/object:os.system");

  static final List<String> WORDS =
      List.of(
          "yes",
          "Yes",
          "YES",
          "yEs",
          "y",
          "Y",
          "n",
          "no",
          "No",
          "NO",
          "on",
          "On",
          "ON",
          "off",
          "Off",
          "OFF",
          "true",
          "True",
          "TRUE",
          "tRue",
          "false",
          "False",
          "FALSE",
          "null",
          "Null",
          "NULL",
          "nUll",
          "~",
          "None",
          "nil",
          "0",
          "-0",
          "+0",
          "00",
          "1",
          "-1",
          "+1",
          "01",
          "07",
          "08",
          "010",
          "-010",
          "0o10",
          "0x1F",
          "0X1F",
          "0xg",
          "0x",
          "0x_",
          "-0xff",
          "0b101",
          "0b2",
          "0b",
          "0b_",
          "1_000",
          "1__0",
          "_1",
          "1_",
          "0_",
          "0_7",
          "1:30",
          "1:60",
          "01:30",
          "190:20:30",
          "-1:30",
          "1:30:",
          "1:5",
          "1:5.5",
          "1:30.5",
          "190:20:30.15",
          "00:30",
          "0:30",
          "0.",
          ".5",
          "-.5",
          "+.5",
          ".",
          "..",
          "1.",
          "1.5",
          "-1.5",
          "+1.5",
          "1e3",
          "1.e3",
          "1.e+3",
          "1.5e3",
          "1.5e+3",
          "1.5E-3",
          ".5e+1",
          "1_0.5_0",
          "1.5.5",
          ".inf",
          "-.inf",
          "+.INF",
          ".Inf",
          ".iNf",
          ".nan",
          ".NaN",
          "-.nan",
          "inf",
          "nan",
          "Infinity",
          "NaN",
          "1e400",
          "1.0e+400",
          "1.7976931348623157e+308",
          "4.9e-324",
          "0.1",
          "123456789012345678901234567890",
          "2147483647",
          "2147483648",
          "-2147483648",
          "9223372036854775807",
          "9223372036854775808",
          "2024-01-01",
          "2024-1-1",
          "2024-02-30",
          "2024-13-01",
          "0000-01-01",
          "2024-01-01T10:00:00",
          "2024-01-01t10:00:00Z",
          "2024-01-01 10:00:00",
          "2024-01-01 1:00:00.5",
          "2024-01-01  10:00:00.123456789 +02:00",
          "2024-01-01 10:00:00 -5",
          "2024-1-1 10:00:00",
          "2024-01-01 25:00:00",
          "2024-01-01 10:00:60",
          "2024-01-01 10:00:00 +05:30",
          "2024-01-01T10:00",
          "20240101",
          "=",
          "<<",
          "==",
          "<",
          ">x",
          "-",
          "--",
          "---x",
          "-x",
          "?x",
          ":x",
          "x:y",
          "a:b:c",
          "12:34:56:78",
          "1.2.3",
          "v1",
          "1a",
          "0a",
          "08:30",
          "+",
          "@x",
          "`x",
          "%x",
          "!x",
          "a b",
          "a#b",
          "a #b",
          "\"\"",
          "''",
          "\"1\"",
          "'yes'",
          "\"\\n\"",
          "1,000",
          "0x1p3",
          "1d",
          "1f",
          "http://h/p?a=b",
          "user@host",
          "C:\\x",
          "*",
          "&a",
          "~/x",
          "./x");

  private static final String LETTERS = "0123456789012345678901+-._:eExXbBoaAfFnNyYtTuUlLsS <=~";
  private static final List<String> KEYS =
      List.of("a", "b", "c", "pip", "1", "1.0", "true", "yes", "~", "'1'", "=", "<<");

  private YamlTexts() {}

  static String word(Random random) {
    return random.nextInt(3) == 0 ? WORDS.get(random.nextInt(WORDS.size())) : letters(random);
  }

  /** A word that rarely is a syntax error, or a whole document would hardly ever be understood. */
  private static String tamer(Random random) {
    String word = word(random);
    return random.nextInt(25) == 0 || word.matches("[A-Za-z0-9.+_][A-Za-z0-9.+_]*|-?[0-9._]+")
        ? word
        : "x" + word.replace(':', '_').replace(' ', '_').replaceAll("[&*#'\"]", "_");
  }

  private static String letters(Random random) {
    StringBuilder word = new StringBuilder();
    int length = 1 + random.nextInt(8);
    for (int i = 0; i < length; i++) {
      word.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return word.toString();
  }

  /** A mapping at the top, with anchors, aliases, merges, blocks and flows below. */
  static String document(Random random) {
    StringBuilder text = new StringBuilder();
    text.append("k0: &n0 {a: 1, b: yes, 1: [x]}\nk1: &n1\n  <<: *n0\n  a: 0o7\n  true: [*n0]\n");
    int anchors = 2;
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      String anchor = random.nextInt(3) == 0 ? " &n" + anchors : "";
      text.append("k").append(random.nextInt(4)).append(':').append(anchor);
      block(random, text, 1, anchors);
      if (!anchor.isEmpty()) {
        anchors++;
      }
    }
    return text.toString();
  }

  private static void block(Random random, StringBuilder text, int depth, int anchors) {
    String indent = "  ".repeat(depth);
    int count = 1 + random.nextInt(3);
    switch (depth > 3 ? 5 + random.nextInt(5) : random.nextInt(10)) {
      case 0, 1, 2 -> {
        text.append('\n');
        for (int i = 0; i < count; i++) {
          String key = key(random);
          text.append(indent).append(key).append(':');
          if (key.equals("<<") && random.nextInt(20) > 0) {
            text.append(random.nextBoolean() ? " *n1\n" : " [*n0, *n1]\n");
          } else {
            block(random, text, depth + 1, anchors);
          }
        }
      }
      case 3, 4 -> {
        text.append('\n');
        for (int i = 0; i < count; i++) {
          text.append(indent).append('-');
          block(random, text, depth + 1, anchors);
        }
      }
      case 5 -> text.append(' ').append(flow(random, 2, anchors)).append('\n');
      case 6 -> text.append(' ').append(alias(random, anchors)).append('\n');
      case 7 -> {
        text.append(random.nextBoolean() ? " |" : " >");
        text.append(List.of("", "-", "+").get(random.nextInt(3))).append('\n');
        for (int i = 0; i < count; i++) {
          text.append(indent).append(random.nextInt(4) == 0 ? "  " : "").append(tamer(random));
          text.append(random.nextInt(4) == 0 ? "\n\n" : "\n");
        }
      }
      default -> text.append(' ').append(scalar(random)).append('\n');
    }
  }

  private static String key(Random random) {
    return KEYS.get(random.nextInt(KEYS.size()));
  }

  private static String alias(Random random, int anchors) {
    return random.nextInt(20) == 0 ? "*unknown" : "*n" + random.nextInt(anchors);
  }

  private static String scalar(Random random) {
    String word = tamer(random);
    return switch (random.nextInt(10)) {
      case 0 -> "'" + word.replace("'", "''") + "'";
      case 1 -> "\"" + word.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
      case 2 -> (random.nextInt(5) > 0 ? "!!str" : TAGS.get(random.nextInt(6))) + " " + word;
      case 3 -> word + " # comment";
      case 4 -> word.strip() + "\n      more " + word.strip();
      default -> word;
    };
  }

  private static String flow(Random random, int depth, int anchors) {
    StringBuilder text = new StringBuilder();
    int count = random.nextInt(3);
    switch (depth == 0 ? 2 : random.nextInt(4)) {
      case 0 -> {
        text.append('[');
        for (int i = 0; i < count; i++) {
          text.append(flow(random, depth - 1, anchors)).append(i < count - 1 ? ", " : "");
        }
        text.append(']');
      }
      case 1 -> {
        text.append('{');
        for (int i = 0; i < count; i++) {
          String key = key(random);
          text.append(key).append(": ");
          text.append(key.equals("<<") ? "*n0 " : flow(random, depth - 1, anchors));
          text.append(i < count - 1 ? ", " : "");
        }
        text.append('}');
      }
      case 3 -> text.append(alias(random, anchors)).append(' ');
      default -> text.append(tamer(random));
    }
    return text.toString();
  }
}
