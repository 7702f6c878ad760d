package dev.rayjobs.cli;

import java.nio.file.Path;
import java.util.Iterator;

/** A guide among the examples: what it tells its reader to type. */
final class Guide {
  private static final Path FOLDER = Path.of("../examples/authentication").toAbsolutePath();

  private Guide() {}

  /** A file that the guides speak of. */
  static Path file(String name) {
    return FOLDER.resolve(name).normalize();
  }

  /** The blocks of shell commands, in order: a test that takes them all leaves out none. */
  static Iterator<String> commands(String name) {
    return blocks(name, "sh");
  }

  /** The blocks in this language, in order. */
  static Iterator<String> blocks(String name, String language) {
    return new Document(file(name)).blocks(language);
  }
}
