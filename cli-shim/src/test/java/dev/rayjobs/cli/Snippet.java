package dev.rayjobs.cli;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Statements of a document in Java, which may speak of a {@code client} that is there. Compiled
 * into a program that runs them, with the imports that a reader would add.
 */
record Snippet(String statements) {
  private static final String CLASS = "Shown";

  private String program() {
    return """
    import dev.rayjobs.*;
    import dev.rayjobs.auth.*;
    import dev.rayjobs.errors.*;
    import dev.rayjobs.packaging.*;
    import java.nio.file.*;
    import java.time.*;
    import java.util.*;

    class Shown {
      static final JobClient client = JobClient.builder().build();

      public static void main(String[] arguments) throws Exception {
    %s
      }
    }
    """
        .formatted(statements);
  }

  /** Compiles it into this folder; returns what the compiler has against it. */
  String compile(Path folder) throws IOException {
    JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
    StringWriter complaints = new StringWriter();
    JavaFileObject source =
        new SimpleJavaFileObject(
            URI.create("string:///" + CLASS + ".java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return program();
          }
        };
    boolean compiled =
        compiler
            .getTask(
                complaints,
                null,
                null,
                List.of(
                    "-proc:none",
                    "-d",
                    folder.toString(),
                    "-classpath",
                    System.getProperty("java.class.path")),
                null,
                List.of(source))
            .call();
    return compiled
        ? ""
        : String.format(Locale.ROOT, "%s%nin:%n%s", complaints.toString(), statements);
  }

  /** The program that {@link #compile} has put into this folder, to be run. */
  static Run run(Path folder) {
    String path = folder + ":" + System.getProperty("java.class.path");
    Path java = Path.of(System.getProperty("java.home"), "bin/java");
    return Run.program(java, "-cp", path, CLASS);
  }
}
