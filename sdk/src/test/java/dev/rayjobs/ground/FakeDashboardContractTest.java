package dev.rayjobs.ground;

import dev.rayjobs.testing.FakeDashboard;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** The fake dashboard keeps the contract, playing the oldest and the newest Ray. */
class FakeDashboardContractTest {
  private static Fake fake260;
  private static Fake fake252;

  /** A dashboard with the contract's jobs. */
  private record Fake(FakeDashboard dashboard, ContractJobs jobs) {
    static Fake start(String version) throws Exception {
      FakeDashboard dashboard =
          FakeDashboard.start().rayVersion(version).requireToken("contract-token");
      ScriptedShell shell = new ScriptedShell(dashboard);
      dashboard.onSubmit(shell::start);
      return new Fake(
          dashboard,
          ContractJobs.start(
              new RawDashboard(dashboard.address(), "contract-token", version, shell::open, 0)));
    }
  }

  @BeforeAll
  static void start() throws Exception {
    fake260 = Fake.start("2.60.0");
    fake252 = Fake.start("2.52.1");
  }

  @AfterAll
  static void close() {
    fake260.dashboard.close();
    fake252.dashboard.close();
  }

  @Nested
  class Access260 extends AccessContract {
    Access260() {
      super(fake260.jobs.ray());
    }
  }

  @Nested
  class Access252 extends AccessContract {
    Access252() {
      super(fake252.jobs.ray());
    }
  }

  @Nested
  class JobDetails260 extends JobDetailsContract {
    JobDetails260() {
      super(fake260.jobs);
    }
  }

  @Nested
  class JobDetails252 extends JobDetailsContract {
    JobDetails252() {
      super(fake252.jobs);
    }
  }

  @Nested
  class JobLogs260 extends JobLogsContract {
    JobLogs260() {
      super(fake260.jobs);
    }
  }

  @Nested
  class JobLogs252 extends JobLogsContract {
    JobLogs252() {
      super(fake252.jobs);
    }
  }

  @Nested
  class JobEnd260 extends JobEndContract {
    JobEnd260() {
      super(fake260.jobs);
    }
  }

  @Nested
  class JobEnd252 extends JobEndContract {
    JobEnd252() {
      super(fake252.jobs);
    }
  }

  @Nested
  class JobSubmit260 extends JobSubmitContract {
    JobSubmit260() {
      super(fake260.jobs);
    }
  }

  @Nested
  class JobSubmit252 extends JobSubmitContract {
    JobSubmit252() {
      super(fake252.jobs);
    }
  }

  @Nested
  class LogTail260 extends LogTailContract {
    LogTail260() {
      super(fake260.jobs.ray());
    }
  }
}
