package dev.rayjobs.ground;

import dev.rayjobs.testing.RayHead;
import dev.rayjobs.testing.RealRay;
import java.nio.file.Files;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtendWith;

/** Real Ray is what the contract says: if this fails, the contract and the fake are wrong. */
@ExtendWith(RealRay.class)
class RealDashboardContractIT {
  private static ContractJobs jobs;

  @BeforeAll
  static void start(RayHead head) throws Exception {
    jobs =
        ContractJobs.start(
            new RawDashboard(
                head.address(),
                head.token().orElseThrow(),
                head.version(),
                gate -> Files.createFile(head.home().resolve(gate)),
                3000));
  }

  @Nested
  class Access extends AccessContract {
    Access() {
      super(jobs.ray());
    }
  }

  @Nested
  class JobDetails extends JobDetailsContract {
    JobDetails() {
      super(jobs);
    }
  }

  @Nested
  class JobLogs extends JobLogsContract {
    JobLogs() {
      super(jobs);
    }
  }

  @Nested
  class JobEnd extends JobEndContract {
    JobEnd() {
      super(jobs);
    }
  }

  @Nested
  class JobSubmit extends JobSubmitContract {
    JobSubmit() {
      super(jobs);
    }
  }

  @Nested
  class LogTail extends LogTailContract {
    LogTail() {
      super(jobs.ray());
    }
  }
}
