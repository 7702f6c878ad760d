package dev.rayjobs.ground;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rayjobs.ground.RawDashboard.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stopping and deleting: what a dashboard must do, be it Ray's or the fake one. */
abstract class JobEndContract {
  private static final String TRACEBACK = "Traceback (most recent call last):\n";

  private final RawDashboard ray;
  private final ContractJobs jobs;

  JobEndContract(ContractJobs jobs) {
    this.ray = jobs.ray();
    this.jobs = jobs;
  }

  @Test
  void stopsARunningJobOnce() throws Exception {
    ray.await(jobs.endless(), Set.of("RUNNING"));
    Answer answer = ray.post("/api/jobs/" + jobs.endless() + "/stop", "");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().toString()).isEqualTo("{\"stopped\":true}");
    JsonNode job = ray.awaitEnd(jobs.endless());
    assertThat(job.path("status").textValue()).isEqualTo("STOPPED");
    assertThat(job.path("message").textValue()).isEqualTo("Job was intentionally stopped.");
    assertThat(job.path("error_type").isNull()).isTrue();
    assertThat(job.path("driver_exit_code").isNull()).isTrue();
    ray.awaitStopHasNothingToDo(jobs.endless());
  }

  @Test
  void canOnlyAskAWaitingJobToStop() throws Exception {
    Answer answer = ray.post("/api/jobs/" + jobs.pending() + "/stop", "");
    assertThat(answer.json().toString()).isEqualTo("{\"stopped\":true}");
    Thread.sleep(500);
    assertThat(ray.details(jobs.pending()).path("status").textValue()).isEqualTo("PENDING");
  }

  @Test
  void doesNotStopWhatHasEnded() throws Exception {
    for (String ended : List.of(jobs.failing(), jobs.unpacked())) {
      ray.awaitEnd(ended);
      ray.awaitStopHasNothingToDo(ended);
    }
  }

  @Test
  void doesNotDeleteWhatHasNotEnded() throws Exception {
    Answer answer = ray.send("DELETE", "/api/jobs/" + jobs.pending(), BodyPublishers.noBody());
    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.text())
        .startsWith(TRACEBACK)
        .endsWith(
            "\nRuntimeError: Attempted to delete job '"
                + jobs.pending()
                + "', but it is in a non-terminal state PENDING.\n.\n");
  }

  @Test
  void deletesWhatHasEnded() throws Exception {
    String id = jobs.deleted();
    ray.awaitSettled(id);
    Answer answer = ray.send("DELETE", "/api/jobs/" + id, BodyPublishers.noBody());
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().toString()).isEqualTo("{\"deleted\":true}");
    Answer gone = ray.get("/api/jobs/" + id);
    assertThat(gone.status()).isEqualTo(404);
    assertThat(gone.text()).isEqualTo("Job " + id + " does not exist");
    assertThat(ray.get("/api/jobs/").text()).doesNotContain(id);
    assertThat(ray.submit(id, "true", "")).isEqualTo(id);
  }

  @ParameterizedTest
  @CsvSource({"GET, ''", "DELETE, ''", "POST, /stop", "GET, /logs", "GET, /logs/tail"})
  void knowsNothingOfAbsentJobs(String method, String path) throws Exception {
    Answer answer = ray.send(method, "/api/jobs/absent" + path, BodyPublishers.noBody());
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.text()).isEqualTo("Job absent does not exist");
  }
}
