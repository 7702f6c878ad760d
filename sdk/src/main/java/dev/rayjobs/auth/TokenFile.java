package dev.rayjobs.auth;

import dev.rayjobs.errors.TokenException;
import dev.rayjobs.internal.env.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The file that holds a token, and how one is made. Immutable and safe for use by many threads and
 * processes.
 *
 * <pre>{@code
 * Token token = TokenFile.standard().generateIfMissing();   // before starting a cluster of one's own
 * }</pre>
 */
public final class TokenFile {
  private final Path path;

  private TokenFile(Path path) {
    this.path = path;
  }

  /**
   * {@return Ray's default file, {@code ~/.ray/auth_token}, where {@code ~} is {@code HOME} (on
   * Windows {@code USERPROFILE})}
   *
   * @throws TokenException if that variable is not set: Ray's own reader would not find the file
   */
  public static TokenFile standard() {
    return standard(Environment.system());
  }

  /**
   * {@return Ray's default file, with variables from elsewhere}
   *
   * @param variables the value of the variable of that name, or null if it is not set
   * @throws TokenException if there is no home
   */
  public static TokenFile standard(Function<String, @Nullable String> variables) {
    return standard(Environment.reading(variables));
  }

  private static TokenFile standard(Environment environment) {
    Path path = DefaultFileSource.path(environment);
    if (path == null) {
      throw new TokenException(
          DefaultFileSource.HOME + " is not set, so ~/.ray/auth_token has no place: set it");
    }
    return new TokenFile(path);
  }

  /**
   * {@return a token file anywhere else}
   *
   * @param path where it is, or would be
   */
  public static TokenFile at(Path path) {
    return new TokenFile(Objects.requireNonNull(path, "path"));
  }

  /** {@return where the file is, or would be} */
  public Path path() {
    return path;
  }

  /**
   * {@return the token in the file's first line, trimmed; none if the file is missing, a directory,
   * unreadable or empty in its first line}
   *
   * @throws TokenException if what is there cannot stand in a header
   */
  public Optional<Token> read() {
    return FileSource.optional(path).find();
  }

  /**
   * {@return the file's token, made first if the file is missing or empty: 32 random bytes as 64
   * lower-case hexadecimal digits, no line end, as {@code ray get-auth-token --generate} makes it}
   * Unlike Ray's, the file is for its owner only (mode 0600, in a folder of 0700 if that has to be
   * made; on Windows an access list), appears whole or not at all, replaces no token that is there,
   * and is never written through a symbolic link. When several threads or processes do this at
   * once, one makes the token and all return it.
   *
   * <p>Logs {@code Generated new authentication token and saved to PATH} at level info when it made
   * one. Whether a token is found elsewhere, in RAY_AUTH_TOKEN say, is not looked at.
   *
   * @throws TokenException if the file cannot be made, or something is in its place that holds no
   *     token and is not an empty file
   */
  public Token generateIfMissing() {
    return new TokenGeneration(path).run();
  }

  /**
   * {@return a warning if others than its owner can read the file: it says how, and what to do}
   * Nothing if the file is for its owner only, is not a file, or is not there.
   */
  public Optional<String> exposure() {
    try {
      if (!Files.isRegularFile(path)) {
        return Optional.empty();
      }
      return OwnerOnly.exposure(path)
          .map(
              how ->
                  "The token file "
                      + path
                      + " can be read by other users ("
                      + how
                      + "): chmod 600 "
                      + path);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * {@return the file's permissions in words, for example {@code rw-------}; nothing if the file is
   * not there}
   */
  public Optional<String> permissions() {
    try {
      return Files.exists(path) ? Optional.of(OwnerOnly.describe(path)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
