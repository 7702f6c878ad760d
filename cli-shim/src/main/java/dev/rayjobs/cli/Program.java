package dev.rayjobs.cli;

import dev.rayjobs.internal.json.Json;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/** Reads a command line, has its command run, and says what went wrong. */
final class Program {
  /** The system property in which the launcher says by which of its names it was called. */
  private static final String NAME_PROPERTY = "rayjobs.name";

  private static final String WITH_JOB_IMPLIED = "ray-job";

  private static final int HELP_WIDTH = 100;

  private Program() {}

  /** What the user types before {@code submit}: {@code ray job}, or {@code ray-job}. */
  static String name() {
    return System.getProperty(NAME_PROPERTY, "ray job");
  }

  /** The words of the command line, {@code job} too where the program's name implies it. */
  static String[] words(String... given) {
    if (!name().equals(WITH_JOB_IMPLIED) || given.length > 0 && Commands.standBesideJob(given[0])) {
      return given;
    }
    String[] words = new String[given.length + 1];
    words[0] = Commands.JOB;
    System.arraycopy(given, 0, words, 1, given.length);
    return words;
  }

  /** Runs one command line and returns its exit code. */
  static int run(Console console, String... words) {
    Failures failures = new Failures(console, wantsJson(words));
    CommandLine program = configure(Commands.named(console, words), console, failures);
    try {
      return program.execute(ClickWords.of(program, words));
    } catch (ParameterException e) {
      return failures.tell(e);
    }
  }

  /** Known before the command line is read, which may fail. */
  private static boolean wantsJson(String... words) {
    boolean json = false;
    for (int i = 0; i < words.length && !words[i].equals("--"); i++) {
      String word = words[i].toLowerCase(Locale.ROOT);
      if (word.equals("--output") && i + 1 < words.length) {
        json = words[++i].equalsIgnoreCase("json");
      } else if (word.startsWith("--output=")) {
        json = word.equals("--output=json");
      }
    }
    return json;
  }

  /** Has picocli read command lines as Ray's click does. */
  private static CommandLine configure(CommandLine program, Console console, Failures failures) {
    return program
        .setExpandAtFiles(false)
        .setTrimQuotes(false)
        .setEndOfOptionsDelimiter(ClickWords.END_OF_OPTIONS)
        .setInterpolateVariables(false)
        .setOverwrittenOptionsAllowed(true)
        .setAllowOptionsAsOptionParameters(true)
        .setAllowSubcommandsAsOptionParameters(true)
        .setUsageHelpWidth(HELP_WIDTH)
        .setOut(writer(console.out()))
        .setErr(writer(console.err()))
        .setExecutionStrategy(new Execution())
        .setParameterExceptionHandler(failures)
        .setExecutionExceptionHandler(failures);
  }

  private static int verbosity(ParseResult parsed) {
    boolean[] given = innermost(parsed).matchedOptionValue("--verbose", new boolean[0]);
    return given.length;
  }

  private static ParseResult innermost(ParseResult parsed) {
    ParseResult innermost = parsed;
    while (innermost.hasSubcommand()) {
      innermost = innermost.subcommand();
    }
    return innermost;
  }

  // Classes, not lambdas: class-data archives take no lambda of picocli's old interfaces.

  private static final class Execution extends RunLast {
    @Override
    public int execute(ParseResult parsed) {
      Logging.setLevel(verbosity(parsed));
      return super.execute(parsed);
    }
  }

  /** Tells what went wrong: to people on stderr, to programs on stdout too. */
  private record Failures(Console console, boolean json)
      implements IParameterExceptionHandler, IExecutionExceptionHandler {
    @Override
    public int handleParseException(ParameterException error, String[] words) {
      return tell(error);
    }

    @Override
    public int handleExecutionException(Exception error, CommandLine command, ParseResult parsed) {
      if (error instanceof ParameterException usage) {
        return tell(usage);
      }
      int code = new ErrorReport(console.err()).tell(error, verbosity(parsed) > 0);
      Object subject = command.getCommandSpec().userObject();
      String job = subject instanceof Command about ? about.subject() : null;
      return asJson(job, ErrorReport.message(error), code);
    }

    int tell(ParameterException usage) {
      UsageReport report = new UsageReport(console.err());
      return asJson(null, UsageReport.reason(usage), report.tell(usage));
    }

    /** A scheduler that takes the last line of stdout finds one. */
    private int asJson(@Nullable String job, String error, int code) {
      if (json && code != ExitCode.READER_GONE) {
        console.out().line(Json.write(JobJson.failed(job, error, code)));
      }
      return code;
    }
  }

  private static PrintWriter writer(Output output) {
    return new PrintWriter(
        new Writer() {
          @Override
          public void write(char[] buffer, int offset, int length) {
            output.write(new String(buffer, offset, length));
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        },
        true);
  }
}
