package consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rayjobs.Job;
import dev.rayjobs.JobClient;
import dev.rayjobs.JobDetails;
import dev.rayjobs.JobStatus;
import dev.rayjobs.LogStream;
import dev.rayjobs.testing.FakeDashboard;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NightlyReportTest {
  @TempDir Path dir;

  @Test
  void submitsTheReportAndReadsWhyItFailed() throws Exception {
    Files.writeString(dir.resolve("report.py"), "print('never run')\n");
    try (FakeDashboard dashboard = FakeDashboard.start();
        JobClient client =
            JobClient.builder().address(dashboard.address()).ownAddressWins().build()) {
      dashboard.onSubmit(job -> job.run().print("reading\n").print("no such table\n").fail(2));

      Job job = client.submission("python report.py").workingDir(dir).submit();
      StringBuilder log = new StringBuilder();
      try (LogStream lines = job.followLogs()) {
        lines.forEach(log::append);
      }
      JobDetails end = job.await(Duration.ofSeconds(30));

      assertEquals(JobStatus.FAILED, end.status());
      assertEquals("reading\nno such table\n", log.toString());
      assertEquals("python report.py", dashboard.jobs().get(0).entrypoint());
      assertEquals(1, dashboard.packages().size());
      assertTrue(end.message().orElseThrow().contains("exit code 2"));
    }
  }
}
