package dev.rayjobs.faults;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** The same done many times, under other faults each time. */
public final class Trials {
  private Trials() {}

  /** One of them; fails by throwing. */
  @FunctionalInterface
  public interface Trial {
    void run() throws Exception;
  }

  /**
   * Runs all of them.
   *
   * @param atOnce how many beside each other
   * @param limit how long all of them may take
   * @throws Exception what one of them threw, as the cause
   */
  public static void run(int atOnce, Duration limit, List<Trial> trials) throws Exception {
    List<Callable<Void>> work =
        trials.stream()
            .<Callable<Void>>map(
                trial ->
                    () -> {
                      trial.run();
                      return null;
                    })
            .toList();
    ExecutorService threads = Executors.newFixedThreadPool(atOnce);
    try {
      for (Future<Void> each : threads.invokeAll(work, limit.toSeconds(), TimeUnit.SECONDS)) {
        // One that was not over in time is cancelled, and says so here.
        each.get();
      }
    } finally {
      threads.shutdown();
    }
  }
}
