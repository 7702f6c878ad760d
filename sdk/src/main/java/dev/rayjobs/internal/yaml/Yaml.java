package dev.rayjobs.internal.yaml;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * YAML texts as plain JDK values, the same values that PyYAML's {@code safe_load} gives: YAML 1.1
 * with its {@code yes} and octal {@code 0644}, the last of several equal keys, merge keys.
 *
 * <p>SnakeYAML does the syntax. Its own idea of what a plain word means is close to PyYAML's but
 * not the same ({@code 1e3} is a number to one and a text to the other), so the meaning is done
 * here: {@link YamlTags} and {@link NodeValues}.
 */
public final class Yaml {
  // A password that begins with * or ! and has no quotes is such a name.
  private static final Pattern QUOTED_NAME =
      Pattern.compile("^(found undefined (?:alias|tag handle)) .*", Pattern.DOTALL);
  private static final Pattern QUOTED_NUMBER =
      Pattern.compile("^(found a number which cannot represent a valid version): .*");

  private Yaml() {}

  /**
   * The one document of this text; null if the text is empty.
   *
   * <p>Values are {@code Map<Object, Object>}, {@code List}, {@code String}, {@code Integer},
   * {@code Long}, {@code BigInteger}, {@code Double}, {@code Boolean}, null. PyYAML makes dates,
   * bytes and sets, too; they can't go into a request, so they are refused.
   *
   * @throws YamlException with the place, if this is no YAML or none that the safe loader takes
   */
  public static @Nullable Object parse(String text) {
    try {
      Node root = compose(text);
      return root == null ? null : new NodeValues().of(root);
    } catch (MarkedYAMLException e) {
      throw new YamlException(problem(e), e.getProblemMark());
    } catch (ReaderException e) {
      throw unacceptable(text, e);
    } catch (IllegalArgumentException e) {
      // SnakeYAML trusts a \U in a text to be the number of a character.
      throw new YamlException("an escape that stands for no character", null);
    } catch (YAMLException e) {
      // Bounds of SnakeYAML: nesting, size. Its words are plain.
      throw new YamlException(String.valueOf(e.getMessage()), null);
    }
  }

  /** The one document's root; null if the text is empty. */
  static @Nullable Node compose(String text) {
    LoaderOptions options = new LoaderOptions();
    // How far aliases may blow a text up is bounded by NodeValues, which knows the size.
    options.setMaxAliasesForCollections(Integer.MAX_VALUE);
    // Tags make no objects here; those that NodeValues does not know are its to refuse.
    options.setTagInspector(tag -> true);
    StreamReader reader = new StreamReader(text);
    return new Composer(new ParserImpl(reader, options), new YamlTags(), options).getSingleNode();
  }

  private static String problem(MarkedYAMLException e) {
    String problem = e.getProblem() == null ? "this is no YAML" : e.getProblem();
    problem = QUOTED_NAME.matcher(problem).replaceFirst("$1 (a text that begins so needs quotes)");
    problem = QUOTED_NUMBER.matcher(problem).replaceFirst("$1");
    return e.getContext() == null ? problem : e.getContext() + ", " + problem;
  }

  private static YamlException unacceptable(String text, ReaderException e) {
    // SnakeYAML gives a position within its buffer; the first such character of the text is meant.
    int line = 0;
    int column = 0;
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      if (!StreamReader.isPrintable(point)) {
        break;
      }
      column++;
      if (point == '\n') {
        line++;
        column = 0;
      }
      i += Character.charCount(point);
    }
    return new YamlException(
        String.format("the character U+%04X may not stand in YAML", e.getCodePoint()),
        line,
        column);
  }
}
