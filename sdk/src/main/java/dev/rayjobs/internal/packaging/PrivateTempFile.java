package dev.rayjobs.internal.packaging;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A file that only its owner can read, in the system's folder for such files, deleted on close or,
 * if that is never called, when the program ends, also by a signal.
 */
public final class PrivateTempFile implements AutoCloseable {
  private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(PrivateTempFile::deleteAll, "rayjobs-cleanup"));
  }

  private final Path path;

  private PrivateTempFile(Path path) {
    this.path = path;
  }

  /** A new empty file. */
  public static PrivateTempFile create(String prefix, String suffix) throws IOException {
    // createTempFile makes it with mode 0600, exclusively.
    PrivateTempFile file = new PrivateTempFile(Files.createTempFile(prefix, suffix));
    OPEN.add(file.path);
    return file;
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /** Opens it for reading and writing. */
  public FileChannel open() throws IOException {
    return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  @Override
  public void close() {
    delete(path);
  }

  private static void deleteAll() {
    OPEN.forEach(PrivateTempFile::delete);
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
      OPEN.remove(path);
    } catch (IOException e) {
      // It stays on the list and is tried again when the program ends.
      OPEN.add(path);
    }
  }
}
