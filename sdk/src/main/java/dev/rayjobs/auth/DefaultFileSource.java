package dev.rayjobs.auth;

import dev.rayjobs.errors.TokenException;
import dev.rayjobs.internal.env.Environment;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The file that Ray itself makes. */
final class DefaultFileSource extends SingleSource {
  static final String HOME =
      System.getProperty("os.name", "").startsWith("Windows") ? "USERPROFILE" : "HOME";

  private final Environment environment;

  DefaultFileSource(Environment environment) {
    super("the file ~/.ray/auth_token");
    this.environment = environment;
  }

  @Override
  TokenFinding look() {
    Path path = path(environment);
    return path == null
        ? TokenFinding.none(
            description(), HOME + " is not set, so there is no ~/.ray/auth_token to look for")
        : FileSource.optional(path).look();
  }

  /** Where the file is or would be, or null if the environment knows no home. */
  static @Nullable Path path(Environment environment) {
    try {
      Path home = environment.home();
      return home == null ? null : home.resolve(".ray").resolve("auth_token");
    } catch (InvalidPathException e) {
      throw new TokenException(
          HOME
              + " cannot be used as a path here ("
              + e.getReason()
              + "): for names outside ASCII, start the program under a UTF-8 locale"
              + " (LC_ALL=C.UTF-8)",
          e);
    }
  }
}
