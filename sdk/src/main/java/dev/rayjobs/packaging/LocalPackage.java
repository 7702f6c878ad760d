package dev.rayjobs.packaging;

import java.nio.file.Path;
import java.util.List;

/**
 * Something local that was read and has a URI, but was not uploaded. Immutable: later changes on
 * disk do not show, and {@link #writeArchive()} finds them out.
 *
 * <pre>{@code
 * LocalPackage code = PackageSource.workingDir("app").scan(PackageOptions.standard());
 * try (PackageArchive archive = code.writeArchive()) {
 *   upload(archive.uri(), archive.path());
 * }
 * }</pre>
 */
public sealed interface LocalPackage permits DirectoryPackage, FilePackage {
  /** The largest package that Ray's dashboard takes, in bytes. */
  long MAX_BYTES = 104_857_600;

  /** {@return the URI that Ray's own client computes, for example {@code gcs://_ray_pkg_….zip}} */
  String uri();

  /** {@return the directory or file that it is made of, from the root of the file system} */
  Path source();

  /** {@return what is in it, in a fixed order; for an archive or a wheel the file itself} */
  List<PackageEntry> entries();

  /** {@return what was left out, and why, in a fixed order} */
  List<ExcludedPath> excluded();

  /** {@return what the user should know before this goes to a cluster; one sentence each} */
  List<String> warnings();

  /**
   * {@return why a path is in the package or not, as of the scan; nothing is read again}
   *
   * @param path relative to the directory, with slashes; or from the root of the file system
   */
  PathExplanation explain(String path);

  /**
   * Writes the file to upload. What goes in is held against the scan, by the CRC-32 of each file of
   * a directory and the SHA-1 of an archive or wheel. If it is not what was scanned, the work
   * starts over once, and the archive then has another URI: use {@link PackageArchive#uri()} from
   * there on.
   *
   * @return the file; close it, which deletes it
   * @throws dev.rayjobs.errors.PackagingException if the archive is over {@link #MAX_BYTES}, if the
   *     files keep changing, or if something cannot be read or written
   */
  PackageArchive writeArchive();

  /** {@return the raw bytes of all entries} */
  default long rawSize() {
    return entries().stream().mapToLong(PackageEntry::size).sum();
  }
}
