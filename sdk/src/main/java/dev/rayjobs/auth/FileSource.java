package dev.rayjobs.auth;

import dev.rayjobs.errors.TokenException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The first line of a file. The file is read each time it is asked: that costs no more than looking
 * whether it has changed, and misses no change.
 */
final class FileSource extends SingleSource {
  /** More than any header may hold; a file without an end, like a device, stops here. */
  private static final int LONGEST_LINE = 64 * 1024;

  private final Path path;
  private final String subject;
  private final String hint;
  private final boolean required;
  private @Nullable Token fromPipe;

  private FileSource(Path path, String subject, String hint, boolean required) {
    super("the file " + path);
    this.path = path;
    this.subject = subject;
    this.hint = hint;
    this.required = required;
  }

  /** A file that must hold a token. */
  static FileSource required(Path path, String subject, String hint) {
    return new FileSource(path, subject, hint, true);
  }

  /** A file that is passed over when it holds none. */
  static FileSource optional(Path path) {
    return new FileSource(path, path.toString(), "", false);
  }

  Path path() {
    return path;
  }

  @Override
  TokenFinding look() {
    try {
      if (Files.isDirectory(path)) {
        return nothing("a directory, not a file", null);
      }
      Token token = Files.isRegularFile(path) ? read() : readOnce();
      return token == null
          ? nothing(required ? "a file whose first line is empty" : "empty in its first line", null)
          : TokenFinding.foundInFile(description(), token, path);
    } catch (NoSuchFileException e) {
      return nothing(null, e);
    } catch (AccessDeniedException e) {
      return nothing("not readable (permission denied)", e);
    } catch (IOException e) {
      return nothing("not readable (" + e.getMessage() + ")", e);
    }
  }

  private TokenFinding nothing(@Nullable String state, @Nullable IOException cause) {
    if (!required) {
      return TokenFinding.none(
          description(), subject + (state == null ? " does not exist" : " is " + state));
    }
    throw new TokenException(
        subject
            + (state == null ? ", which does not exist" : ", which is " + state)
            + hint
            + ": put the token into the first line of that file, or name no file",
        cause);
  }

  private @Nullable Token read() throws IOException {
    byte[] content = new byte[LONGEST_LINE];
    int length = 0;
    try (InputStream in = Files.newInputStream(path)) {
      // Not readNBytes: Java 21's asks where in the file it is, which a pipe does not know.
      for (int read; (read = in.read(content, length, LONGEST_LINE - length)) > 0; ) {
        length += read;
      }
    }
    content = Arrays.copyOf(content, length);
    if (content.length == LONGEST_LINE && !TokenText.hasLineEnd(content)) {
      throw new TokenException(path + " holds a first line far too long for a token");
    }
    return TokenText.parseFirstLine(content, path.toString());
  }

  /** From a pipe, as a shell's {@code <(command)} makes it: what was read is gone from it. */
  private synchronized @Nullable Token readOnce() throws IOException {
    if (fromPipe == null) {
      fromPipe = read();
    }
    return fromPipe;
  }
}
