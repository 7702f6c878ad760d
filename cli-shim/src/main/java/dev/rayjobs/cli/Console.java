package dev.rayjobs.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What surrounds the program: its output streams, its environment, and which streams are terminals.
 *
 * @param terminals numbers of the standard streams that are terminals, which only the launcher can
 *     know
 */
record Console(Output out, Output err, Map<String, String> environment, Set<Integer> terminals) {
  /** The system property in which the launcher lists the terminals: {@code 012} if all are. */
  static final String TERMINALS_PROPERTY = "rayjobs.terminals";

  /** The process's own. */
  static Console system() {
    Set<Integer> terminals = new HashSet<>();
    for (char digit : System.getProperty(TERMINALS_PROPERTY, "").toCharArray()) {
      terminals.add(digit - '0');
    }
    return new Console(
        new Output(new FileOutputStream(FileDescriptor.out)),
        new Output(new FileOutputStream(FileDescriptor.err)),
        System.getenv(),
        terminals);
  }

  /** The variable's value, or null if it is not set. */
  @Nullable String variable(String name) {
    return environment.get(name);
  }

  boolean isSet(String name) {
    String value = environment.get(name);
    return value != null && !value.isEmpty();
  }

  boolean inputIsTerminal() {
    return terminals.contains(0);
  }

  boolean outputIsTerminal() {
    return terminals.contains(1);
  }

  boolean errorsAreTerminal() {
    return terminals.contains(2);
  }
}
