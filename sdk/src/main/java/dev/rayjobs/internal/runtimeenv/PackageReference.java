package dev.rayjobs.internal.runtimeenv;

import dev.rayjobs.errors.InvalidInputException;
import dev.rayjobs.internal.python.PythonPath;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A working_dir, or one of the py_modules: the URI of a package, or a local path. Which of the two
 * is decided as Ray decides it: by whether the text begins with a scheme that Ray knows.
 */
public final class PackageReference {
  private static final Set<String> REMOTE =
      Set.of("gcs", "http", "https", "s3", "gs", "azure", "abfss", "file");
  // Ray's client lets these through, though no package can be behind them.
  private static final Set<String> ENVIRONMENTS = Set.of("conda", "pip", "uv");
  private static final Pattern SCHEME = Pattern.compile("([A-Za-z0-9+.-]+):.*", Pattern.DOTALL);
  private static final Pattern DRIVE = Pattern.compile("[a-zA-Z]:[\\\\/].*", Pattern.DOTALL);
  private static final List<String> COMPOUND = List.of(".tar.gz", ".tar.bz2", ".tar.xz");
  private static final String LOCAL = "local://";

  /** What a field may hold: Ray's lists. */
  public enum Field {
    /** The one directory that a job starts in. */
    WORKING_DIR("working_dir", List.of(".zip", ".tar.gz", ".tgz", ".tar.xz")),
    /** Modules to be imported. */
    PY_MODULES("py_modules", List.of(".zip", ".whl", ".tar.gz", ".tgz", ".tar.xz"));

    private final String fieldName;

    @SuppressWarnings("ImmutableEnumChecker") // Made by List.of.
    private final List<String> extensions;

    Field(String fieldName, List<String> extensions) {
      this.fieldName = fieldName;
      this.extensions = extensions;
    }

    /** The field's name in a runtime_env. */
    public String fieldName() {
      return fieldName;
    }

    /** The archives that Ray takes for this field. */
    public List<String> extensions() {
      return extensions;
    }
  }

  private PackageReference() {}

  /** True if the text is a URI to be passed through, false if it is a path to be packaged. */
  public static boolean isUri(String text) {
    String scheme = scheme(clean(text));
    return scheme != null
        && (REMOTE.contains(scheme) || ENVIRONMENTS.contains(scheme) || scheme.equals("local"));
  }

  /**
   * Checks the form of a URI.
   *
   * @throws InvalidInputException if it is no URI of a known scheme, or one that Ray refuses
   */
  public static void checkUri(Field field, String uri) {
    String cleaned = clean(uri);
    String scheme = scheme(cleaned);
    if (scheme == null || !isUri(uri)) {
      throw Refusal.of(
          field.fieldName,
          "a local path must be packaged and uploaded first; got " + Redaction.uri(uri));
    }
    if (scheme.equals("local")) {
      checkLocal(field, uri);
    } else if (REMOTE.contains(scheme)) {
      String packageName = packageName(field, scheme, cleaned.substring(scheme.length() + 1));
      if (field.extensions.stream().noneMatch(packageName::endsWith)) {
        throw Refusal.of(
            field.fieldName,
            "a URI must end in one of "
                + String.join(", ", field.extensions)
                + "; got "
                + Redaction.uri(uri));
      }
    }
  }

  private static void checkLocal(Field field, String uri) {
    String path =
        uri.regionMatches(true, 0, LOCAL, 0, LOCAL.length()) ? uri.substring(LOCAL.length()) : "";
    if (path.startsWith("/") && DRIVE.matcher(path.substring(1)).matches()) {
      path = path.substring(1);
    }
    if (!path.startsWith("/") && !DRIVE.matcher(path).matches()) {
      throw Refusal.of(
          field.fieldName,
          "a local URI names an absolute path on the nodes, as local:///path/in/image; got " + uri);
    }
    if (Field.PY_MODULES.extensions.stream().anyMatch(path::endsWith)) {
      throw Refusal.of(
          field.fieldName,
          "a local URI names a directory that is on every node, never an archive; got " + uri);
    }
  }

  /** What Ray takes the extension from: the name it would give the downloaded file. */
  private static String packageName(Field field, String scheme, String afterScheme) {
    String authority = "";
    String path = afterScheme;
    if (path.startsWith("//")) {
      int end = firstOf(path, 2, "/?#");
      authority = path.substring(2, end);
      path = path.substring(end);
      if (authority.contains("[") != authority.contains("]")) {
        throw Refusal.of(field.fieldName, "the URI's host has a lone [ or ]");
      }
    }
    path = path.substring(0, firstOf(path, 0, "?#"));
    if (scheme.equals("http") || scheme.equals("https")) {
      int parameters = path.indexOf(';', Math.max(path.lastIndexOf('/'), 0));
      path = parameters < 0 ? path : path.substring(0, parameters);
    }
    if (scheme.equals("gcs")) {
      return authority;
    }
    if (path.endsWith(".whl")) {
      return path;
    }
    String raw = authority + path;
    return COMPOUND.stream().anyMatch(raw::endsWith) ? raw : PythonPath.suffix(raw);
  }

  private static int firstOf(String text, int from, String ends) {
    int i = from;
    while (i < text.length() && ends.indexOf(text.charAt(i)) < 0) {
      i++;
    }
    return i;
  }

  /** Python's URL parser drops these before it looks. */
  private static String clean(String text) {
    int start = 0;
    while (start < text.length() && text.charAt(start) <= ' ') {
      start++;
    }
    return text.substring(start).replace("\t", "").replace("\r", "").replace("\n", "");
  }

  private static @Nullable String scheme(String text) {
    var match = SCHEME.matcher(text);
    return match.matches() ? match.group(1).toLowerCase(Locale.ROOT) : null;
  }
}
