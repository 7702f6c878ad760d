package dev.rayjobs.packaging;

import dev.rayjobs.errors.PackagingException;
import dev.rayjobs.internal.packaging.Deflation;
import dev.rayjobs.internal.packaging.Workers;
import dev.rayjobs.internal.packaging.ZipWriter;
import dev.rayjobs.internal.packaging.ZipWriter.Member;
import dev.rayjobs.internal.packaging.ZipWriter.Method;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Writes a tree's zip file. Workers read and deflate, this thread writes what they made in the
 * order of the entries. A fixed number of buffers goes round, so memory does not grow with the
 * package, and what goes in is checked against the checksums of the scan.
 */
final class ArchivePacker implements AutoCloseable {
  /** Small files are packed together up to this size; larger ones are cut into such blocks. */
  private static final int BLOCK = 1 << 17;

  private static final int BATCH = 256;
  private static final int SAMPLE = 1 << 12;

  /** The two buffers that a piece of work has for itself. */
  private static final class Slot {
    final byte[] in = new byte[Deflation.WINDOW + BLOCK];
    final byte[] out = new byte[Deflation.bound(BLOCK) + BATCH * Deflation.bound(0)];
  }

  /** What a piece of work puts into the zip file, on the thread that writes. */
  private interface Output {
    void writeTo(ZipWriter zip) throws IOException;
  }

  private record Piece(@Nullable Slot slot, Future<Output> output) {}

  private final FileTree tree;
  private final int[] checksums;
  private final String prefix;
  private final Progress progress;
  private final ZipWriter zip;
  private final Workers workers = new Workers();
  private final Deflation deflation = new Deflation();
  private final Deque<Slot> free = new ArrayDeque<>();
  private final Deque<Piece> pending = new ArrayDeque<>();
  private int slots;

  private ArchivePacker(
      FileTree tree,
      int[] checksums,
      String prefix,
      Consumer<? super PackagingProgress> listener,
      ZipWriter zip) {
    this.tree = tree;
    this.checksums = checksums;
    this.prefix = prefix;
    this.progress = new Progress(listener, PackagingProgress.Phase.COMPRESSING);
    progress.expect(tree.entries());
    this.zip = zip;
  }

  /**
   * Writes the zip file and gives its size.
   *
   * @param checksums the CRC-32 that the bytes of each entry must have
   * @param prefix stands before every path; empty or with a slash at its end
   */
  static long pack(
      FileTree tree,
      int[] checksums,
      String prefix,
      Consumer<? super PackagingProgress> listener,
      FileChannel out)
      throws IOException, ContentChangedException {
    ZipWriter zip = new ZipWriter(out, LocalPackage.MAX_BYTES);
    try (ArchivePacker packer = new ArchivePacker(tree, checksums, prefix, listener, zip)) {
      packer.packAll();
      long size = zip.finish();
      packer.progress.end();
      return size;
    }
  }

  @Override
  public void close() {
    workers.close();
    deflation.close();
  }

  private void packAll() throws IOException, ContentChangedException {
    List<PackageEntry> entries = tree.entries();
    int start = 0;
    while (start < entries.size()) {
      if (entries.get(start).size() > BLOCK) {
        packLarge(start);
        start++;
        continue;
      }
      int end = start;
      long bytes = 0;
      while (end < entries.size()
          && end - start < BATCH
          && bytes + entries.get(end).size() <= BLOCK) {
        bytes += entries.get(end).size();
        end++;
      }
      int from = start;
      int to = end;
      Slot slot = takeSlot();
      submit(slot, () -> packBatch(from, to, slot));
      start = end;
    }
    while (!pending.isEmpty()) {
      writeFirst();
    }
  }

  private Slot takeSlot() throws IOException, ContentChangedException {
    if (free.isEmpty() && slots < 2 * workers.count() + 1) {
      slots++;
      return new Slot();
    }
    while (free.isEmpty()) {
      writeFirst();
    }
    return free.remove();
  }

  private void submit(Slot slot, Callable<Output> work) {
    pending.add(new Piece(slot, workers.submit(work)));
  }

  /** Something that needs no work but its turn. */
  private void submit(Output output) {
    pending.add(new Piece(null, CompletableFuture.completedFuture(output)));
  }

  private void writeFirst() throws IOException, ContentChangedException {
    Piece piece = pending.remove();
    try {
      piece.output.get().writeTo(zip);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof ContentChangedException changed) {
        throw changed;
      }
      throw new IllegalStateException(cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PackagingException("interrupted while compressing " + tree.base(), e);
    }
    if (piece.slot != null) {
      free.add(piece.slot);
    }
    progress.tell();
  }

  private Output packBatch(int from, int to, Slot slot) throws ContentChangedException {
    CRC32 crc = new CRC32();
    List<Member> members = new ArrayList<>(to - from);
    int used = 0;
    long bytes = 0;
    for (int i = from; i < to; i++) {
      PackageEntry entry = tree.entries().get(i);
      if (entry.kind() == PackageEntry.Kind.DIRECTORY) {
        members.add(member(entry, Method.STORED, 0, 0, 0));
        continue;
      }
      int size = read(entry, slot.in);
      if (size > BLOCK) {
        throw new ContentChangedException(entry.path(), null);
      }
      crc.reset();
      crc.update(slot.in, 0, size);
      if ((int) crc.getValue() != checksums[i]) {
        throw new ContentChangedException(entry.path(), null);
      }
      int packed = size;
      Method method = Method.STORED;
      if (size > 0 && deflation.pays(slot.in, 0, size)) {
        packed = deflation.deflate(slot.in, 0, size, 0, true, slot.out, used);
        method = Method.DEFLATED;
      }
      if (packed >= size) {
        packed = size;
        method = Method.STORED;
        System.arraycopy(slot.in, 0, slot.out, used, size);
      }
      used += packed;
      bytes += size;
      members.add(member(entry, method, checksums[i], packed, size));
    }
    long read = bytes;
    return zip -> {
      int at = 0;
      for (Member member : members) {
        zip.add(member, slot.out, at);
        at += (int) member.packed();
      }
      progress.addFiles(members.size());
      progress.addBytes(read);
    };
  }

  private Member member(PackageEntry entry, Method method, int crc, long packed, long size) {
    return new Member(memberName(entry), entry.mode(), method, crc, packed, size);
  }

  private String memberName(PackageEntry entry) {
    return prefixed(prefix, entry).memberName();
  }

  /** The entry as it is called in the package. */
  static PackageEntry prefixed(String prefix, PackageEntry entry) {
    if (prefix.isEmpty()) {
      return entry;
    }
    return entry.withPath(
        entry.path().equals(".")
            ? prefix.substring(0, prefix.length() - 1)
            : prefix + entry.path());
  }

  /** A member of many blocks; its start and its packed size are known when they are written. */
  private static final class LargeMember {
    long start;
    long packed;
  }

  private void packLarge(int index) throws IOException, ContentChangedException {
    PackageEntry entry = tree.entries().get(index);
    LargeMember large = new LargeMember();
    CRC32 crc = new CRC32();
    Method method;
    try (SourceFile source = new SourceFile(tree, entry)) {
      method = paysToDeflate(source, entry.size()) ? Method.DEFLATED : Method.STORED;
      submit(zip -> large.start = zip.begin(member(entry, method, 0, 0, entry.size())));
      byte[] previous = null;
      for (long left = entry.size(); left > 0; ) {
        Slot slot = takeSlot();
        int length = (int) Math.min(BLOCK, left);
        // What a block may point back to is the end of the full block before it.
        int before = previous == null ? 0 : Deflation.WINDOW;
        if (previous != null) {
          System.arraycopy(previous, BLOCK, slot.in, 0, before);
        }
        if (source.read(slot.in, Deflation.WINDOW, length) < length) {
          throw new ContentChangedException(entry.path(), null);
        }
        left -= length;
        crc.update(slot.in, Deflation.WINDOW, length);
        boolean last = left == 0;
        submit(slot, () -> packBlock(slot, length, before, last, method, large));
        previous = slot.in;
      }
      if (source.read(new byte[1], 0, 1) > 0 || (int) crc.getValue() != checksums[index]) {
        throw new ContentChangedException(entry.path(), null);
      }
    }
    submit(
        zip -> {
          zip.end(member(entry, method, checksums[index], large.packed, entry.size()), large.start);
          progress.addFiles(1);
        });
  }

  private Output packBlock(
      Slot slot, int length, int before, boolean last, Method method, LargeMember large) {
    boolean deflated = method == Method.DEFLATED;
    int packed =
        deflated
            ? deflation.deflate(slot.in, Deflation.WINDOW, length, before, last, slot.out, 0)
            : length;
    return zip -> {
      zip.write(deflated ? slot.out : slot.in, deflated ? 0 : Deflation.WINDOW, packed);
      large.packed += packed;
      progress.addBytes(length);
    };
  }

  /** Tries samples from the start, the middle and the end. */
  private boolean paysToDeflate(SourceFile source, long size) throws ContentChangedException {
    byte[] sample = new byte[SAMPLE];
    for (int i = 0; i <= 2; i++) {
      int read = source.readAt((size - SAMPLE) * i / 2, sample);
      if (read > 0 && deflation.pays(sample, 0, read)) {
        return true;
      }
    }
    return false;
  }

  private int read(PackageEntry entry, byte[] target) throws ContentChangedException {
    try (SourceFile source = new SourceFile(tree, entry)) {
      return source.readAll(target);
    }
  }
}
