package dev.rayjobs.ground;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rayjobs.ground.RawDashboard.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is told of jobs: what a dashboard must do, be it Ray's or the fake one. */
abstract class JobDetailsContract {
  private static final String[] DETAILS = {
    "type",
    "job_id",
    "submission_id",
    "driver_info",
    "status",
    "entrypoint",
    "message",
    "error_type",
    "start_time",
    "end_time",
    "metadata",
    "runtime_env",
    "driver_agent_http_address",
    "driver_node_id",
    "driver_exit_code"
  };

  private final RawDashboard ray;
  private final ContractJobs jobs;

  JobDetailsContract(ContractJobs jobs) {
    this.ray = jobs.ray();
    this.jobs = jobs;
  }

  private JsonNode driver() throws Exception {
    ray.awaitEnd(jobs.alone());
    for (JsonNode job : ray.get("/api/jobs/").json()) {
      if (job.path("type").asText().equals("DRIVER")) {
        return job;
      }
    }
    throw new AssertionError("no driver job in the list");
  }

  @Test
  void showsAJobThatSucceeded() throws Exception {
    JsonNode job = ray.awaitEnd(jobs.good());
    assertThat(job.fieldNames()).toIterable().containsExactlyInAnyOrder(DETAILS);
    assertThat(job.path("type").textValue()).isEqualTo("SUBMISSION");
    assertThat(job.path("submission_id").textValue()).isEqualTo(jobs.good());
    assertThat(job.path("job_id").isNull()).isTrue();
    assertThat(job.path("driver_info").isNull()).isTrue();
    assertThat(job.path("status").textValue()).isEqualTo("SUCCEEDED");
    assertThat(job.path("message").textValue()).isEqualTo("Job finished successfully.");
    assertThat(job.path("error_type").isNull()).isTrue();
    assertThat(job.path("start_time").isIntegralNumber()).isTrue();
    assertThat(job.path("end_time").longValue())
        .isGreaterThanOrEqualTo(job.path("start_time").longValue());
    assertThat(job.path("metadata").toString()).isEqualTo("{\"team\":\"pricing\"}");
    assertThat(job.path("runtime_env").toString())
        .isEqualTo("{\"env_vars\":{\"SECRET\":\"hidden\"}}");
    assertThat(job.path("driver_agent_http_address").textValue()).startsWith("http://");
    assertThat(job.path("driver_node_id").textValue()).matches("[0-9a-f]{56}");
    assertThat(job.path("driver_exit_code").isInt()).isTrue();
    assertThat(job.path("driver_exit_code").intValue()).isZero();
  }

  @Test
  void hidesEnvironmentVariablesFromBrowsers() throws Exception {
    for (String path : List.of("/api/jobs/" + jobs.good(), "/api/jobs/")) {
      String seen = ray.get(path, "Origin", "http://x").text();
      assertThat(seen).contains("SECRET");
      assertThat(seen.contains("hidden")).isEqualTo(ray.isOld());
      assertThat(seen.contains("<redacted>")).isEqualTo(!ray.isOld());
    }
  }

  @Test
  void showsARunningJob() throws Exception {
    JsonNode job = ray.await(jobs.endless(), Set.of("RUNNING", "STOPPED"));
    assertThat(job.fieldNames()).toIterable().containsExactlyInAnyOrder(DETAILS);
    assertThat(job.path("metadata").isNull()).isTrue();
    assertThat(job.path("runtime_env").isNull()).isTrue();
    assertThat(job.path("driver_exit_code").isNull()).isTrue();
    assertThat(job.path("driver_agent_http_address").textValue()).startsWith("http://");
  }

  @Test
  void showsAJobThatWaits() throws Exception {
    JsonNode job = ray.details(jobs.pending());
    assertThat(job.fieldNames()).toIterable().containsExactlyInAnyOrder(DETAILS);
    assertThat(job.path("status").textValue()).isEqualTo("PENDING");
    assertThat(job.path("message").textValue())
        .isEqualTo(
            "Job has not started yet. It may be waiting for resources (CPUs, GPUs, memory, custom"
                + " resources) to become available.");
    assertThat(job.path("end_time").isNull()).isTrue();
    assertThat(job.path("driver_agent_http_address").isNull()).isTrue();
    assertThat(job.path("driver_node_id").isNull()).isTrue();
    assertThat(ray.get("/api/jobs/" + jobs.pending() + "/logs").json().path("logs").textValue())
        .isEmpty();
  }

  @Test
  void showsAJobThatFailed() throws Exception {
    JsonNode job = ray.awaitEnd(jobs.failing());
    assertThat(job.path("status").textValue()).isEqualTo("FAILED");
    assertThat(job.path("error_type").textValue()).isEqualTo("JOB_ENTRYPOINT_COMMAND_ERROR");
    assertThat(job.path("driver_exit_code").intValue()).isEqualTo(3);
    assertThat(job.path("message").textValue())
        .startsWith(
            "Job entrypoint command failed with exit code 3, last available logs (truncated to"
                + " 20,000 chars):\n")
        .contains("begin\nbroken\n");
  }

  @Test
  void showsASignalAsANegativeExitCode() throws Exception {
    JsonNode job = ray.awaitEnd(jobs.killed());
    assertThat(job.path("status").textValue()).isEqualTo("FAILED");
    assertThat(job.path("driver_exit_code").intValue()).isEqualTo(-9);
    assertThat(job.path("message").textValue())
        .startsWith("Job entrypoint command failed with exit code -9");
  }

  @Test
  void showsAJobWhoseEnvironmentCannotBeSetUp() throws Exception {
    JsonNode job = ray.awaitEnd(jobs.unpacked());
    assertThat(job.path("status").textValue()).isEqualTo("FAILED");
    assertThat(job.path("error_type").textValue()).isEqualTo("RUNTIME_ENV_SETUP_FAILURE");
    assertThat(job.path("message").textValue())
        .startsWith("runtime_env setup failed: ")
        .contains("gcs://_ray_pkg_00000000deadbeef.zip");
    assertThat(job.path("driver_exit_code").isNull()).isTrue();
    assertThat(job.path("driver_node_id").isNull()).isTrue();
    assertThat(ray.get("/api/jobs/" + jobs.unpacked() + "/logs").json().path("logs").textValue())
        .isEmpty();
  }

  @Test
  void tellsTheDriverOfASubmittedJob() throws Exception {
    JsonNode job = ray.awaitEnd(jobs.connected());
    assertThat(job.path("job_id").textValue()).matches("[0-9]{8}");
    assertThat(job.path("driver_info").path("id")).isEqualTo(job.path("job_id"));
    assertThat(job.path("driver_info").path("node_ip_address").isTextual()).isTrue();
    assertThat(job.path("driver_info").path("pid").isTextual()).isTrue();
    assertThat(ray.details(job.path("job_id").textValue())).isEqualTo(job);
  }

  @Test
  void showsDriversThatNobodySubmitted() throws Exception {
    JsonNode job = driver();
    assertThat(job.fieldNames()).toIterable().containsExactlyInAnyOrder(DETAILS);
    assertThat(job.path("submission_id").isNull()).isTrue();
    assertThat(job.path("driver_info").path("id")).isEqualTo(job.path("job_id"));
    assertThat(job.path("message").isNull()).isTrue();
    assertThat(job.path("metadata").isObject()).isTrue();
    assertThat(job.path("runtime_env").isObject()).isTrue();
    assertThat(job.path("driver_node_id").isNull()).isTrue();

    String path = "/api/jobs/" + job.path("job_id").textValue();
    assertThat(ray.get(path).status()).isEqualTo(200);
    Answer stop = ray.post(path + "/stop", "");
    assertThat(stop.status()).isEqualTo(400);
    assertThat(stop.text()).isEqualTo("Can only stop submission type jobs");
    Answer delete = ray.send("DELETE", path, BodyPublishers.noBody());
    assertThat(delete.status()).isEqualTo(400);
    assertThat(delete.text()).isEqualTo("Can only delete submission type jobs");
    Answer logs = ray.get(path + "/logs");
    assertThat(logs.status()).isEqualTo(400);
    assertThat(logs.text()).isEqualTo("Can only get logs of submission type jobs");
  }

  @Test
  void listsAllJobs() throws Exception {
    ray.awaitEnd(jobs.good());
    Answer answer = ray.get("/api/jobs/");
    assertThat(answer.header("Content-Type")).startsWith("application/json");
    assertThat(answer.json().isArray()).isTrue();
    List<String> ids = new ArrayList<>();
    for (JsonNode job : answer.json()) {
      assertThat(job.fieldNames()).toIterable().containsExactlyInAnyOrder(DETAILS);
      if (job.path("submission_id").isTextual()) {
        ids.add(job.path("submission_id").textValue());
      }
      if (job.path("submission_id").asText().equals(jobs.good())) {
        assertThat(job).isEqualTo(ray.details(jobs.good()));
      }
    }
    assertThat(ids)
        .contains(jobs.good(), jobs.failing(), jobs.endless(), jobs.pending(), jobs.unpacked())
        .doesNotHaveDuplicates();
  }
}
