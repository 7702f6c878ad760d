package dev.rayjobs.cli;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * What the program says about its own doings, in Ray's words and in Ray's layouts. Log text and
 * lists are not narration and go past it.
 */
final class Narrator {
  private final Output out;
  private final Layout layout;
  private final boolean coloured;
  private final Supplier<LocalDateTime> clock;
  private int indentation;

  /** How lines are laid out. */
  enum Layout {
    /** Blank lines and indentation: for people. */
    PRETTY,
    /** Neither, as Ray does when its input is no terminal: for programs. */
    PLAIN,
    /** As plain, with time and level before each line. */
    RECORD,
    /** Nothing is said. */
    SILENT
  }

  /** A style and the two escape sequences that begin and end it, as Ray's library writes them. */
  private enum Style {
    LABEL(37, 39),
    GROUP(36, 39),
    SUCCESS(32, 39),
    WARNING(33, 39),
    ERROR(31, 39),
    BOLD(1, 22);

    private final int on;
    private final int off;

    Style(int on, int off) {
      this.on = on;
      this.off = off;
    }
  }

  Narrator(Output out, Layout layout, boolean coloured) {
    this(out, layout, coloured, LocalDateTime::now);
  }

  Narrator(Output out, Layout layout, boolean coloured, Supplier<LocalDateTime> clock) {
    this.out = out;
    this.layout = layout;
    this.coloured = coloured;
    this.clock = clock;
  }

  void print(String message) {
    say("INFO", message);
  }

  void labeled(String label, String value) {
    say("INFO", styled(Style.LABEL, label) + ": " + styled(Style.BOLD, value));
  }

  void warning(String message) {
    say("WARN", styled(Style.WARNING, message));
  }

  /** A line between two rules of its own length, with room around. */
  void bigSuccess(String message) {
    big("SUCC", Style.SUCCESS, message);
  }

  /** As {@link #bigSuccess}, for what went wrong with the job. */
  void bigError(String message) {
    big("ERR", Style.ERROR, message);
  }

  private void big(String level, Style style, String message) {
    String rule = "-".repeat(message.codePointCount(0, message.length()));
    newline();
    say(level, styled(style, rule));
    say(level, styled(style, message));
    say(level, styled(style, rule));
    newline();
  }

  /** A title and, indented below it, what {@code body} says. */
  void group(String title, Runnable body) {
    say("INFO", styled(Style.GROUP, title));
    indented(body);
  }

  /** A remark and, indented below it, a command to type. */
  void command(String remark, String command) {
    print(remark);
    indented(() -> say("INFO", styled(Style.BOLD, command)));
  }

  private void indented(Runnable body) {
    indentation++;
    body.run();
    indentation--;
  }

  void newline() {
    say("INFO", "");
  }

  private void say(String level, String message) {
    switch (layout) {
      case PRETTY -> out.line("  ".repeat(indentation) + message);
      case PLAIN -> {
        if (!message.isBlank()) {
          out.line(message);
        }
      }
      case RECORD -> {
        if (!message.isBlank()) {
          out.line(time() + "\t" + level + " cli:0 -- " + message);
        }
      }
      case SILENT -> {}
    }
  }

  // Made where it is needed: it takes long, and few want it.
  private String time() {
    return DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss,SSS", Locale.ROOT).format(clock.get());
  }

  private String styled(Style style, String text) {
    return coloured ? "\033[" + style.on + "m" + text + "\033[" + style.off + "m" : text;
  }
}
