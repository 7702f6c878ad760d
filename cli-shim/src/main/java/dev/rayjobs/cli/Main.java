package dev.rayjobs.cli;

import dev.rayjobs.internal.http.HeadStart;

/**
 * Where the launcher comes in.
 *
 * <pre>{@code
 * java -cp "lib/*" dev.rayjobs.cli.Main job list
 * }</pre>
 */
public final class Main {
  private Main() {}

  /**
   * Runs the program and ends the JVM with its exit code.
   *
   * @param arguments the words of the command line
   */
  public static void main(String[] arguments) {
    String[] words = Program.words(arguments);
    if (Commands.reachCluster(words)) {
      HeadStart.begin();
    }
    Console console = Console.system();
    int code;
    try {
      code = Program.run(console, words);
    } catch (Throwable fault) {
      code = new ErrorReport(console.err()).tell(fault, true);
    }
    // Not by returning: a thread that hangs in a connection must not keep the program alive.
    System.exit(code);
  }
}
