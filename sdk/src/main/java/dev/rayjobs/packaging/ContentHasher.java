package dev.rayjobs.packaging;

import dev.rayjobs.errors.PackagingException;
import dev.rayjobs.internal.packaging.Workers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Hashes the files of a tree on all cores. */
final class ContentHasher {
  private static final int BUFFER = 1 << 17;

  private final FileTree tree;
  private final ProblemPaths problems;
  private final Progress progress;
  private final long[] hashes;
  private final boolean[] privateKeys;
  private final AtomicInteger next = new AtomicInteger();

  private ContentHasher(FileTree tree, PackagingListener listener) {
    this.tree = tree;
    this.problems = new ProblemPaths(tree.base());
    this.progress = new Progress(listener, PackagingListener.Phase.HASHING, tree.entries());
    this.hashes = new long[tree.entries().size()];
    this.privateKeys = new boolean[hashes.length];
  }

  /** One hash for each entry, 0 for directories; private keys are added to the warnings. */
  static long[] hash(FileTree tree, PackagingListener listener, Warnings warnings) {
    ContentHasher hasher = new ContentHasher(tree, listener);
    hasher.run();
    for (int i = 0; i < hasher.privateKeys.length; i++) {
      String path = tree.entries().get(i).path();
      if (hasher.privateKeys[i] && !SecretFiles.byName(path.substring(path.lastIndexOf('/') + 1))) {
        warnings.add(Warnings.Topic.SECRET, path);
      }
    }
    return hasher.hashes;
  }

  private void run() {
    try (Workers workers = new Workers()) {
      List<Future<Object>> running = new ArrayList<>();
      for (int i = 0; i < Math.min(workers.count(), hashes.length); i++) {
        running.add(workers.submit(this::work));
      }
      for (Future<Object> worker : running) {
        await(worker);
      }
    }
    progress.end();
  }

  private void await(Future<Object> worker) {
    while (true) {
      try {
        worker.get(100, TimeUnit.MILLISECONDS);
        return;
      } catch (TimeoutException e) {
        progress.tell();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof PackagingException known) {
          throw known;
        }
        throw new IllegalStateException(e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new PackagingException("interrupted while hashing " + tree.base(), e);
      }
    }
  }

  private Object work() {
    ContentHash hash = new ContentHash();
    byte[] buffer = new byte[BUFFER];
    int i = next.getAndIncrement();
    while (i < hashes.length && !Thread.currentThread().isInterrupted()) {
      PackageEntry entry = tree.entries().get(i);
      if (entry.kind() == PackageEntry.Kind.FILE) {
        try {
          hashes[i] = file(i, entry, hash, buffer);
        } catch (IOException e) {
          // Whoever waits for the first failure ends the others.
          next.set(hashes.length);
          throw e instanceof NoSuchFileException
              ? new PackagingException(
                  entry.path() + " vanished while it was to be packaged; try again.", e)
              : problems.unreadable(entry.path(), e);
        }
        progress.addFiles(1);
      }
      i = next.getAndIncrement();
    }
    return this;
  }

  private long file(int index, PackageEntry entry, ContentHash hash, byte[] buffer)
      throws IOException {
    hash.path(entry.path());
    try (FileChannel file = FileChannel.open(tree.locate(entry), StandardOpenOption.READ)) {
      ByteBuffer target = ByteBuffer.wrap(buffer);
      boolean first = true;
      for (int n = file.read(target); n >= 0; n = file.read(target)) {
        if (first) {
          privateKeys[index] = SecretFiles.byContent(buffer, n);
          first = false;
        }
        hash.content(buffer, 0, n);
        progress.addBytes(n);
        target.clear();
      }
    }
    return hash.end();
  }
}
