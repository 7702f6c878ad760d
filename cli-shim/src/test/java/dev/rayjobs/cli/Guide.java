package dev.rayjobs.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.regex.Pattern;

/** A guide among the examples: what it tells its reader to type. */
final class Guide {
  private static final Path FOLDER = Path.of("../examples/authentication").toAbsolutePath();
  private static final Pattern BLOCK =
      Pattern.compile("^```(\\w+)\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

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
    try {
      return BLOCK
          .matcher(Files.readString(file(name)))
          .results()
          .filter(block -> block.group(1).equals(language))
          .map(block -> block.group(2))
          .iterator();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
