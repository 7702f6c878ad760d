package dev.rayjobs.cli;

import dev.rayjobs.cli.CommandLineTable.Line;
import dev.rayjobs.cli.Run.Result;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Has two programs run the lines of a table: both at the same time, and several lines at a time,
 * but those of one group only after those of the group before.
 */
final class SideBySide implements AutoCloseable {
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<Line, CompletableFuture<Pair>> results = new HashMap<>();
  private final Semaphore places;

  /** What both did with a line. */
  record Pair(Result rays, Result ours) {}

  SideBySide(int linesAtATime) {
    places = new Semaphore(linesAtATime);
  }

  /** Begins, and does not wait. */
  void start(List<List<Line>> groups, Function<Line, Result> rays, Function<Line, Result> ours) {
    groups.forEach(lines -> lines.forEach(line -> results.put(line, new CompletableFuture<>())));
    threads.execute(() -> groups.forEach(lines -> runAll(lines, rays, ours)));
  }

  private void runAll(List<Line> lines, Function<Line, Result> rays, Function<Line, Result> ours) {
    for (Line line : lines) {
      places.acquireUninterruptibly();
      CompletableFuture<Result> other =
          CompletableFuture.supplyAsync(() -> rays.apply(line), threads);
      CompletableFuture.supplyAsync(() -> ours.apply(line), threads)
          .thenCombine(other, (our, ray) -> new Pair(ray, our))
          .whenComplete(
              (pair, failure) -> {
                places.release();
                if (failure == null) {
                  result(line).complete(pair);
                } else {
                  result(line).completeExceptionally(failure);
                }
              });
    }
    for (Line line : lines) {
      result(line).handle((pair, failure) -> line).join();
    }
  }

  private CompletableFuture<Pair> result(Line line) {
    return Objects.requireNonNull(results.get(line));
  }

  /** Waits for the line. */
  Pair get(Line line) throws Exception {
    return result(line).get(15, TimeUnit.MINUTES);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
