package dev.rayjobs.internal.python;

import java.util.ArrayList;
import java.util.List;

/** The parts of a path as Python's pathlib sees them: by text alone, no file system is asked. */
public final class PythonPath {
  private PythonPath() {}

  /** The last part, "." and empty parts left aside. Empty if there is none. */
  public static String name(String path) {
    List<String> parts = parts(path);
    return parts.isEmpty() ? "" : parts.get(parts.size() - 1);
  }

  /** From the last dot of the name on; empty if it has none, begins or ends with it. */
  public static String suffix(String path) {
    String name = name(path);
    int dot = name.lastIndexOf('.');
    return dot > 0 && dot < name.length() - 1 ? name.substring(dot) : "";
  }

  /** The same path without superfluous slashes and dots. */
  public static String tidy(String path) {
    String root = "";
    if (path.startsWith("/")) {
      // POSIX leaves a meaning to exactly two slashes, and pathlib keeps them.
      root = path.startsWith("//") && !path.startsWith("///") ? "//" : "/";
    }
    return root + String.join("/", parts(path));
  }

  private static List<String> parts(String path) {
    List<String> parts = new ArrayList<>();
    for (String part : path.split("/", -1)) {
      if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    return parts;
  }
}
