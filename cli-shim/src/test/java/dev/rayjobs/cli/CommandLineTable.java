package dev.rayjobs.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The lines of {@code command-lines.txt}. */
final class CommandLineTable {
  private static final Pattern ASSIGNMENT = Pattern.compile("([A-Z_]+)=(.*)", Pattern.DOTALL);

  private CommandLineTable() {}

  /**
   * One line.
   *
   * @param number where it stands
   * @param text the line, to name it
   * @param difference the expected difference, or {@code =} for none
   * @param exitCode what ours must end with, if a difference is expected
   */
  record Line(
      int number,
      String text,
      String difference,
      int exitCode,
      Map<String, String> environment,
      List<String> words) {
    boolean same() {
      return difference.equals("=");
    }
  }

  /** The lines in groups: a line {@code wait} ends one. */
  static List<List<Line>> read(String table) {
    List<List<Line>> groups = new ArrayList<>(List.of(new ArrayList<>()));
    int number = 0;
    for (String line : table.lines().toList()) {
      number++;
      if (line.equals("wait")) {
        groups.add(new ArrayList<>());
      } else if (!line.isBlank() && !line.startsWith("#")) {
        groups.get(groups.size() - 1).add(line(number, line));
      }
    }
    return groups;
  }

  private static Line line(int number, String line) {
    int bar = line.indexOf('|');
    String[] expectation = line.substring(0, bar).strip().split(" +");
    String text = line.substring(bar + 1).strip();
    Map<String, String> environment = new LinkedHashMap<>();
    List<String> words = new ArrayList<>();
    for (String word : split(text)) {
      Matcher assignment = ASSIGNMENT.matcher(word);
      if (words.isEmpty() && assignment.matches()) {
        environment.put(assignment.group(1), assignment.group(2));
      } else {
        words.add(word);
      }
    }
    int exitCode = expectation.length > 1 ? Integer.parseInt(expectation[1]) : 0;
    return new Line(number, text, expectation[0], exitCode, environment, words);
  }

  /** Splits at spaces, and takes quotes off, as the shell does. */
  private static List<String> split(String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean inWord = false;
    char quote = 0;
    for (char c : text.toCharArray()) {
      if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '\'' || c == '"') {
        quote = c;
        inWord = true;
      } else if (c == ' ') {
        if (inWord) {
          words.add(word.toString());
          word.setLength(0);
          inWord = false;
        }
      } else {
        word.append(c);
        inWord = true;
      }
    }
    if (inWord) {
      words.add(word.toString());
    }
    return words;
  }
}
