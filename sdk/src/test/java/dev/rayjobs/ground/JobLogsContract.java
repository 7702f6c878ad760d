package dev.rayjobs.ground;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.ground.RawDashboard.Answer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Logs of jobs, all at once: what a dashboard must do, be it Ray's or the fake one. */
abstract class JobLogsContract {
  private static final String TRACEBACK = "Traceback (most recent call last):\n";

  private final RawDashboard ray;
  private final ContractJobs jobs;

  JobLogsContract(ContractJobs jobs) {
    this.ray = jobs.ray();
    this.jobs = jobs;
  }

  @Test
  void givesTheWholeLogWithPlainLineEnds() throws Exception {
    ray.awaitEnd(jobs.good());
    Answer answer = ray.get("/api/jobs/" + jobs.good() + "/logs");
    assertThat(answer.header("Content-Type")).startsWith("application/json");
    assertThat(answer.json().fieldNames()).toIterable().containsExactly("logs");
    assertThat(ContractJobs.afterBegin(answer.json().path("logs").textValue()))
        .isEqualTo("one\ntwo\nthree\nü");
  }

  @Test
  void cannotGiveALogThatIsNotUtf8() throws Exception {
    ray.awaitEnd(jobs.notUtf8());
    Answer answer = ray.get("/api/jobs/" + jobs.notUtf8() + "/logs");
    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.text()).startsWith(TRACEBACK).contains("UnicodeDecodeError");
  }

  @ParameterizedTest
  @CsvSource({"-1, true", "'', true", "0, true", "1000, true", "2, false"})
  void givesTheBytesOfALogFile(String lines, boolean whole) throws Exception {
    String node = ray.awaitEnd(jobs.good()).path("driver_node_id").textValue();
    for (String file :
        List.of("submission_id=" + jobs.good(), "filename=job-driver-" + jobs.good() + ".log")) {
      Answer answer =
          ray.get(
              "/api/v0/logs/file?"
                  + file
                  + "&node_id="
                  + node
                  + (lines.isEmpty() ? "" : "&lines=" + lines));
      if (ray.isOld()) {
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text()).contains("UNAUTHENTICATED");
      } else {
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("text/plain");
        assertThat(answer.text()).endsWith("two\rthree\nü");
        assertThat(answer.text().contains("begin\n")).isEqualTo(whole);
      }
    }
  }

  @Test
  void givesLogFilesOnlyOfJobsItKnowsOnNodesThatAreNamed() throws Exception {
    ray.awaitEnd(jobs.good());
    Answer noNode = ray.get("/api/v0/logs/file?lines=-1&submission_id=" + jobs.good());
    assertThat(noNode.status()).isEqualTo(500);
    Answer noJob = ray.get("/api/v0/logs/file?lines=-1&submission_id=absent&node_id=x");
    assertThat(noJob.status()).isEqualTo(500);
    assertThat(noJob.text()).startsWith("Could not find a log file.");
    Answer noFile = ray.get("/api/v0/logs/file?lines=-1&filename=job-driver-absent.log&node_id=x");
    assertThat(noFile.status()).isEqualTo(500);
  }
}
