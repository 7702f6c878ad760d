package dev.rayjobs.packaging;

import dev.rayjobs.errors.PackagingException;
import dev.rayjobs.internal.packaging.FileFacts;
import dev.rayjobs.internal.packaging.PathNames;
import dev.rayjobs.internal.packaging.PrivateTempFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An archive or a wheel that goes to the cluster as it is. An archive's URI is made of the SHA-1 of
 * its bytes; a wheel's is its file name, so that a wheel built anew under the same name and version
 * is not uploaded to a cluster that has the old one. Immutable.
 *
 * <pre>{@code
 * LocalPackage wheel = PackageSource.pyModule("dist/app-1.0-py3-none-any.whl")
 *     .scan(PackageOptions.standard());
 * System.out.println(wheel.uri()); // gcs://app-1.0-py3-none-any.whl
 * }</pre>
 */
final class FilePackage implements LocalPackage {
  private static final int BUFFER = 1 << 17;

  private final Path file;
  private final String name;
  private final FileFacts facts;
  private final String sha1;

  private FilePackage(Path file, String name, FileFacts facts, String sha1) {
    this.file = file;
    this.name = name;
    this.facts = facts;
    this.sha1 = sha1;
  }

  /** Reads the file; it must be an archive or a wheel by its name. */
  static FilePackage scan(Path file) {
    Path absolute = PathNames.absolute(file);
    String name = PathNames.nameOf(absolute);
    if (name.endsWith(".whl") && (!PathNames.isUnicode(name) || name.matches(".*[/?#].*"))) {
      throw new PackagingException(
          "the wheel " + PathNames.printable(file) + " has a name that cannot stand in a URI.");
    }
    try {
      FileFacts facts = FileFacts.of(absolute);
      if (!facts.isRegularFile()) {
        throw new PackagingException(
            PathNames.printable(file) + " is " + facts.type() + ", not a file.");
      }
      return new FilePackage(absolute, name, facts, copy(absolute, null));
    } catch (IOException e) {
      throw cannotRead(absolute, e);
    }
  }

  /** Reads the file and gives the SHA-1 of its bytes; writes them too if there is a target. */
  private static String copy(Path file, @Nullable FileChannel target) throws IOException {
    MessageDigest sha1 = ContentHash.sha1();
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    try (FileChannel source = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = 0;
      while (source.read(buffer) >= 0) {
        buffer.flip();
        size += buffer.remaining();
        sha1.update(buffer.duplicate());
        while (target != null && buffer.hasRemaining()) {
          checkSize(file, size);
          target.write(buffer);
        }
        buffer.clear();
      }
    }
    return HexFormat.of().formatHex(sha1.digest());
  }

  private static PackagingException cannotRead(Path file, IOException cause) {
    Path parent = file.getParent();
    return new ProblemPaths(parent == null ? file : parent)
        .unreadable(PathNames.nameOf(file), cause);
  }

  private static void checkSize(Path file, long size) {
    if (size > MAX_BYTES) {
      throw new PackagingException(
          PathNames.printable(file)
              + " has "
              + size
              + " bytes or more; Ray's dashboard takes at most "
              + MAX_BYTES
              + " (100 MiB). Nothing was uploaded. Put it where the cluster can fetch it and give"
              + " its URI (https://, s3://, gs://) instead of the path.");
    }
  }

  @Override
  public String uri() {
    return uri(sha1);
  }

  private String uri(String hash) {
    if (name.endsWith(".whl")) {
      return "gcs://" + name;
    }
    String ending = ".zip";
    // Python sees no suffix in a name that is nothing but ".tgz".
    boolean tgz = name.endsWith(".tgz") && name.length() > ".tgz".length();
    if (name.endsWith(".tar.gz") || tgz) {
      ending = ".tar.gz";
    } else if (name.endsWith(".tar.xz")) {
      ending = ".tar.xz";
    }
    return "gcs://_ray_pkg_" + hash + ending;
  }

  @Override
  public Path source() {
    return file;
  }

  @Override
  public PathExplanation explain(String path) {
    String shown = PathNames.printable(name);
    Path parent = file.getParent();
    boolean itself =
        name.equals(PathPrefixes.below(parent == null ? "/" : PathNames.printable(parent), path));
    return itself
        ? new PathExplanation(true, shown + " goes up as it is")
        : new PathExplanation(
            false,
            "what is in " + shown + " is not looked at: it goes up as it is, with all it holds");
  }

  @Override
  public List<PackageEntry> entries() {
    return List.of(new PackageEntry(name, facts.size(), facts.mode(), PackageEntry.Kind.FILE));
  }

  @Override
  public List<ExcludedPath> excluded() {
    return List.of();
  }

  @Override
  public List<String> warnings() {
    return List.of();
  }

  @Override
  public PackageArchive writeArchive() {
    checkSize(file, facts.size());
    // A copy, since the file may change between the attempts of an upload.
    PrivateTempFile copy = TempFiles.create();
    PrivateTempFile unfinished = copy;
    try (FileChannel out = copy.open()) {
      String hash = copy(file, out);
      List<String> notes = new ArrayList<>();
      if (!hash.equals(sha1)) {
        notes.add(
            PathNames.printable(file) + " changed since it was scanned; it goes as it is now");
      }
      String near = DirectoryPackage.nearLimit(out.size());
      if (near != null) {
        notes.add(near);
      }
      unfinished = null;
      return new PackageArchive(uri(hash), copy, out.size(), notes);
    } catch (IOException e) {
      throw new PackagingException(
          PathNames.printable(file) + " cannot be copied: " + e.getMessage(), e);
    } finally {
      if (unfinished != null) {
        unfinished.close();
      }
    }
  }

  @Override
  public String toString() {
    return uri() + " of " + PathNames.printable(file);
  }
}
