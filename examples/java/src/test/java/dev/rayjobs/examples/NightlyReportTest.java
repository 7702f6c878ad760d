package dev.rayjobs.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rayjobs.JobClient;
import dev.rayjobs.testing.FakeDashboard;
import java.time.LocalDate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How to test code of one's own that runs jobs: with a dashboard that needs no Ray. */
class NightlyReportTest {
  private static final LocalDate DAY = LocalDate.of(2026, 11, 25);

  private FakeDashboard dashboard;
  private JobClient client;

  @BeforeEach
  void open() {
    dashboard = FakeDashboard.start();
    // The environment's address must not win.
    client = JobClient.builder().address(dashboard.address()).ownAddressWins().build();
  }

  @AfterEach
  void close() {
    client.close();
    dashboard.close();
  }

  @Test
  void returnsTheReportsLastLine() {
    dashboard.onSubmit(job -> job.run().print("reading\n").print("revenue: 1000\n").succeed());

    assertThat(new NightlyReport(client).make(DAY)).isEqualTo("revenue: 1000");
    assertThat(dashboard.job("report-2026-11-25").entrypoint())
        .isEqualTo("python report.py 2026-11-25");
  }

  @Test
  void tellsWhyThereIsNoReport() {
    dashboard.onSubmit(job -> job.run().print("no such table\n").fail(2));

    assertThatThrownBy(() -> new NightlyReport(client).make(DAY))
        .hasMessageContaining("No report of 2026-11-25")
        .hasMessageContaining("no such table");
  }
}
