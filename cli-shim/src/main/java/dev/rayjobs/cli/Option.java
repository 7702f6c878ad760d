package dev.rayjobs.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.TypeConversionException;

/**
 * One option of a command, and what the command line gives for it. Of an option that is given more
 * than once the last counts, as in click.
 *
 * <p>Options are built with picocli's builders, not with its annotations: to read those takes as
 * long as all the rest of a short command.
 */
final class Option<T> {
  private final OptionSpec spec;
  private final Function<Object, T> reader;

  private Option(OptionSpec spec, Function<Object, T> reader) {
    this.spec = spec;
    this.reader = reader;
  }

  /** An option whose value is any text. */
  static Option<String> text(String name, String label, String... description) {
    return new Option<>(valued(name, label, description).build(), Option::unchecked);
  }

  /** An option whose value is a file. */
  static Option<Path> file(String name, String label, String... description) {
    return new Option<>(
        valued(name, label, description)
            .type(Path.class)
            .converters(new Converter<>(Path::of))
            .build(),
        Option::unchecked);
  }

  /** An option whose value may be a file: shells complete it so. */
  static Option<String> fileOrText(String name, String label, String... description) {
    return new Option<>(
        valued(name, label, description)
            .type(Path.class)
            .converters(new Converter<>(text -> text))
            .build(),
        Option::unchecked);
  }

  /** An option whose value is converted, which may throw a {@link TypeConversionException}. */
  static <T> Option<T> of(
      String name, String label, Function<String, T> converter, String... description) {
    return new Option<>(
        valued(name, label, description).converters(new Converter<>(converter)).build(),
        Option::unchecked);
  }

  /** A class of its own, since class-data archives take no lambda of picocli's old interfaces. */
  private record Converter<T>(Function<String, T> function) implements ITypeConverter<T> {
    @Override
    public T convert(String value) {
      return function.apply(value);
    }
  }

  /** An option whose value is one of a few words, in any case. */
  static <E extends Enum<E>> Option<E> choice(String name, Class<E> words, String... description) {
    E[] known = words.getEnumConstants();
    List<String> given = words(known);
    return new Option<>(
        valued(name, "[" + String.join("|", given) + "]", description)
            .converters(new Converter<>(word -> choose(word, known)))
            .completionCandidates(given)
            .build(),
        Option::unchecked);
  }

  /** An option that may be given more than once. */
  static Option<List<String>> list(String name, String label, String... description) {
    OptionSpec spec =
        valued(name, label, description).type(List.class).auxiliaryTypes(String.class).build();
    return new Option<>(spec, Option::unchecked);
  }

  /** An option without a value. */
  static Option<Boolean> flag(String name, String... description) {
    return flag(List.of(name), description);
  }

  /** An option without a value, and its short name. */
  static Option<Boolean> flag(List<String> names, String... description) {
    OptionSpec spec = unvalued(names, description).type(boolean.class).build();
    return new Option<>(spec, Option::unchecked);
  }

  /** An option without a value, which counts how often it is given. */
  static Option<Integer> count(List<String> names, String... description) {
    OptionSpec spec = unvalued(names, description).type(boolean[].class).build();
    return new Option<>(spec, given -> ((boolean[]) given).length);
  }

  private static OptionSpec.Builder valued(String name, String label, String... description) {
    // The value's own type does not matter to picocli, which has converters for texts alone.
    return OptionSpec.builder(name).paramLabel(label).type(Object.class).description(description);
  }

  private static OptionSpec.Builder unvalued(List<String> names, String... description) {
    return OptionSpec.builder(names.toArray(new String[0])).arity("0").description(description);
  }

  /** For picocli. */
  OptionSpec spec() {
    return spec;
  }

  /** What the command line gives, or null. */
  @Nullable T value() {
    Object given = spec.getValue();
    return given == null ? null : reader.apply(given);
  }

  /** What the command line gives, else this. */
  T or(T standard) {
    return Objects.requireNonNullElse(value(), standard);
  }

  /** Whether the command line has it. */
  boolean given() {
    return value() != null;
  }

  /** As users write it. */
  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /**
   * The value that a user means by a word.
   *
   * @throws TypeConversionException if it is none of them
   */
  static <E extends Enum<E>> E choose(String given, E[] known) {
    for (E value : known) {
      if (word(value).equalsIgnoreCase(given)) {
        return value;
      }
    }
    throw new TypeConversionException(
        "'" + given + "' is none of " + String.join(", ", words(known)));
  }

  private static List<String> words(Enum<?>[] values) {
    List<String> words = new ArrayList<>();
    for (Enum<?> value : values) {
      words.add(word(value));
    }
    return words;
  }

  @SuppressWarnings("unchecked") // the spec was built for this type
  private static <T> T unchecked(Object given) {
    return (T) given;
  }
}
