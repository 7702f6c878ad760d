package dev.rayjobs.cli;

import dev.rayjobs.cli.Narrator.Layout;
import java.util.Locale;
import picocli.CommandLine.Option;

/** How the program talks: the options that all of Ray's job commands share. */
final class NarrationOptions {
  /** Ray's names of the layouts. */
  enum LogStyle {
    AUTO,
    RECORD,
    PRETTY;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Ray's answers to the question of colours. */
  enum LogColor {
    AUTO,
    FALSE,
    TRUE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--log-style",
      paramLabel = "[auto|record|pretty]",
      description = {
        "pretty: with room and indentation. record: time and level before each line.",
        "auto (default): pretty if stdin is a terminal, else plain lines."
      })
  LogStyle style = LogStyle.AUTO;

  @Option(
      names = "--log-color",
      paramLabel = "[auto|false|true]",
      description = "Colours. auto (default): if stdout is a terminal and NO_COLOR is not set.")
  LogColor color = LogColor.AUTO;

  @Option(
      names = {"-v", "--verbose"},
      description = "Say more; errors come with what the server sent and a stack trace.")
  boolean[] verbose = {};

  /** The forms of results. */
  enum OutputFormat {
    TEXT,
    JSON;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--output",
      paramLabel = "[text|json]",
      description = {
        "json: results as JSON on stdout, a job's as the last line, and its log on stderr.",
        "Default: text."
      })
  OutputFormat output = OutputFormat.TEXT;

  @Option(
      names = {"-q", "--quiet"},
      description = "Say nothing but results, logs and errors.")
  boolean quiet;

  boolean isJson() {
    return output == OutputFormat.JSON;
  }

  boolean isVerbose() {
    return verbose.length > 0;
  }

  Narrator narrator(Console console) {
    return new Narrator(console.out(), layout(console), coloured(console));
  }

  private Layout layout(Console console) {
    if (quiet || isJson()) {
      return Layout.SILENT;
    }
    return switch (style) {
      case RECORD -> Layout.RECORD;
      case PRETTY -> Layout.PRETTY;
      case AUTO -> console.inputIsTerminal() ? Layout.PRETTY : Layout.PLAIN;
    };
  }

  private boolean coloured(Console console) {
    return switch (color) {
      case TRUE -> true;
      case FALSE -> false;
      case AUTO ->
          style != LogStyle.RECORD
              && console.outputIsTerminal()
              && !console.isSet("NO_COLOR")
              && !"dumb".equals(console.variable("TERM"));
    };
  }
}
