package dev.rayjobs;

import dev.rayjobs.internal.env.Environment;
import dev.rayjobs.testing.FakeDashboard;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** Jobs of a fake that end when a test says so, and a client that waits for them. */
@Timeout(90)
abstract class WithJobsToAwait {
  final FakeDashboard dashboard = FakeDashboard.start();
  final JobClient client = client(dashboard.address());

  @AfterEach
  void close() {
    client.close();
    dashboard.close();
  }

  static JobClient client(String address) {
    return builder(address).build();
  }

  static JobClient.Builder builder(String address) {
    return JobClient.builder()
        .environment(Environment.of(Map.of()))
        .address(address)
        .retry(RetrySettings.none());
  }

  List<CompletableFuture<JobDetails>> awaited(int jobs) {
    List<CompletableFuture<JobDetails>> ends = new ArrayList<>();
    for (int i = 0; i < jobs; i++) {
      dashboard.addJob("j" + i, Map.of("entrypoint", "x", "submission_id", "j" + i)).run();
      ends.add(client.job("j" + i).completion());
    }
    return ends;
  }

  static Throwable failureOf(CompletableFuture<?> future) throws Exception {
    try {
      return new AssertionError("completed with " + future.get(60, TimeUnit.SECONDS));
    } catch (ExecutionException e) {
      return Objects.requireNonNull(e.getCause());
    }
  }

  static JobDetails endOf(CompletableFuture<JobDetails> future) throws Exception {
    return future.get(60, TimeUnit.SECONDS);
  }

  long requests(String path) {
    return dashboard.requests().stream().filter(r -> r.getTarget().equals(path)).count();
  }

  static List<Thread> pollers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("rayjobs-poller"))
        .toList();
  }

  static void until(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      Thread.sleep(10);
    }
  }
}
