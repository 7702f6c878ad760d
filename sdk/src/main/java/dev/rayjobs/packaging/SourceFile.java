package dev.rayjobs.packaging;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;

/** A file that could be read a moment ago: if that fails now, it has changed. */
final class SourceFile implements AutoCloseable {
  private final PackageEntry entry;
  private final FileChannel file;

  SourceFile(FileTree tree, PackageEntry entry) throws ContentChangedException {
    this.entry = entry;
    try {
      file = FileChannel.open(tree.locate(entry), StandardOpenOption.READ);
    } catch (IOException e) {
      throw new ContentChangedException(entry.path(), e);
    }
  }

  /** Reads that many bytes, fewer only at the end of the file. */
  int read(byte[] target, int offset, int length) throws ContentChangedException {
    ByteBuffer buffer = ByteBuffer.wrap(target, offset, length);
    try {
      int read = 0;
      while (read >= 0 && buffer.hasRemaining()) {
        read = file.read(buffer);
      }
    } catch (IOException e) {
      throw new ContentChangedException(entry.path(), e);
    }
    return buffer.position() - offset;
  }

  /** Reads all of a file that is smaller than the array; of a larger one as much as fits. */
  int readAll(byte[] target) throws ContentChangedException {
    try {
      int read = Math.max(0, file.read(ByteBuffer.wrap(target)));
      // Less than there was room for, and as much as the system told: that was all.
      return read == entry.size() && read < target.length
          ? read
          : read + read(target, read, target.length - read);
    } catch (IOException e) {
      throw new ContentChangedException(entry.path(), e);
    }
  }

  int readAt(long position, byte[] target) throws ContentChangedException {
    try {
      return file.read(ByteBuffer.wrap(target), position);
    } catch (IOException e) {
      throw new ContentChangedException(entry.path(), e);
    }
  }

  @Override
  public void close() throws ContentChangedException {
    try {
      file.close();
    } catch (IOException e) {
      throw new ContentChangedException(entry.path(), e);
    }
  }
}
