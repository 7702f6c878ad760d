package dev.rayjobs.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** How a command is called: its name, options and arguments, and the help for them. */
final class Syntax {
  private final String name;
  private final List<String> description = new ArrayList<>();
  private final List<OptionGroup> groups = new ArrayList<>();
  private @Nullable Arguments arguments;

  /**
   * A command without options and arguments so far.
   *
   * @param summary what it does, in one line
   */
  Syntax(String name, String summary) {
    this.name = name;
    this.description.add(summary);
  }

  /** More for the help, a paragraph each. */
  Syntax details(String... paragraphs) {
    for (String paragraph : paragraphs) {
      description.add("");
      description.add(paragraph);
    }
    return this;
  }

  Syntax arguments(Arguments words) {
    arguments = words;
    return this;
  }

  Syntax options(OptionGroup group) {
    groups.add(group);
    return this;
  }

  /** The command for picocli, which runs {@code action}, a Runnable or a Callable. */
  CommandLine command(Object action) {
    return new CommandLine(spec(action), new LeanFactory())
        .setHelpFactory(new GroupedHelp.Factory(groups));
  }

  private CommandSpec spec(Object action) {
    CommandSpec spec = CommandSpec.wrapWithoutInspection(action, new LeanFactory()).name(name);
    spec.usageMessage()
        .descriptionHeading("%n")
        .description(description.toArray(new String[0]))
        .parameterListHeading("%n")
        .optionListHeading(arguments == null ? "%n" : "")
        .commandListHeading("%nCommands:%n")
        .abbreviateSynopsis(true)
        .sortOptions(false);
    if (arguments != null) {
      spec.addPositional(arguments.spec());
    }
    for (OptionGroup group : groups) {
      for (OptionSpec option : group.specs()) {
        spec.addOption(option);
      }
    }
    spec.addOption(
        OptionSpec.builder("--help")
            .usageHelp(true)
            .type(boolean.class)
            .arity("0")
            .description("Show this help.")
            .build());
    return spec;
  }
}
