package dev.rayjobs.internal.runtimeenv;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** A small text file that a runtime_env names, read as Python reads texts. */
final class LocalText {
  private LocalText() {}

  /** The text, with its line ends made {@code \n}. */
  static String read(String field, String name, String what) {
    Path path = path(field, name);
    if (!Files.isRegularFile(path)) {
      throw Refusal.of(
          field, "there is no " + what + " " + (name.isEmpty() ? "''" : path.toAbsolutePath()));
    }
    try {
      return Files.readString(path).replace("\r\n", "\n").replace('\r', '\n');
    } catch (CharacterCodingException e) {
      throw Refusal.of(field, path.toAbsolutePath() + " is not UTF-8 text", e);
    } catch (IOException e) {
      throw Refusal.of(field, path.toAbsolutePath() + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** The path, relative to the process's working directory. */
  static Path path(String field, String name) {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw Refusal.of(field, "not a path on this system: " + e.getReason(), e);
    }
  }
}
