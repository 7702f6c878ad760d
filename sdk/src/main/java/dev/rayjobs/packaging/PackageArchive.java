package dev.rayjobs.packaging;

import dev.rayjobs.internal.packaging.PrivateTempFile;
import java.nio.file.Path;
import java.util.List;

/**
 * The bytes to upload, in a file that only this user can read and that nobody changes any more. The
 * file is deleted on close, or when the program ends. Safe for use by several threads.
 *
 * <pre>{@code
 * try (PackageArchive archive = code.writeArchive()) {
 *   System.out.println(archive.uri() + ": " + archive.size() + " bytes");
 * }
 * }</pre>
 */
public final class PackageArchive implements AutoCloseable {
  private final String uri;
  private final PrivateTempFile file;
  private final long size;
  private final List<String> warnings;

  PackageArchive(String uri, PrivateTempFile file, long size, List<String> warnings) {
    this.uri = uri;
    this.file = file;
    this.size = size;
    this.warnings = List.copyOf(warnings);
  }

  /** {@return the URI that these bytes belong to} */
  public String uri() {
    return uri;
  }

  /** {@return where the bytes lie until {@link #close()}} */
  public Path path() {
    return file.path();
  }

  /** {@return the number of bytes, at most {@link LocalPackage#MAX_BYTES}} */
  public long size() {
    return size;
  }

  /** {@return what was noticed while the file was written, such as a size near the limit} */
  public List<String> warnings() {
    return warnings;
  }

  /** Deletes the file; a second call does nothing. */
  @Override
  public void close() {
    file.close();
  }

  @Override
  public String toString() {
    return uri + " (" + size + " bytes)";
  }
}
