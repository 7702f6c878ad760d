package dev.rayjobs.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * The words of a command line as Ray's library click reads them, put so that picocli reads them
 * alike: the word after an option that wants a value is its value, whatever it looks like ({@code
 * --}, another option); and an option that wants none takes none.
 */
final class ClickWords {
  /**
   * What stands for {@code --} in the words that picocli gets, so that it takes a {@code --} that
   * is an option's value for a value. No word of a command line can hold a null character.
   */
  static final String END_OF_OPTIONS = "\0--";

  private ClickWords() {}

  static String[] of(CommandLine program, String... words) {
    CommandLine command = program;
    List<String> read = new ArrayList<>();
    int i = 0;
    while (i < words.length) {
      String word = words[i++];
      boolean group = !command.getSubcommands().isEmpty();
      if (word.equals("--")) {
        if (!group) {
          read.add(END_OF_OPTIONS);
          break;
        }
        // Only says that a command comes next.
        continue;
      }
      CommandLine named = command.getSubcommands().get(word);
      if (named != null) {
        command = named;
        read.add(word);
        continue;
      }
      int equals = word.indexOf('=');
      OptionSpec option = longOption(command, equals < 0 ? word : word.substring(0, equals));
      if (option == null) {
        read.add(word);
        if (group) {
          break;
        }
      } else if (isFlag(option)) {
        if (equals >= 0) {
          throw new ParameterException(
              command, "Option '" + word.substring(0, equals) + "' does not take a value");
        }
        read.add(word);
      } else if (equals < 0 && i < words.length) {
        read.add(word + "=" + words[i++]);
      } else {
        read.add(word);
      }
    }
    while (i < words.length) {
      read.add(words[i++]);
    }
    return read.toArray(new String[0]);
  }

  private static @Nullable OptionSpec longOption(CommandLine command, String name) {
    return name.startsWith("--") ? command.getCommandSpec().findOption(name) : null;
  }

  private static boolean isFlag(OptionSpec option) {
    return option.arity().max() == 0;
  }
}
