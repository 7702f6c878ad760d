package dev.rayjobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.testing.RayHead;
import dev.rayjobs.testing.RealRay;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long after a job's end its followed log ends: Ray's own client takes 3 to 4 seconds. */
@ExtendWith(RealRay.class)
class FollowEndIT {
  private static final int JOBS = 5;

  private final RayHead head;

  FollowEndIT(RayHead head) {
    this.head = head;
  }

  /** Below and beyond what is fetched again and again rather than awaited from the tail. */
  @ParameterizedTest
  @CsvSource({"1000, 10", "200000, 2000"})
  void endsWithinASecondOfTheJob(int atLeast, int lines) {
    List<Duration> late = new ArrayList<>();
    try (JobClient client = HeadClient.builder(head).build()) {
      for (int i = 0; i < JOBS; i++) {
        Job job =
            client
                .submission(
                    "for i in $(seq "
                        + lines
                        + "); do printf '%0100d\\n' $i; done; sleep 2; echo the end")
                .submit();
        StringBuilder log = new StringBuilder();
        try (LogStream stream = job.followLogs()) {
          stream.forEach(log::append);
        }
        Instant ended = Instant.now();
        assertThat(log).hasSizeGreaterThan(atLeast);
        assertThat(log.toString()).contains("the end\n");
        late.add(Duration.between(job.details().endTime().orElseThrow(), ended));
      }
    }
    Collections.sort(late);
    assertThat(late.get(JOBS / 2)).as(late.toString()).isLessThan(Duration.ofSeconds(1));
  }
}
