package dev.rayjobs.packaging;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Relative paths taken apart. */
final class PathPrefixes {
  private PathPrefixes() {}

  /**
   * The path below a directory, without {@code .}, {@code ..}, doubled slashes and a slash at the
   * end; null if it leads out.
   *
   * @param directory from the root of the file system
   * @param path relative to the directory, or from the root of the file system too
   */
  static @Nullable String below(String directory, String path) {
    List<String> parts = parts(path);
    if (parts != null && path.startsWith("/")) {
      parts = below(parts(directory), parts);
    }
    if (parts == null) {
      return null;
    }
    return parts.isEmpty() ? "." : String.join("/", parts);
  }

  private static @Nullable List<String> below(@Nullable List<String> top, List<String> parts) {
    if (top == null || top.size() > parts.size() || !top.equals(parts.subList(0, top.size()))) {
      return null;
    }
    return parts.subList(top.size(), parts.size());
  }

  private static @Nullable List<String> parts(String path) {
    List<String> parts = new ArrayList<>();
    for (String part : path.split("/", -1)) {
      if (part.equals("..")) {
        if (parts.isEmpty()) {
          return null;
        }
        parts.remove(parts.size() - 1);
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    return parts;
  }

  /** The root, then each directory on the way, then the path itself. */
  static List<String> of(String path) {
    List<String> prefixes = new ArrayList<>();
    prefixes.add(".");
    if (!path.equals(".")) {
      for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
        prefixes.add(path.substring(0, slash));
      }
      prefixes.add(path);
    }
    return prefixes;
  }
}
