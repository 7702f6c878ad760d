package dev.rayjobs.cli;

import dev.rayjobs.cli.NarrationOptions.OutputFormat;
import dev.rayjobs.internal.json.Json;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/**
 * The tree of commands, and how picocli must read a command line to read it as Ray's click does.
 */
final class Program {
  /** The system property with which the launcher says that {@code job} is implied. */
  static final String NAME_PROPERTY = "rayjobs.name";

  private static final int HELP_WIDTH = 100;

  private Program() {}

  /** What the user types before {@code submit}: {@code ray job}, or {@code ray-job}. */
  static String name() {
    return System.getProperty(NAME_PROPERTY, "ray job");
  }

  /** Runs one command line and returns its exit code. */
  static int run(Console console, String... arguments) {
    CommandLine program = commandLine(console);
    try {
      return program.execute(ClickWords.of(program, arguments));
    } catch (ParameterException e) {
      return new UsageReport(console.err()).tell(e);
    }
  }

  static CommandLine commandLine(Console console) {
    CommandLine job =
        new CommandLine(new JobCommand())
            .addSubcommand(new SubmitCommand(console))
            .addSubcommand(new StatusCommand(console))
            .addSubcommand(new StopCommand(console))
            .addSubcommand(new DeleteCommand(console))
            .addSubcommand(new ListCommand(console))
            .addSubcommand(new LogsCommand(console))
            .addSubcommand(new DoctorCommand(console))
            .addSubcommand(new PackageCommand(console))
            .addSubcommand(new WaitCommand(console));
    CommandLine ray =
        new CommandLine(new RayCommand())
            .addSubcommand(job)
            .addSubcommand(new GetAuthTokenCommand(console))
            .addSubcommand(new CompletionCommand(console));
    addHelp(ray);
    addVersion(ray, console);
    addVersion(job, console);
    return ray.setExpandAtFiles(false)
        .setTrimQuotes(false)
        .setEndOfOptionsDelimiter(ClickWords.END_OF_OPTIONS)
        .setInterpolateVariables(false)
        .setOverwrittenOptionsAllowed(true)
        .setAllowOptionsAsOptionParameters(true)
        .setAllowSubcommandsAsOptionParameters(true)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpWidth(HELP_WIDTH)
        .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
        .setOut(writer(console.out()))
        .setErr(writer(console.err()))
        .setExecutionStrategy(
            parsed -> {
              Logging.setLevel(verbosity(parsed));
              return new RunLast().execute(parsed);
            })
        .setParameterExceptionHandler((error, words) -> new UsageReport(console.err()).tell(error))
        .setExecutionExceptionHandler((error, command, parsed) -> failed(console, error, parsed));
  }

  private static void addHelp(CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    spec.addOption(
        OptionSpec.builder("--help")
            .usageHelp(true)
            .type(boolean.class)
            .arity("0")
            .description("Show this help.")
            .build());
    spec.usageMessage().sortOptions(false);
    command.getSubcommands().values().forEach(Program::addHelp);
  }

  private static void addVersion(CommandLine command, Console console) {
    command
        .getCommandSpec()
        .versionProvider(new Versions(console))
        .addOption(
            OptionSpec.builder("--version")
                .versionHelp(true)
                .type(boolean.class)
                .arity("0")
                .description("Show the version of this program, and of the cluster's Ray.")
                .build());
  }

  private static int failed(Console console, Exception error, ParseResult parsed) {
    if (error instanceof ParameterException usage) {
      return new UsageReport(console.err()).tell(usage);
    }
    int code = new ErrorReport(console.err()).tell(error, verbosity(parsed) > 0);
    if (innermost(parsed).matchedOptionValue("--output", OutputFormat.TEXT) == OutputFormat.JSON
        && code != ExitCode.READER_GONE) {
      // A scheduler that takes the last line of stdout finds one.
      console
          .out()
          .line(Json.write(Map.of("error", ErrorReport.message(error), "exit_code", code)));
    }
    return code;
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
