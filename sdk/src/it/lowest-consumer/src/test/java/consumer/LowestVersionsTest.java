package consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.rayjobs.CircuitBreakerSettings;
import dev.rayjobs.Job;
import dev.rayjobs.JobClient;
import dev.rayjobs.JobDetails;
import dev.rayjobs.JobStatus;
import dev.rayjobs.LogStream;
import dev.rayjobs.RetrySettings;
import dev.rayjobs.RuntimeEnv;
import dev.rayjobs.errors.CircuitOpenException;
import dev.rayjobs.errors.ConnectionException;
import dev.rayjobs.testing.FakeDashboard;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reaches what each dependency does for the library. */
class LowestVersionsTest {
  @TempDir Path dir;

  @Test
  void submitsFollowsAndLists() throws Exception {
    Files.writeString(dir.resolve("report.py"), "print('never run')\n");
    try (FakeDashboard dashboard = FakeDashboard.start();
        JobClient client =
            JobClient.builder()
                .address(dashboard.address())
                .ownAddressWins()
                .circuitBreaker(CircuitBreakerSettings.of(5, Duration.ofSeconds(10)))
                .build()) {
      dashboard.onSubmit(job -> job.run().print("reading\n").print("done\n").succeed());

      Job job =
          client
              .submission("python report.py")
              .runtimeEnv(RuntimeEnv.fromYaml("env_vars: {A: b}\npip: [numpy]"))
              .workingDir(dir)
              .submit();
      StringBuilder log = new StringBuilder();
      try (LogStream lines = job.followLogs()) {
        lines.forEach(log::append);
      }
      JobDetails end = job.await(Duration.ofSeconds(30));

      assertEquals("reading\ndone\n", log.toString());
      assertEquals("reading\ndone\n", job.logs());
      assertEquals(JobStatus.SUCCEEDED, end.status());
      assertEquals(Map.of("A", "b"), end.runtimeEnv().get("env_vars"));
      assertEquals(
          List.of(job.submissionId()),
          client.list().stream().map(d -> d.submissionId().get()).toList());
      assertEquals(1, dashboard.packages().size());
    }
  }

  @Test
  void repeatsAndThenOpensTheCircuit() throws Exception {
    int nobody;
    try (ServerSocket socket = new ServerSocket(0)) {
      nobody = socket.getLocalPort();
    }
    try (JobClient client =
        JobClient.builder()
            .address("http://127.0.0.1:" + nobody)
            .ownAddressWins()
            .retry(RetrySettings.forAtMost(Duration.ofMillis(300)))
            .circuitBreaker(CircuitBreakerSettings.of(1, Duration.ofMinutes(10)))
            .build()) {
      assertThrows(ConnectionException.class, () -> client.job("a").details());
      assertThrows(CircuitOpenException.class, () -> client.job("a").details());
    }
  }
}
