package dev.rayjobs.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Options that belong together, under one heading in a command's help.
 *
 * @param heading without the colon
 */
record OptionGroup(String heading, List<Option<?>> options) {
  static OptionGroup of(String heading, Option<?>... options) {
    return new OptionGroup(heading, List.of(options));
  }

  /** For picocli. */
  List<OptionSpec> specs() {
    List<OptionSpec> specs = new ArrayList<>();
    for (Option<?> option : options) {
      specs.add(option.spec());
    }
    return specs;
  }

  /** The same and more. */
  OptionGroup and(List<Option<?>> more) {
    List<Option<?>> all = new ArrayList<>(options);
    all.addAll(more);
    return new OptionGroup(heading, all);
  }
}
