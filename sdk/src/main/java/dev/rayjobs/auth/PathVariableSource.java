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
        String hint =
            value.startsWith("~") ? " (Ray does not expand ~ here: write the whole path)" : "";
        last = FileSource.required(path, name + " names " + path, hint);
      }
      return last;
    }
  }
}
