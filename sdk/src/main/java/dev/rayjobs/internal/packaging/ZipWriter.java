package dev.rayjobs.internal.packaging;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a zip file whose members are compressed elsewhere, with UNIX modes, UTF-8 names and one
 * fixed time for all. It keeps about a hundred bytes for each member; commons-compress keeps four
 * hundred, which with 100,000 members is more than a heap of 64 MB has room for beside the list of
 * files.
 */
public final class ZipWriter {
  /** How the bytes of a member are kept. */
  public enum Method {
    /** As they are. */
    STORED(0),
    /** Deflated. */
    DEFLATED(8);

    private final int code;

    Method(int code) {
      this.code = code;
    }
  }

  /**
   * A member whose bytes are known.
   *
   * @param name with slashes; one at the end for a directory
   * @param mode the UNIX mode
   * @param method how the bytes are kept
   * @param crc the CRC-32 of the raw bytes
   * @param packed the number of bytes in the zip file
   * @param size the number of raw bytes
   */
  public record Member(String name, int mode, Method method, int crc, long packed, long size) {}

  private static final int LOCAL_HEADER = 0x04034b50;
  private static final int CENTRAL_HEADER = 0x02014b50;
  private static final int END = 0x06054b50;
  private static final int END_64 = 0x06064b50;
  private static final int LOCATOR_64 = 0x07064b50;
  private static final int UTF_8 = 1 << 11;
  private static final int UNIX = 3 << 8;

  /** The first of January 1980, 00:00, the earliest time there is in a zip file. */
  private static final int DOS_DATE = (1 << 5) | 1;

  private static final int DOS_DIRECTORY = 0x10;
  private static final long MAX_32 = 0xffff_ffffL;
  private static final int MAX_16 = 0xffff;

  private final FileChannel out;
  private final long limit;
  private final ByteBuffer buffer = little(1 << 16);
  private final List<ByteBuffer> central = new ArrayList<>();
  private long centralSize;
  private long flushed;
  private long members;

  /**
   * A writer to an empty file.
   *
   * @param limit the size in bytes over which it gives up with {@link PackageTooLargeException}
   */
  public ZipWriter(FileChannel out, long limit) {
    this.out = out;
    this.limit = limit;
  }

  /** Adds a whole member. */
  public void add(Member member, byte[] data, int offset) throws IOException {
    long start = position();
    writeLocalHeader(member);
    write(data, offset, (int) member.packed);
    addToCentral(member, start);
  }

  /**
   * Starts a member whose CRC and packed size come later; {@link #write} its bytes, then {@link
   * #end} it.
   *
   * @return where it starts
   */
  public long begin(Member member) throws IOException {
    long start = position();
    writeLocalHeader(member);
    return start;
  }

  /** Writes bytes of the member that was begun. */
  public void write(byte[] data, int offset, int length) throws IOException {
    if (position() + length + centralSize > limit) {
      throw new PackageTooLargeException(limit);
    }
    if (length > buffer.remaining()) {
      flush();
    }
    if (length > buffer.capacity()) {
      ByteBuffer direct = ByteBuffer.wrap(data, offset, length);
      writeFully(direct);
    } else {
      buffer.put(data, offset, length);
    }
  }

  /** Ends the member that was begun at {@code start}; all of it is known now. */
  public void end(Member member, long start) throws IOException {
    long end = position();
    flush();
    out.position(start);
    flushed = start;
    writeLocalHeader(member);
    flush();
    out.position(end);
    flushed = end;
    addToCentral(member, start);
  }

  /** Writes the directory of the zip file and gives the size of the whole. */
  public long finish() throws IOException {
    long start = position();
    for (ByteBuffer part : central) {
      centralSize -= part.position();
      write(part);
    }
    long size = position() - start;
    ByteBuffer end = little(98);
    if (members >= MAX_16 || start >= MAX_32) {
      long at = position();
      end.putInt(END_64).putLong(44).putShort((short) (UNIX | 45)).putShort((short) 45);
      end.putInt(0).putInt(0).putLong(members).putLong(members).putLong(size).putLong(start);
      end.putInt(LOCATOR_64).putInt(0).putLong(at).putInt(1);
    }
    short count = (short) Math.min(members, MAX_16);
    end.putInt(END).putShort((short) 0).putShort((short) 0).putShort(count).putShort(count);
    end.putInt((int) size).putInt((int) Math.min(start, MAX_32)).putShort((short) 0);
    write(end);
    flush();
    return flushed;
  }

  /** Writes what was put into the buffer. */
  private void write(ByteBuffer filled) throws IOException {
    write(filled.array(), filled.arrayOffset(), filled.position());
  }

  private long position() {
    return flushed + buffer.position();
  }

  private void flush() throws IOException {
    buffer.flip();
    writeFully(buffer);
    buffer.clear();
  }

  private void writeFully(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      flushed += out.write(bytes);
    }
  }

  /** A file of 4 GiB and more can deflate below the limit: its sizes go into an extra field. */
  private static boolean large(Member member) {
    return member.size >= MAX_32;
  }

  private static int version(Member member) {
    return large(member) ? 45 : 20;
  }

  private static int flags(Member member, byte[] name) {
    // An ASCII name has as many bytes as characters and needs no flag; Python does the same.
    return name.length == member.name.length() ? 0 : UTF_8;
  }

  private void writeLocalHeader(Member member) throws IOException {
    byte[] name = member.name.getBytes(StandardCharsets.UTF_8);
    boolean large = large(member);
    ByteBuffer header = little(50 + name.length);
    header.putInt(LOCAL_HEADER).putShort((short) version(member));
    header.putShort((short) flags(member, name)).putShort((short) member.method.code);
    header.putShort((short) 0).putShort((short) DOS_DATE).putInt(member.crc);
    header.putInt((int) (large ? MAX_32 : member.packed));
    header.putInt((int) (large ? MAX_32 : member.size));
    header.putShort((short) name.length).putShort((short) (large ? 20 : 0)).put(name);
    if (large) {
      header.putShort((short) 1).putShort((short) 16).putLong(member.size).putLong(member.packed);
    }
    write(header);
  }

  private void addToCentral(Member member, long start) {
    byte[] name = member.name.getBytes(StandardCharsets.UTF_8);
    boolean large = large(member);
    int size = 46 + name.length + (large ? 20 : 0);
    ByteBuffer header = centralPart(size);
    header.putInt(CENTRAL_HEADER).putShort((short) (UNIX | version(member)));
    header.putShort((short) version(member)).putShort((short) flags(member, name));
    header.putShort((short) member.method.code);
    header.putShort((short) 0).putShort((short) DOS_DATE).putInt(member.crc);
    header.putInt((int) (large ? MAX_32 : member.packed));
    header.putInt((int) (large ? MAX_32 : member.size));
    header.putShort((short) name.length).putShort((short) (large ? 20 : 0));
    header.putShort((short) 0).putShort((short) 0).putShort((short) 0);
    int attributes = (member.mode & MAX_16) << 16;
    header.putInt(member.name.endsWith("/") ? attributes | DOS_DIRECTORY : attributes);
    header.putInt((int) start).put(name);
    if (large) {
      header.putShort((short) 1).putShort((short) 16).putLong(member.size).putLong(member.packed);
    }
    centralSize += size;
    members++;
  }

  private ByteBuffer centralPart(int size) {
    ByteBuffer last = central.isEmpty() ? null : central.get(central.size() - 1);
    if (last == null || last.remaining() < size) {
      last = little(Math.max(size, 1 << 16));
      central.add(last);
    }
    return last;
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
