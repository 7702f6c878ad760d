package dev.rayjobs.internal.packaging;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Threads for reading, hashing and deflating: one for each core, gone after the work. */
public final class Workers implements AutoCloseable {
  /** More would cost memory and gain nothing: the disk is the limit then. */
  private static final int MOST = 16;

  private final int count = Math.min(MOST, Runtime.getRuntime().availableProcessors());
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          count,
          work -> {
            Thread thread = new Thread(work, "rayjobs-packaging");
            thread.setDaemon(true);
            return thread;
          });

  /** How many threads there are. */
  public int count() {
    return count;
  }

  /** Starts this as soon as a thread is free. */
  public <T> Future<T> submit(Callable<T> task) {
    return threads.submit(task);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
