package dev.rayjobs.internal.yaml;

import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * What a plain word means: PyYAML's rules of YAML 1.1. SnakeYAML's differ for numbers with an
 * exponent, for numbers to the base of 60 and for {@code =}.
 */
final class YamlTags extends Resolver {
  static final Tag VALUE = new Tag(Tag.PREFIX + "value");

  private static final Pattern BOOL_WORDS =
      whole("yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF");
  private static final Pattern FLOAT_WORDS =
      whole(
          "[-+]?[0-9][0-9_]*\\.[0-9_]*(?:[eE][-+][0-9]+)?"
              + "|\\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?"
              + "|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\\.[0-9_]*"
              + "|[-+]?\\.(?:inf|Inf|INF)"
              + "|\\.(?:nan|NaN|NAN)");
  private static final Pattern INT_WORDS =
      whole(
          "[-+]?0b[0-1_]+"
              + "|[-+]?0[0-7_]+"
              + "|[-+]?(?:0|[1-9][0-9_]*)"
              + "|[-+]?0x[0-9a-fA-F_]+"
              + "|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+");
  private static final Pattern MERGE_WORDS = whole("<<");
  private static final Pattern NULL_WORDS = whole("~|null|Null|NULL|");
  private static final Pattern TIMESTAMP_WORDS =
      whole(
          "[0-9]{4}-[0-9]{2}-[0-9]{2}"
              + "|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"
              + "(?:[Tt]|[ \\t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]*)?"
              + "(?:[ \\t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?");
  private static final Pattern VALUE_WORDS = whole("=");

  private static Pattern whole(String words) {
    return Pattern.compile("\\A(?:" + words + ")\\z");
  }

  @Override
  protected void addImplicitResolvers() {
    // The first that matches counts, so the order matters.
    addImplicitResolver(Tag.BOOL, BOOL_WORDS, "yYnNtTfFoO");
    addImplicitResolver(Tag.FLOAT, FLOAT_WORDS, "-+0123456789.");
    addImplicitResolver(Tag.INT, INT_WORDS, "-+0123456789");
    addImplicitResolver(Tag.MERGE, MERGE_WORDS, "<");
    addImplicitResolver(Tag.NULL, NULL_WORDS, "~nN\0");
    addImplicitResolver(Tag.TIMESTAMP, TIMESTAMP_WORDS, "0123456789");
    addImplicitResolver(VALUE, VALUE_WORDS, "=");
  }
}
