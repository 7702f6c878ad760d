package dev.rayjobs.packaging;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Relative paths taken apart. */
final class PathPrefixes {
  private PathPrefixes() {}

  /** Without {@code .}, {@code ..}, doubled slashes and a slash at the end. */
  static String normalize(String path) {
    Deque<String> parts = new ArrayDeque<>();
    for (String part : path.split("/", -1)) {
      if (part.equals("..")) {
        parts.pollLast();
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    return parts.isEmpty() ? "." : String.join("/", parts);
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
