package dev.rayjobs.packaging;

/**
 * One member of a package: a file, or a directory that is empty on disk. Immutable.
 *
 * <pre>{@code
 * code.entries().forEach(entry -> System.out.println(entry.path() + " " + entry.size()));
 * }</pre>
 */
public final class PackageEntry {
  /** What the member is. Constants may be added: have a default branch. */
  public enum Kind {
    /** A file with its bytes. */
    FILE,
    /** An empty directory. */
    DIRECTORY
  }

  private final String path;
  private final long size;
  private final int mode;
  private final Kind kind;

  PackageEntry(String path, long size, int mode, Kind kind) {
    this.path = path;
    this.size = size;
    this.mode = mode;
    this.kind = kind;
  }

  /**
   * {@return its place on the node, relative to where the package is unpacked, with slashes and
   * none at the end} The root of an empty directory is {@code .}.
   */
  public String path() {
    return path;
  }

  /** {@return the number of raw bytes; 0 for a directory} */
  public long size() {
    return size;
  }

  /** {@return the UNIX mode that the node sets, with the type of the file, for example 0100755} */
  public int mode() {
    return mode;
  }

  /** {@return file or directory} */
  public Kind kind() {
    return kind;
  }

  /** The name in the zip file. */
  String memberName() {
    return kind == Kind.DIRECTORY ? path + "/" : path;
  }

  PackageEntry withPath(String other) {
    return new PackageEntry(other, size, mode, kind);
  }

  @Override
  public String toString() {
    return path + " (" + size + " bytes, mode " + Integer.toOctalString(mode) + ")";
  }
}
