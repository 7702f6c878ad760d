package dev.rayjobs.packaging;

import dev.rayjobs.errors.PackagingException;
import dev.rayjobs.internal.packaging.Workers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** Hashes files on all cores, while a walk still finds more of them. */
final class ContentHasher implements AutoCloseable {
  private static final int BUFFER = 1 << 17;

  /** A worker takes this many files at once, or fewer that have this many bytes. */
  private static final int BATCH_FILES = 64;

  private static final long BATCH_BYTES = 1 << 20;

  /**
   * What came of all files.
   *
   * @param hash their hashes put together
   * @param checksums the CRC-32 of each entry's bytes, 0 for directories
   */
  record Contents(long hash, int[] checksums) {}

  /** Entries that one worker reads. */
  private static final class Batch {
    final List<PackageEntry> entries = new ArrayList<>(BATCH_FILES);
    final List<Path> paths = new ArrayList<>(BATCH_FILES);
    long bytes;

    /** The entry that is read, the one at fault when that fails. */
    int at;
  }

  private record Result(long hash, int[] checksums, List<String> privateKeys) {}

  private record Running(Batch batch, Future<Result> result) {}

  /** What a worker needs for itself. */
  private static final class Tools {
    final byte[] buffer = new byte[BUFFER];
    final ContentHash hash = new ContentHash();
    final CRC32 crc = new CRC32();
  }

  private final Progress progress;
  private final Workers workers = new Workers();
  private final Queue<Tools> idle = new ConcurrentLinkedQueue<>();
  private final Deque<Running> running = new ArrayDeque<>();
  private final ProblemPaths problems;
  private Batch next = new Batch();

  private final List<int[]> checksums = new ArrayList<>();
  private final List<String> privateKeys = new ArrayList<>();
  private long all;

  /** A hasher for files below this directory. */
  ContentHasher(Path base, Consumer<? super PackagingProgress> listener) {
    this.problems = new ProblemPaths(base);
    this.progress = new Progress(listener, PackagingProgress.Phase.HASHING);
  }

  /** Takes the next entry, which lies at this path. */
  void add(PackageEntry entry, Path path) {
    next.entries.add(entry);
    next.paths.add(path);
    next.bytes += entry.size();
    progress.found(entry);
    if (next.entries.size() == BATCH_FILES || next.bytes >= BATCH_BYTES) {
      start();
    }
  }

  private void start() {
    // A walk that runs far ahead would fill the memory with paths.
    while (running.size() >= 8 * workers.count()) {
      takeFirst();
    }
    Batch batch = next;
    next = new Batch();
    running.add(new Running(batch, workers.submit(() -> hash(batch))));
  }

  /** Waits for all of it; private keys are added to the warnings. */
  Contents finish(FileTree tree, Warnings warnings) {
    progress.expect(tree.entries());
    start();
    while (!running.isEmpty()) {
      takeFirst();
    }
    progress.end();
    for (String path : privateKeys) {
      if (!SecretFiles.byName(path)) {
        warnings.add(Warnings.Topic.SECRET, path);
      }
    }
    int[] joined = new int[tree.entries().size()];
    int end = 0;
    for (int[] part : checksums) {
      System.arraycopy(part, 0, joined, end, part.length);
      end += part.length;
    }
    return new Contents(all, joined);
  }

  private void takeFirst() {
    Running first = running.remove();
    while (true) {
      try {
        Result result = first.result.get(100, TimeUnit.MILLISECONDS);
        all ^= result.hash;
        checksums.add(result.checksums);
        privateKeys.addAll(result.privateKeys);
        progress.tell();
        return;
      } catch (TimeoutException e) {
        progress.tell();
      } catch (ExecutionException e) {
        throw failure(first.batch, e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new PackagingException("interrupted while hashing", e);
      }
    }
  }

  private RuntimeException failure(Batch batch, @Nullable Throwable cause) {
    String path = batch.entries.get(batch.at).path();
    if (cause instanceof NoSuchFileException gone) {
      return new VanishedException(path, gone);
    }
    return cause instanceof IOException unreadable
        ? problems.unreadable(path, unreadable)
        : new IllegalStateException(cause);
  }

  private Result hash(Batch batch) throws IOException {
    Tools known = idle.poll();
    Tools tools = known == null ? new Tools() : known;
    long hash = 0;
    int[] sums = new int[batch.entries.size()];
    List<String> keys = new ArrayList<>(0);
    for (int i = 0; i < sums.length; i++) {
      batch.at = i;
      PackageEntry entry = batch.entries.get(i);
      if (entry.kind() == PackageEntry.Kind.FILE) {
        if (read(entry, batch.paths.get(i), tools)) {
          keys.add(entry.path());
        }
        hash ^= tools.hash.end();
        sums[i] = (int) tools.crc.getValue();
        progress.addFiles(1);
      }
    }
    idle.add(tools);
    return new Result(hash, sums, keys);
  }

  /** Reads a file and tells whether it is a private key. */
  private boolean read(PackageEntry entry, Path path, Tools tools) throws IOException {
    tools.hash.path(entry.path());
    tools.crc.reset();
    boolean key = false;
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      ByteBuffer target = ByteBuffer.wrap(tools.buffer);
      long size = 0;
      int n;
      do {
        target.clear();
        n = file.read(target);
        if (n > 0) {
          key |= size == 0 && SecretFiles.byContent(tools.buffer, n);
          tools.hash.content(tools.buffer, 0, n);
          tools.crc.update(tools.buffer, 0, n);
          progress.addBytes(n);
          size += n;
        }
        // Less than there was room for, and as much as the system told: that was the end.
      } while (n == BUFFER || (n >= 0 && size != entry.size()));
    }
    return key;
  }

  @Override
  public void close() {
    workers.close();
  }
}
