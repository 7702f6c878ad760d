package dev.rayjobs.internal.packaging;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Objects;

/**
 * What the system says of a file.
 *
 * @param mode the UNIX mode with the type of the file; where there are none, a usual one
 * @param size in bytes
 */
public record FileFacts(int mode, long size) {
  private static final boolean UNIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("unix");
  private static final int TYPE = 0170000;
  private static final int DIRECTORY = 0040000;
  private static final int REGULAR = 0100000;
  private static final int LINK = 0120000;

  /** The facts of what the path points to, through links unless told otherwise. */
  public static FileFacts of(Path path, LinkOption... options) throws IOException {
    if (UNIX) {
      Map<String, Object> facts = Files.readAttributes(path, "unix:mode,size", options);
      Object mode = Objects.requireNonNull(facts.get("mode"));
      Object size = Objects.requireNonNull(facts.get("size"));
      return new FileFacts((Integer) mode, (Long) size);
    }
    BasicFileAttributes facts = Files.readAttributes(path, BasicFileAttributes.class, options);
    int mode =
        facts.isSymbolicLink()
            ? LINK
            : facts.isDirectory() ? DIRECTORY | 0755 : facts.isRegularFile() ? REGULAR | 0644 : 0;
    return new FileFacts(mode, facts.size());
  }

  /** A directory. */
  public boolean isDirectory() {
    return (mode & TYPE) == DIRECTORY;
  }

  /** A file with content. */
  public boolean isRegularFile() {
    return (mode & TYPE) == REGULAR;
  }

  /** A symbolic link. */
  public boolean isLink() {
    return (mode & TYPE) == LINK;
  }

  /** The type in words, for messages. */
  public String type() {
    return switch (mode & TYPE) {
      case 0010000 -> "a FIFO";
      case 0020000 -> "a character device";
      case 0060000 -> "a block device";
      case 0140000 -> "a socket";
      case REGULAR -> "a file";
      case DIRECTORY -> "a directory";
      case LINK -> "a symbolic link";
      default -> "a special file";
    };
  }
}
