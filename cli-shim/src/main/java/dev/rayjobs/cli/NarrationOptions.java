package dev.rayjobs.cli;

import dev.rayjobs.cli.Narrator.Layout;
import java.util.List;

/** How the program talks: the options that all of Ray's job commands share. */
final class NarrationOptions {
  /** Ray's names of the layouts. */
  enum LogStyle {
    AUTO,
    RECORD,
    PRETTY
  }

  /** Ray's answers to the question of colours. */
  enum LogColor {
    AUTO,
    FALSE,
    TRUE
  }

  /** The forms of results. */
  enum OutputFormat {
    TEXT,
    JSON
  }

  private final Option<OutputFormat> output =
      Option.choice(
          "--output",
          OutputFormat.class,
          "json: results as JSON on stdout, a job's as the last line, and its log on stderr. Default:"
              + " text.");

  private final Option<Boolean> quiet =
      Option.flag(List.of("-q", "--quiet"), "Say nothing but results, logs and errors.");

  private final Option<LogStyle> style =
      Option.choice(
          "--log-style",
          LogStyle.class,
          "pretty: with room and indentation. record: time and level before each line. auto"
              + " (default): pretty if stdin is a terminal, else plain lines.");

  private final Option<LogColor> color =
      Option.choice(
          "--log-color",
          LogColor.class,
          "Colours. auto (default): if stdout is a terminal and NO_COLOR is not set.");

  private final Option<Integer> verbose =
      Option.count(
          List.of("-v", "--verbose"),
          "Say more; errors come with what the server sent and a stack trace.");

  OptionGroup group() {
    return OptionGroup.of("What is said", output, quiet, style, color, verbose);
  }

  boolean isJson() {
    return output.or(OutputFormat.TEXT) == OutputFormat.JSON;
  }

  boolean isQuiet() {
    return quiet.given();
  }

  boolean isVerbose() {
    return verbosity() > 0;
  }

  int verbosity() {
    return verbose.or(0);
  }

  Narrator narrator(Console console) {
    return new Narrator(console.out(), layout(console), coloured(console));
  }

  private Layout layout(Console console) {
    if (isQuiet() || isJson()) {
      return Layout.SILENT;
    }
    return switch (style.or(LogStyle.AUTO)) {
      case RECORD -> Layout.RECORD;
      case PRETTY -> Layout.PRETTY;
      case AUTO -> console.inputIsTerminal() ? Layout.PRETTY : Layout.PLAIN;
    };
  }

  private boolean coloured(Console console) {
    return switch (color.or(LogColor.AUTO)) {
      case TRUE -> true;
      case FALSE -> false;
      case AUTO ->
          style.or(LogStyle.AUTO) != LogStyle.RECORD
              && console.outputIsTerminal()
              && !console.isSet("NO_COLOR")
              && !"dumb".equals(console.variable("TERM"));
    };
  }
}
