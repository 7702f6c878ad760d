package dev.rayjobs.packaging;

import dev.rayjobs.errors.PackagingException;
import dev.rayjobs.internal.packaging.FileFacts;
import dev.rayjobs.internal.packaging.PathNames;
import dev.rayjobs.internal.packaging.Rule;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Path;

/** Words for paths that cannot be packed: which, why, and what to do. */
final class ProblemPaths {
  private final Path root;

  ProblemPaths(Path root) {
    this.root = root;
  }

  PackagingException unreadable(String relative, IOException cause) {
    return new PackagingException(
        where(relative)
            + " cannot be read: "
            + reason(cause)
            + "; make it readable or exclude it. Nothing was uploaded.",
        cause);
  }

  PackagingException badLink(String relative, IOException cause) {
    return new PackagingException(
        "the symbolic link "
            + where(relative)
            + " cannot be followed: "
            + reason(cause)
            + "; repair it or exclude it.",
        cause);
  }

  PackagingException loop(String relative, Path target) {
    return new PackagingException(
        "the symbolic link "
            + where(relative)
            + " leads to "
            + PathNames.printable(target)
            + ", a directory that it lies in: following it would never end. Exclude it, for example"
            + " with the pattern "
            + exclude(relative)
            + ".");
  }

  PackagingException leadsOut(String relative, Path target) {
    return new PackagingException(
        "the symbolic link "
            + where(relative)
            + " leads out of the directory, to "
            + PathNames.printable(target)
            + ", and such links are not to be followed; exclude it or put a copy in its place.");
  }

  PackagingException special(String relative, FileFacts facts) {
    return new PackagingException(
        where(relative)
            + " is "
            + facts.type()
            + ", which cannot be packed; remove it or exclude it with the pattern "
            + exclude(relative)
            + ".");
  }

  PackagingException notUnicode(String relative) {
    return new PackagingException(
        "the name of "
            + where(relative)
            + " is not UTF-8, and Ray has no URI for such a name; rename it or exclude it.");
  }

  PackagingException rootExcluded(Rule rule) {
    return new PackagingException(
        "the pattern "
            + ExcludedPath.describe(rule)
            + " matches the directory "
            + PathNames.printable(root)
            + " itself, which Ray calls \".\": the package would be empty. Change the pattern, or"
            + " put '!.' behind it to keep the directory.");
  }

  PackagingException fileExcluded(String name, Rule rule) {
    return new PackagingException(
        "the pattern "
            + ExcludedPath.describe(rule)
            + " matches the file "
            + where(name)
            + ": the package would be empty. Change the pattern.");
  }

  private String where(String relative) {
    String directory = PathNames.printable(root);
    String slash = directory.endsWith("/") ? "" : "/";
    return relative.equals(".") ? directory : directory + slash + PathNames.printable(relative);
  }

  /** A pattern that matches this path and nothing else. */
  static String exclude(String relative) {
    return "'/" + PathNames.printable(relative.replaceAll("([\\\\*?\\[])", "\\\\$1")) + "'";
  }

  private static String reason(IOException cause) {
    if (cause instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (cause instanceof FileSystemLoopException) {
      return "it leads back to itself";
    }
    if (cause instanceof FileSystemException system && system.getReason() != null) {
      return system.getReason().replaceFirst(" or unable to access attributes.*", "");
    }
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }
}
