package dev.rayjobs.packaging;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Counts what is done, on any thread, and tells the listener now and then, on one thread. */
final class Progress {
  private static final long INTERVAL_NANOS = 100_000_000;

  private final Consumer<? super PackagingProgress> listener;
  private final PackagingProgress.Phase phase;
  private long allFiles;
  private long allBytes;
  private boolean expected;
  private final AtomicLong files = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private long lastNanos = System.nanoTime();

  Progress(Consumer<? super PackagingProgress> listener, PackagingProgress.Phase phase) {
    this.listener = listener;
    this.phase = phase;
  }

  /** One more to be done; as long as there may be others, only that is told. */
  void found(PackageEntry entry) {
    allFiles += entry.kind() == PackageEntry.Kind.FILE ? 1 : 0;
    allBytes += entry.size();
    tell();
  }

  /** Sets all that is to be done. */
  void expect(List<PackageEntry> entries) {
    long count = 0;
    long size = 0;
    for (PackageEntry entry : entries) {
      count += entry.kind() == PackageEntry.Kind.FILE ? 1 : 0;
      size += entry.size();
    }
    allFiles = count;
    allBytes = size;
    expected = true;
  }

  void addFiles(long count) {
    files.addAndGet(count);
  }

  void addBytes(long count) {
    bytes.addAndGet(count);
  }

  /** Tells the listener if it was not told for a while. */
  void tell() {
    long now = System.nanoTime();
    if (now - lastNanos < INTERVAL_NANOS) {
      return;
    }
    lastNanos = now;
    if (expected) {
      end();
    } else {
      listener.accept(
          PackagingProgress.of(
              PackagingProgress.Phase.FINDING, allFiles, allFiles, allBytes, allBytes));
    }
  }

  /** Tells the listener. */
  void end() {
    listener.accept(PackagingProgress.of(phase, files.get(), allFiles, bytes.get(), allBytes));
  }
}
