package dev.rayjobs.internal.packaging;

import dev.rayjobs.internal.python.PythonText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads rules from ignore files and from lists; says so where one cannot be used. */
public final class RuleReader {
  private static final int LONGEST_SHOWN = 200;

  private final Consumer<String> warnings;

  /** A reader that reports unusable patterns here. */
  public RuleReader(Consumer<String> warnings) {
    this.warnings = warnings;
  }

  /** The rules of a list of patterns; the source is what messages call the list. */
  public List<Rule> list(List<String> patterns, String source) {
    List<Rule> rules = new ArrayList<>();
    for (String pattern : patterns) {
      Rule rule = rule(pattern, source, 0);
      if (rule != null) {
        rules.add(rule);
      }
    }
    return rules;
  }

  /**
   * The rules of an ignore file.
   *
   * @param directory the file's directory, relative to the root
   * @param source the file, relative to the root
   */
  public RuleSet file(Path file, String directory, String source) throws IOException {
    byte[] content = Files.readAllBytes(file);
    List<Rule> rules = new ArrayList<>();
    int line = 1;
    int start = 0;
    for (int i = 0; i <= content.length; i++) {
      if (i < content.length && content[i] != '\n' && content[i] != '\r') {
        continue;
      }
      String text = decode(content, start, i);
      if (text == null) {
        warnings.accept(
            "line "
                + line
                + " of "
                + PathNames.printable(source)
                + " is not UTF-8 and was ignored (Ray's own client fails on it)");
      } else {
        if (line == 1 && text.startsWith("\ufeff")) {
          warnings.accept(
              PathNames.printable(source)
                  + " starts with a byte order mark, which Ray takes for a part of its first"
                  + " pattern; save the file without it");
        }
        Rule rule = rule(text, source, line);
        if (rule != null) {
          rules.add(rule);
        }
      }
      if (i + 1 < content.length && content[i] == '\r' && content[i + 1] == '\n') {
        i++;
      }
      start = i + 1;
      line++;
    }
    return new RuleSet(directory, rules);
  }

  private @Nullable Rule rule(String text, String source, int line) {
    try {
      IgnorePattern pattern = IgnorePattern.parse(text);
      return pattern == null ? null : new Rule(pattern, source, line);
    } catch (UnusablePatternException e) {
      warnings.accept(
          "the pattern '"
              + shown(PythonText.strip(text))
              + "' in "
              + PathNames.printable(source)
              + (line > 0 ? " line " + line : "")
              + " was ignored: "
              + PathNames.printable(String.valueOf(e.getMessage())));
      return null;
    }
  }

  private static String shown(String pattern) {
    return PathNames.printable(
        pattern.length() > LONGEST_SHOWN ? pattern.substring(0, LONGEST_SHOWN) + "…" : pattern);
  }

  private static @Nullable String decode(byte[] content, int start, int end) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(content, start, end - start))
          .toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
