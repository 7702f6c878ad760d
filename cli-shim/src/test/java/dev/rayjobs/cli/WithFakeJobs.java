package dev.rayjobs.cli;

import dev.rayjobs.testing.FakeDashboard;
import org.junit.jupiter.api.AfterEach;

/** The built program on a dashboard that does what no real one does on demand. */
abstract class WithFakeJobs {
  final FakeDashboard dashboard = FakeDashboard.start();

  @AfterEach
  void close() {
    dashboard.close();
  }

  /** A command of this program, on that dashboard. */
  Run job(String... arguments) {
    return Run.ray("job")
        .arguments(arguments)
        .environment("RAY_API_SERVER_ADDRESS", dashboard.address());
  }
}
