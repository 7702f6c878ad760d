package dev.rayjobs.packaging;

import dev.rayjobs.errors.PackagingException;
import dev.rayjobs.internal.packaging.PackageUri;
import dev.rayjobs.internal.packaging.PathNames;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the text of a runtime_env's {@code working_dir}, or of one of its {@code py_modules}, means:
 * a URI that goes to the cluster as it is, or something local to be packed. Decided as Ray 2.60's
 * client decides. Immutable.
 *
 * <pre>{@code
 * PackageSource source = PackageSource.workingDir("s3://bucket/app.zip");
 * String uri = source.isUri() ? source.text() : source.scan(PackageOptions.standard()).uri();
 * }</pre>
 */
public final class PackageSource {
  /** What the text is. Constants may be added: have a default branch. */
  public enum Kind {
    /** A URI; nothing is packed. */
    URI,
    /** A local directory. */
    DIRECTORY,
    /** A local .zip, .tar.gz, .tgz or .tar.xz file; for working_dir only. */
    ARCHIVE,
    /** A local wheel; for py_modules only. */
    WHEEL,
    /** A local .py file; for py_modules only. */
    PYTHON_FILE
  }

  private static final List<String> ARCHIVES = List.of(".zip", ".tar.gz", ".tgz", ".tar.xz");
  private static final List<String> MODULES = List.of(".zip", ".whl", ".tar.gz", ".tgz", ".tar.xz");
  private static final String SCHEMES = "http, https, s3, gs, azure, abfss, file, gcs or local";

  private final String text;
  private final Kind kind;
  private final Optional<Path> path;
  private final boolean module;

  private PackageSource(String text, Kind kind, Optional<Path> path, boolean module) {
    this.text = text;
    this.kind = kind;
    this.path = path;
    this.module = module;
  }

  /**
   * {@return the meaning of a {@code working_dir}}
   *
   * @param text a path or a URI
   * @throws PackagingException if it is a URI that Ray refuses, or a path to nothing that Ray packs
   */
  public static PackageSource workingDir(String text) {
    if (isUri(text, "working_dir", ARCHIVES)) {
      return new PackageSource(text, Kind.URI, Optional.empty(), false);
    }
    Path path = path(text, "working_dir");
    if (Files.isDirectory(path)) {
      return new PackageSource(text, Kind.DIRECTORY, Optional.of(path), false);
    }
    String name = PathNames.nameOf(path);
    if (Files.exists(path) && ARCHIVES.stream().anyMatch(name::endsWith)) {
      return new PackageSource(text, Kind.ARCHIVE, Optional.of(path), false);
    }
    throw new PackagingException(
        "working_dir "
            + PathNames.printable(text)
            + (Files.exists(path) ? "" : " does not exist; it")
            + " must be an existing directory or a supported archive ("
            + String.join(", ", ARCHIVES)
            + ")"
            + orUri(text));
  }

  /**
   * {@return the meaning of an element of {@code py_modules}}
   *
   * @param text a path or a URI
   * @throws PackagingException if it is a URI that Ray refuses, or a path to nothing that Ray packs
   */
  public static PackageSource pyModule(String text) {
    if (isUri(text, "py_modules", MODULES)) {
      return new PackageSource(text, Kind.URI, Optional.empty(), true);
    }
    Path path = path(text, "py_modules");
    String name = PathNames.nameOf(path);
    Kind kind;
    if (Files.isDirectory(path)) {
      kind = Kind.DIRECTORY;
    } else if (hasSuffix(name, ".py")) {
      kind = Kind.PYTHON_FILE;
    } else if (hasSuffix(name, ".whl")) {
      kind = Kind.WHEEL;
    } else {
      throw new PackagingException(
          "a py_modules entry must be a .py file, a directory, or a .whl file"
              + orUri(text)
              + " Got "
              + PathNames.printable(text)
              + (Files.exists(path) ? "." : ", which does not exist."));
    }
    if (!Files.exists(path)) {
      throw new PackagingException(
          "the py_modules entry " + PathNames.printable(text) + " must be an existing file.");
    }
    return new PackageSource(text, kind, Optional.of(path), true);
  }

  private static boolean hasSuffix(String name, String suffix) {
    return name.endsWith(suffix) && name.length() > suffix.length();
  }

  private static boolean isUri(String text, String field, List<String> endings) {
    try {
      return PackageUri.check(text, field, endings) == PackageUri.Verdict.ACCEPTED;
    } catch (IllegalArgumentException e) {
      throw new PackagingException(String.valueOf(e.getMessage()), e);
    }
  }

  private static Path path(String text, String field) {
    try {
      return PathNames.parse(text);
    } catch (InvalidPathException e) {
      throw new PackagingException(
          field + " " + PathNames.printable(text) + " is not a valid path.", e);
    }
  }

  private static String orUri(String text) {
    String scheme = PackageUri.scheme(text);
    return scheme != null && text.contains("://")
        ? "; and the scheme " + scheme + " is not one that Ray knows (" + SCHEMES + ")."
        : ", or a URI (" + SCHEMES + ").";
  }

  /** {@return the text as it was given} */
  public String text() {
    return text;
  }

  /** {@return what it is} */
  public Kind kind() {
    return kind;
  }

  /** {@return whether it goes to the cluster as it is} */
  public boolean isUri() {
    return kind == Kind.URI;
  }

  /** {@return the local path, absolute; none for a URI} */
  public Optional<Path> path() {
    return path;
  }

  /**
   * Reads what the path points to and computes its URI. For a py_modules directory the directory's
   * own name goes on top and there are no default excludes, whatever the options say.
   *
   * @param options what is left out, and who is told
   * @return the package
   * @throws PackagingException if it cannot be packed
   * @throws IllegalStateException if this is a URI
   */
  public LocalPackage scan(PackageOptions options) {
    Path local =
        path.orElseThrow(() -> new IllegalStateException(text + " is a URI; it is not packed"));
    PackageOptions settings = options;
    if (module) {
      settings = options.toBuilder().includeParentDir(true).defaultExcludes(List.of()).build();
    }
    return switch (kind) {
      case DIRECTORY -> DirectoryPackage.scan(local, settings);
      case PYTHON_FILE -> DirectoryPackage.scanFile(local, settings);
      default -> FilePackage.scan(local);
    };
  }

  @Override
  public String toString() {
    return text;
  }
}
