package dev.rayjobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.JobClient;
import dev.rayjobs.testing.FakeDashboard;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;

class LeftJobTest {
  /** The pool has one thread on two cores, on which from JDK 25 on everybody queues. */
  @Test
  void isAskedForWhileOthersHoldTheSharedPool() {
    CountDownLatch over = new CountDownLatch(1);
    for (int i = 0; i < ForkJoinPool.getCommonPoolParallelism(); i++) {
      ForkJoinPool.commonPool()
          .execute(
              () -> {
                try {
                  over.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
    }
    try (FakeDashboard dashboard = FakeDashboard.start();
        JobClient client =
            JobClient.builder().address(dashboard.address()).ownAddressWins().build()) {
      dashboard.addJob("x", Map.of("entrypoint", "true")).run();
      LeftJob left = new LeftJob(false);
      left.is(client.job("x"));
      assertThat(left.state(Duration.ofSeconds(30))).isEqualTo(LeftJob.State.GOES_ON);
    } finally {
      over.countDown();
    }
  }
}
