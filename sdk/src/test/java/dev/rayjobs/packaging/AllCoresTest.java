package dev.rayjobs.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hashing and deflating are shared among as many threads as there are cores. */
class AllCoresTest {
  private static final long SOME_WORK_NANOS = 1_000_000;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  @TempDir Path root;

  @Test
  void everyCoreHashesAndEveryCoreDeflates() throws Exception {
    Path original = Files.writeString(root.resolve("0.csv"), "1,2,3,4,5,6\n".repeat(170_000));
    for (int i = 1; i < 40; i++) {
      Files.createLink(root.resolve(i + ".csv"), original);
    }
    // Packaging takes no more threads than this, and a machine may have more cores.
    int cores = Math.min(16, Runtime.getRuntime().availableProcessors());

    DirectoryPackage[] scanned = new DirectoryPackage[1];
    assertThat(
            workersDuring(
                () -> scanned[0] = DirectoryPackage.scan(root, PackageOptions.standard())))
        .hasSizeGreaterThanOrEqualTo(cores);
    assertThat(workersDuring(() -> scanned[0].writeArchive().close()))
        .hasSizeGreaterThanOrEqualTo(cores);
  }

  /** The packaging threads that did more than to start and end. */
  private Set<Long> workersDuring(Runnable work) throws InterruptedException {
    Set<Long> busy = ConcurrentHashMap.newKeySet();
    Thread watcher =
        new Thread(
            () -> {
              while (!Thread.currentThread().isInterrupted()) {
                for (Thread thread : Thread.getAllStackTraces().keySet()) {
                  if (thread.getName().equals("rayjobs-packaging")
                      && threads.getThreadCpuTime(thread.getId()) > SOME_WORK_NANOS) {
                    busy.add(thread.getId());
                  }
                }
                LockSupport.parkNanos(1_000_000);
              }
            },
            "watcher");
    watcher.start();
    try {
      work.run();
    } finally {
      watcher.interrupt();
      watcher.join();
    }
    return busy;
  }
}
