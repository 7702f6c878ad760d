package dev.rayjobs.cli;

import dev.rayjobs.JobClient;
import dev.rayjobs.JobDetails;
import dev.rayjobs.internal.json.Json;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One command at work on one cluster: the checked connection, and what to write to. */
final class Session implements AutoCloseable {
  private final Console console;
  private final ConnectionOptions connection;
  private final JobClient client;
  private final NarrationOptions narration;
  private final Narrator narrator;

  private Session(
      Console console,
      ConnectionOptions connection,
      NarrationOptions narration,
      JobClient client,
      Narrator narrator) {
    this.console = console;
    this.connection = connection;
    this.narration = narration;
    this.client = client;
    this.narrator = narrator;
  }

  /** Reaches the cluster, and says where it is. */
  static Session open(Console console, ConnectionOptions connection, NarrationOptions narration) {
    return open(console, connection, narration, connection.client(console));
  }

  /** As {@link #open(Console, ConnectionOptions, NarrationOptions)}, with a client set up so. */
  static Session open(
      Console console,
      ConnectionOptions connection,
      NarrationOptions narration,
      JobClient.Builder settings) {
    JobClient client = settings.build();
    try {
      client.version();
    } catch (RuntimeException e) {
      client.close();
      throw e;
    }
    if (narration.isVerbose()) {
      console.err().line("Address: " + client.address() + " (" + client.addressOrigin() + ")");
    }
    Narrator narrator = narration.narrator(console);
    narrator.labeled("Job submission server address", client.address().toString());
    return new Session(console, connection, narration, client, narrator);
  }

  JobClient client() {
    return client;
  }

  Narrator narrator() {
    return narrator;
  }

  /** Where log text goes: to stderr where stdout is for JSON. */
  Output logs() {
    return isJson() ? console.err() : console.out();
  }

  boolean isJson() {
    return narration.isJson();
  }

  /** Says where a job stands, and to people at a terminal how long it took. */
  void report(JobDetails job, String id) {
    JobReport.tell(narrator, id, job);
    aside(() -> JobReport.elapsedText(job));
  }

  /** Writes a result as a line of JSON; nothing where results are text. */
  void result(@Nullable Object json) {
    if (isJson()) {
      // Where both streams are one, the log may have left a line open.
      console.err().endLine();
      console.out().line(Json.write(json));
    }
  }

  /** Writes a job as {@link #result}. */
  void result(JobDetails job, int exitCode) {
    if (isJson()) {
      result(JobJson.of(job, client.address(), exitCode));
    }
  }

  /**
   * Writes a job that is left as it is as {@link #result}: what was said of it last, if anything.
   */
  void resultOfLeft(@Nullable JobDetails job, String id, int exitCode) {
    if (job != null) {
      result(job, exitCode);
    } else {
      result(JobJson.left(id, client.address(), exitCode));
    }
  }

  /** Writes a result that {@code --quiet} leaves alone on its line; nothing without it. */
  void quietResult(String result) {
    if (narration.isQuiet() && !isJson()) {
      console.out().line(result);
    }
  }

  /** Says a remark that a person at a terminal may like and nobody else. */
  void aside(Supplier<String> remark) {
    if (console.errorsAreTerminal() && !narration.isQuiet() && !isJson()) {
      console.err().line(remark.get());
    }
  }

  /** Where remarks to the user go that are no result. */
  Output remarks() {
    return console.err();
  }

  /** A command line of this program for the same cluster. */
  String commandLine(String command, String id, String... options) {
    StringBuilder line = new StringBuilder(Program.name()).append(' ').append(command);
    line.append(' ').append(ShellWords.quote(id));
    for (String option : options) {
      line.append(' ').append(option);
    }
    return line.append(connection.forNext(client.address())).toString();
  }

  @Override
  public void close() {
    client.close();
  }
}
