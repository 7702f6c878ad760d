package dev.rayjobs.internal.packaging;

/** What Python's strings do and Java's do otherwise. */
final class PythonText {
  private PythonText() {}

  /** Python's {@code strip()}: no-break spaces and U+0085 go too. */
  static String strip(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isSpace(text.charAt(start))) {
      start++;
    }
    while (end > start && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  private static boolean isSpace(char c) {
    return (c >= '\t' && c <= '\r')
        || (c >= '\u001c' && c <= ' ')
        || c == '\u0085'
        || c == '\u00a0'
        || c == '\u1680'
        || (c >= '\u2000' && c <= '\u200a')
        || c == '\u2028'
        || c == '\u2029'
        || c == '\u202f'
        || c == '\u205f'
        || c == '\u3000';
  }

  /** Python's {@code PurePath.suffix}: from the last dot on, if something stands around it. */
  static String suffix(String name) {
    int dot = name.lastIndexOf('.');
    return dot > 0 && dot < name.length() - 1 ? name.substring(dot) : "";
  }

  /** Python's {@code PurePath(path).name} for a path with slashes. */
  static String lastName(String path) {
    String name = "";
    for (String part : path.split("/", -1)) {
      if (!part.isEmpty() && !part.equals(".")) {
        name = part;
      }
    }
    return name;
  }
}
