package dev.rayjobs.internal.packaging;

import dev.rayjobs.internal.masking.MaskedAddress;
import dev.rayjobs.internal.python.PythonPath;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a text as Ray reads it: is it a URI of a package, and which, or a path? */
public final class PackageUri {
  /** What the validation of a URI came to. */
  public enum Verdict {
    /** A URI that Ray takes as it is. */
    ACCEPTED,
    /** No URI that Ray knows: it takes the text for a path. */
    NOT_A_URI
  }

  private static final Set<String> REMOTE =
      Set.of("http", "https", "s3", "gs", "azure", "abfss", "file");
  private static final Set<String> OTHER = Set.of("conda", "pip", "uv");

  /** Endings of all archives that can be uploaded. */
  private static final List<String> UPLOADED =
      List.of(".tar.gz", ".tar.xz", ".zip", ".whl", ".tgz");

  private static final List<String> COMPOUND = List.of(".tar.gz", ".tar.bz2", ".tar.xz");

  private PackageUri() {}

  /**
   * Checks the text as Ray's client does.
   *
   * @param field the runtime_env's field, for messages
   * @param endings the archives that the field takes
   * @throws IllegalArgumentException if it is a URI that Ray refuses
   */
  public static Verdict check(String text, String field, List<String> endings) {
    SplitUri uri = SplitUri.of(text);
    String scheme = uri.scheme();
    if (scheme.equals("local")) {
      checkLocal(text);
      return Verdict.ACCEPTED;
    }
    if (OTHER.contains(scheme)) {
      return Verdict.ACCEPTED;
    }
    String name;
    if (scheme.equals("gcs")) {
      name = uri.authority();
    } else if (REMOTE.contains(scheme)) {
      name = remoteName(uri);
    } else {
      return Verdict.NOT_A_URI;
    }
    if (endings.stream().noneMatch(name::endsWith)) {
      throw new IllegalArgumentException(
          "Only "
              + String.join(", ", endings)
              + " files are supported for "
              + field
              + " URIs; got "
              + withoutSecrets(text)
              + ".");
    }
    return Verdict.ACCEPTED;
  }

  /** The text's scheme as Ray sees it, or null if it has none. */
  public static @Nullable String scheme(String text) {
    String scheme = SplitUri.of(text).scheme();
    return scheme.isEmpty() ? null : scheme;
  }

  /** The name under which a node keeps a remote package, as far as its ending goes. */
  private static String remoteName(SplitUri uri) {
    if (uri.path().endsWith(".whl")) {
      return uri.path().substring(uri.path().lastIndexOf('/') + 1);
    }
    String raw = uri.authority() + uri.path();
    for (String ending : COMPOUND) {
      if (raw.endsWith(ending)) {
        return ending;
      }
    }
    return PythonPath.suffix(raw);
  }

  private static void checkLocal(String text) {
    String prefix = "local://";
    String advice =
        " Write local:///path/in/image, or local://C:/path/in/image for nodes that run Windows.";
    if (!text.toLowerCase(Locale.ROOT).startsWith(prefix)) {
      throw new IllegalArgumentException(
          "Invalid \"local://\" URI \""
              + withoutSecrets(text)
              + "\": it must start with local://."
              + advice);
    }
    String path = text.substring(prefix.length());
    boolean windows = path.matches("(?s)/?[a-zA-Z]:[\\\\/].*");
    if (!windows && !path.startsWith("/")) {
      throw new IllegalArgumentException(
          "Invalid \"local://\" URI \""
              + withoutSecrets(text)
              + "\": the path must be absolute."
              + advice);
    }
    for (String ending : UPLOADED) {
      if (path.endsWith(ending)) {
        throw new IllegalArgumentException(
            "Invalid \"local://\" URI \""
                + withoutSecrets(text)
                + "\": the path must be a directory, not a "
                + ending
                + " archive. A local:// directory is used where it is and never unpacked.");
      }
    }
  }

  /** Queries often hold signatures, and authorities passwords. */
  static String withoutSecrets(String text) {
    return PathNames.printable(MaskedAddress.of(text));
  }
}
