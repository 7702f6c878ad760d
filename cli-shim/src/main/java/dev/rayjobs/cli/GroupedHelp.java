package dev.rayjobs.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Help that lists options under headings. Picocli's own groups would be looked at for each command
 * line, at a high price, and not for help alone.
 */
final class GroupedHelp extends Help {
  private final List<OptionGroup> groups;

  private GroupedHelp(CommandSpec command, ColorScheme colors, List<OptionGroup> groups) {
    super(command, colors);
    this.groups = groups;
  }

  /** Makes it for a command with these groups. */
  record Factory(List<OptionGroup> groups) implements IHelpFactory {
    @Override
    public Help create(CommandSpec command, ColorScheme colors) {
      return new GroupedHelp(command, colors, groups);
    }
  }

  @Override
  public String optionList() {
    List<OptionSpec> others = new ArrayList<>(commandSpec().options());
    StringBuilder grouped = new StringBuilder();
    for (OptionGroup group : groups) {
      List<OptionSpec> options = group.specs();
      others.removeAll(options);
      grouped.append(System.lineSeparator()).append(group.heading()).append(':');
      grouped.append(System.lineSeparator()).append(list(options));
    }
    return list(others) + grouped;
  }

  private String list(List<OptionSpec> options) {
    return optionListExcludingGroups(
        options, createDefaultLayout(), null, parameterLabelRenderer());
  }
}
