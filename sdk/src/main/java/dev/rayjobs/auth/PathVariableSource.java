package dev.rayjobs.auth;

import dev.rayjobs.errors.TokenException;
import dev.rayjobs.internal.env.Environment;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file that an environment variable names. Who names a file means it: no falling through. */
final class PathVariableSource extends SingleSource {
  private final Environment environment;
  private final String name;
  private @Nullable FileSource last;

  PathVariableSource(Environment environment, String name) {
    super("the file that " + name + " names");
    this.environment = environment;
    this.name = name;
  }

  @Override
  TokenFinding look() {
    String value = environment.get(name);
    if (value == null) {
      return TokenFinding.none(description(), name + " is not set");
    }
    if (value.isEmpty()) {
      return TokenFinding.none(description(), name + " is set but empty");
    }
    return fileOf(value).look();
  }

  private FileSource fileOf(String value) {
    if (value.endsWith("/")) {
      // Java would drop it and read the file all the same.
      throw new TokenException(name + " names '" + value + "', which is a folder by its last /");
    }
    Path path;
    try {
      path = Path.of(value);
    } catch (InvalidPathException e) {
      throw new TokenException(
          name
              + " names a file whose name cannot be used here ("
              + e.getReason()
              + "): for names outside ASCII, start the program under a UTF-8 locale"
              + " (LC_ALL=C.UTF-8)",
          e);
    }
    synchronized (this) {
      // Kept, because a pipe gives its token only once.
      if (last == null || !last.path().equals(path)) {
        last = FileSource.required(path, name + " names '" + value + "'", hint(path));
      }
      return last;
    }
  }

  private static String hint(Path path) {
    if (path.toString().startsWith("~")) {
      return " (~ is not expanded here, as it is not by Ray: write the whole path)";
    }
    return path.isAbsolute() ? "" : " (looked for in " + Path.of("").toAbsolutePath() + ")";
  }
}
