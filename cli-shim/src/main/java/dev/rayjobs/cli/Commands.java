package dev.rayjobs.cli;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** The tree of commands. */
final class Commands {
  static final String JOB = "job";

  private static final List<String> OF_RAY = List.of(JOB, "get-auth-token", "completion");

  private static final List<String> OF_JOB =
      List.of("submit", "status", "stop", "delete", "list", "logs", "wait", "package", "doctor");

  static {
    System.setProperty("picocli.ansi", "false");
    // Of picocli's converters none is used, and these load a hundred classes.
    System.setProperty("picocli.converters.excludes", "java\\.(sql|time|nio)\\..*");
  }

  private Commands() {}

  /** Whether these words are likely to be of a command that sends requests. */
  static boolean reachCluster(String... words) {
    return words.length > 1
        && words[0].equals(JOB)
        && OF_JOB.contains(words[1])
        && !words[1].equals("package");
  }

  /** Whether this word names one of the commands that are not {@code job}'s. */
  static boolean standBesideJob(String word) {
    return OF_RAY.contains(word) && !word.equals(JOB);
  }

  /** All of them. */
  static CommandLine all(Console console) {
    return named(console);
  }

  /**
   * The one that a command line names; where it names none, all that could follow. To build the
   * others would take longer than what most of them do.
   */
  static CommandLine named(Console console, String... words) {
    CommandLine ray = group("ray", "Runs jobs on Ray clusters.", console);
    for (String ignored : List.of("--logging-level", "--logging-format")) {
      // How Ray's own library logs, of which there is none here.
      ray.getCommandSpec()
          .addOption(OptionSpec.builder(ignored).type(String.class).hidden(true).build());
    }
    for (String name : named(OF_RAY, words, 0)) {
      ray.addSubcommand(name, name.equals(JOB) ? job(console, words) : single(name, console));
    }
    return ray;
  }

  private static CommandLine job(Console console, String... words) {
    CommandLine job = group(JOB, "Submits, follows, stops, deletes and lists jobs.", console);
    for (String name : named(OF_JOB, words, 1)) {
      job.addSubcommand(name, single(name, console));
    }
    return job;
  }

  private static List<String> named(List<String> known, String[] words, int index) {
    return index < words.length && known.contains(words[index]) ? List.of(words[index]) : known;
  }

  private static CommandLine single(String name, Console console) {
    Command command =
        switch (name) {
          case "submit" -> new SubmitCommand(console);
          case "status" -> new StatusCommand(console);
          case "stop" -> new StopCommand(console);
          case "delete" -> new DeleteCommand(console);
          case "list" -> new ListCommand(console);
          case "logs" -> new LogsCommand(console);
          case "wait" -> new WaitCommand(console);
          case "package" -> new PackageCommand(console);
          case "doctor" -> new DoctorCommand(console);
          case "get-auth-token" -> new GetAuthTokenCommand(console);
          case "completion" -> new CompletionCommand(console);
          default -> throw new IllegalArgumentException(name);
        };
    return command.syntax().command(command);
  }

  /** A command that only names others. */
  private static CommandLine group(String name, String summary, Console console) {
    Group self = new Group();
    CommandLine group = new Syntax(name, summary).command(self);
    self.spec = group.getCommandSpec();
    self.spec
        .versionProvider(new Versions(console))
        .addOption(
            OptionSpec.builder("--version")
                .versionHelp(true)
                .type(boolean.class)
                .arity("0")
                .description("Show the version of this program, and of the cluster's Ray.")
                .build());
    self.spec.usageMessage().synopsisSubcommandLabel("COMMAND");
    return group;
  }

  /** What runs if no command follows. */
  private static final class Group implements Runnable {
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
      CommandSpec group = Objects.requireNonNull(spec);
      throw new ParameterException(
          group.commandLine(),
          "Missing command: one of " + String.join(", ", group.subcommands().keySet()));
    }
  }
}
