package dev.rayjobs.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Looks along a symbolic link that cannot be followed. */
final class LinkTarget {
  /** The system itself gives up after 40 links. */
  private static final int MOST_LINKS = 40;

  private LinkTarget() {}

  /**
   * Whether the link leads to something below a file, where nothing can be. The system's own words
   * for this depend on the locale.
   */
  static boolean isBelowAFile(Path link) throws IOException {
    Path at = link;
    for (int i = 0; i < MOST_LINKS && Files.isSymbolicLink(at); i++) {
      at = at.resolveSibling(Files.readSymbolicLink(at));
    }
    for (Path parent = at.getParent(); parent != null; parent = parent.getParent()) {
      if (Files.exists(parent)) {
        return !Files.isDirectory(parent);
      }
    }
    return false;
  }
}
