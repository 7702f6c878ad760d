package dev.rayjobs.ground;

import dev.rayjobs.testing.FakeDashboard;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;

/** The fake dashboard keeps the contract, playing the oldest and the newest Ray. */
class FakeDashboardContractTest {
  private static final List<FakeDashboard> STARTED = new ArrayList<>();

  private static RawDashboard fake(String version) {
    FakeDashboard dashboard =
        FakeDashboard.start().rayVersion(version).requireToken("contract-token");
    dashboard.onSubmit(new ScriptedShell(dashboard)::start);
    STARTED.add(dashboard);
    return new RawDashboard(dashboard.address(), "contract-token", version, 0);
  }

  @AfterAll
  static void close() {
    STARTED.forEach(FakeDashboard::close);
  }

  @Nested
  class Access260 extends AccessContract {
    Access260() {
      super(fake("2.60.0"));
    }
  }

  @Nested
  class Access252 extends AccessContract {
    Access252() {
      super(fake("2.52.1"));
    }
  }

  @Nested
  class Jobs260 extends JobsContract {
    Jobs260() {
      super(fake("2.60.0"));
    }
  }

  @Nested
  class Jobs252 extends JobsContract {
    Jobs252() {
      super(fake("2.52.1"));
    }
  }

  @Nested
  class LogTail260 extends LogTailContract {
    LogTail260() {
      super(fake("2.60.0"));
    }
  }
}
