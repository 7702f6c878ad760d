package dev.rayjobs.ground;

import dev.rayjobs.testing.RayHead;
import dev.rayjobs.testing.RealRay;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtendWith;

/** Real Ray is what the contract says: if this fails, the contract and the fake are wrong. */
@ExtendWith(RealRay.class)
class RealDashboardContractIT {
  private static RawDashboard raw(RayHead head) {
    return new RawDashboard(head.address(), head.token().orElseThrow(), head.version(), 3000);
  }

  @Nested
  class Access extends AccessContract {
    Access(RayHead head) {
      super(raw(head));
    }
  }

  @Nested
  class Jobs extends JobsContract {
    Jobs(RayHead head) {
      super(raw(head));
    }
  }

  @Nested
  class LogTail extends LogTailContract {
    LogTail(RayHead head) {
      super(raw(head));
    }
  }
}
