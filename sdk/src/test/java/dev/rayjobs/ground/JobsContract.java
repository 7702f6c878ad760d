package dev.rayjobs.ground;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rayjobs.ground.RawDashboard.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Jobs: what a dashboard must do, be it Ray's or the fake one. All jobs start together, for speed.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class JobsContract {
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
  private static final String TRACEBACK = "Traceback (most recent call last):\n";

  private final String run = "jobs-" + UUID.randomUUID().toString().substring(0, 8);
  private final String good = run + "-good";
  private final String failing = run + "-failing";
  private final String killed = run + "-killed";
  private final String endless = run + "-endless";
  private final String pending = run + "-pending";
  private final String unpacked = run + "-unpacked";
  private final String notUtf8 = run + "-not-utf8";
  private final String connected = run + "-connected";
  private final String alone = run + "-alone";
  private final RawDashboard ray;

  JobsContract(RawDashboard ray) {
    this.ray = ray;
  }

  @BeforeAll
  void startJobs() throws Exception {
    ray.submit(
        good,
        "sleep 0.5; printf 'begin\\none\\r\\ntwo\\rthree\\n\\303\\274'",
        ", \"metadata\": {\"team\": \"pricing\"},"
            + " \"runtime_env\": {\"env_vars\": {\"SECRET\": \"hidden\"}}");
    ray.submit(failing, "sleep 0.5; printf 'begin\\nbroken\\n'; exit 3", "");
    ray.submit(killed, "kill -9 $$", "");
    ray.submit(endless, "sleep 12000", "");
    ray.submit(pending, "true", ", \"entrypoint_resources\": {\"nowhere\": 1}");
    ray.submit(
        unpacked,
        "true",
        ", \"runtime_env\": {\"working_dir\": \"gcs://_ray_pkg_00000000deadbeef.zip\"}");
    ray.submit(notUtf8, "printf 'begin\\n\\377\\n'", "");
    ray.submit(connected, ScriptedShell.CONNECT, "");
    ray.submit(alone, ScriptedShell.CONNECT_ALONE, "");
  }

  private static String afterBegin(String log) {
    int begin = log.indexOf("begin\n");
    assertThat(begin).as("begin in the log: %s", log).isNotNegative();
    return log.substring(begin + "begin\n".length());
  }

  private JsonNode driver() throws Exception {
    ray.awaitEnd(alone);
    for (JsonNode job : ray.get("/api/jobs/").json()) {
      if (job.path("type").asText().equals("DRIVER")) {
        return job;
      }
    }
    throw new AssertionError("no driver job in the list");
  }

  @Test
  void showsAJobThatSucceeded() throws Exception {
    JsonNode job = ray.awaitEnd(good);
    assertThat(job.fieldNames()).toIterable().containsExactlyInAnyOrder(DETAILS);
    assertThat(job.path("type").textValue()).isEqualTo("SUBMISSION");
    assertThat(job.path("submission_id").textValue()).isEqualTo(good);
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
    for (String path : List.of("/api/jobs/" + good, "/api/jobs/")) {
      String seen = ray.get(path, "Origin", "http://x").text();
      assertThat(seen).contains("SECRET");
      assertThat(seen.contains("hidden")).isEqualTo(ray.isOld());
      assertThat(seen.contains("<redacted>")).isEqualTo(!ray.isOld());
    }
  }

  @Test
  void showsARunningJob() throws Exception {
    JsonNode job = ray.await(endless, Set.of("RUNNING", "STOPPED"));
    assertThat(job.fieldNames()).toIterable().containsExactlyInAnyOrder(DETAILS);
    assertThat(job.path("metadata").isNull()).isTrue();
    assertThat(job.path("runtime_env").isNull()).isTrue();
    assertThat(job.path("driver_exit_code").isNull()).isTrue();
    assertThat(job.path("driver_agent_http_address").textValue()).startsWith("http://");
  }

  @Test
  void showsAJobThatWaits() throws Exception {
    JsonNode job = ray.details(pending);
    assertThat(job.fieldNames()).toIterable().containsExactlyInAnyOrder(DETAILS);
    assertThat(job.path("status").textValue()).isEqualTo("PENDING");
    assertThat(job.path("message").textValue())
        .isEqualTo(
            "Job has not started yet. It may be waiting for resources (CPUs, GPUs, memory, custom"
                + " resources) to become available.");
    assertThat(job.path("end_time").isNull()).isTrue();
    assertThat(job.path("driver_agent_http_address").isNull()).isTrue();
    assertThat(job.path("driver_node_id").isNull()).isTrue();
    assertThat(ray.get("/api/jobs/" + pending + "/logs").json().path("logs").textValue()).isEmpty();
  }

  @Test
  void showsAJobThatFailed() throws Exception {
    JsonNode job = ray.awaitEnd(failing);
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
    JsonNode job = ray.awaitEnd(killed);
    assertThat(job.path("status").textValue()).isEqualTo("FAILED");
    assertThat(job.path("driver_exit_code").intValue()).isEqualTo(-9);
    assertThat(job.path("message").textValue())
        .startsWith("Job entrypoint command failed with exit code -9");
  }

  @Test
  void showsAJobWhoseEnvironmentCannotBeSetUp() throws Exception {
    JsonNode job = ray.awaitEnd(unpacked);
    assertThat(job.path("status").textValue()).isEqualTo("FAILED");
    assertThat(job.path("error_type").textValue()).isEqualTo("RUNTIME_ENV_SETUP_FAILURE");
    assertThat(job.path("message").textValue())
        .startsWith("runtime_env setup failed: ")
        .contains("gcs://_ray_pkg_00000000deadbeef.zip");
    assertThat(job.path("driver_exit_code").isNull()).isTrue();
    assertThat(job.path("driver_node_id").isNull()).isTrue();
    assertThat(ray.get("/api/jobs/" + unpacked + "/logs").json().path("logs").textValue())
        .isEmpty();
  }

  @Test
  void tellsTheDriverOfASubmittedJob() throws Exception {
    JsonNode job = ray.awaitEnd(connected);
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
    ray.awaitEnd(good);
    Answer answer = ray.get("/api/jobs/");
    assertThat(answer.header("Content-Type")).startsWith("application/json");
    assertThat(answer.json().isArray()).isTrue();
    List<String> ids = new ArrayList<>();
    for (JsonNode job : answer.json()) {
      assertThat(job.fieldNames()).toIterable().containsExactlyInAnyOrder(DETAILS);
      ids.add(job.path("submission_id").asText());
      if (job.path("submission_id").asText().equals(good)) {
        assertThat(job).isEqualTo(ray.details(good));
      }
    }
    assertThat(ids).contains(good, failing, endless, pending, unpacked).doesNotHaveDuplicates();
  }

  @Test
  void givesTheWholeLogWithPlainLineEnds() throws Exception {
    ray.awaitEnd(good);
    Answer answer = ray.get("/api/jobs/" + good + "/logs");
    assertThat(answer.header("Content-Type")).startsWith("application/json");
    assertThat(answer.json().fieldNames()).toIterable().containsExactly("logs");
    assertThat(afterBegin(answer.json().path("logs").textValue())).isEqualTo("one\ntwo\nthree\nü");
  }

  @Test
  void cannotGiveALogThatIsNotUtf8() throws Exception {
    ray.awaitEnd(notUtf8);
    Answer answer = ray.get("/api/jobs/" + notUtf8 + "/logs");
    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.text()).startsWith(TRACEBACK).contains("UnicodeDecodeError");
  }

  @ParameterizedTest
  @CsvSource({"-1, true", "'', true", "0, true", "1000, true", "2, false"})
  void givesTheBytesOfALogFile(String lines, boolean whole) throws Exception {
    String node = ray.awaitEnd(good).path("driver_node_id").textValue();
    for (String file : List.of("submission_id=" + good, "filename=job-driver-" + good + ".log")) {
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
    ray.awaitEnd(good);
    Answer noNode = ray.get("/api/v0/logs/file?lines=-1&submission_id=" + good);
    assertThat(noNode.status()).isEqualTo(500);
    Answer noJob = ray.get("/api/v0/logs/file?lines=-1&submission_id=absent&node_id=x");
    assertThat(noJob.status()).isEqualTo(500);
    assertThat(noJob.text()).startsWith("Could not find a log file.");
    Answer noFile = ray.get("/api/v0/logs/file?lines=-1&filename=job-driver-absent.log&node_id=x");
    assertThat(noFile.status()).isEqualTo(500);
  }

  @Test
  void stopsARunningJobOnce() throws Exception {
    ray.await(endless, Set.of("RUNNING"));
    Answer answer = ray.post("/api/jobs/" + endless + "/stop", "");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().toString()).isEqualTo("{\"stopped\":true}");
    JsonNode job = ray.awaitEnd(endless);
    assertThat(job.path("status").textValue()).isEqualTo("STOPPED");
    assertThat(job.path("message").textValue()).isEqualTo("Job was intentionally stopped.");
    assertThat(job.path("error_type").isNull()).isTrue();
    assertThat(job.path("driver_exit_code").isNull()).isTrue();
    ray.awaitSettled(endless);
    Answer again = ray.post("/api/jobs/" + endless + "/stop", "");
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.json().toString()).isEqualTo("{\"stopped\":false}");
  }

  @Test
  void canOnlyAskAWaitingJobToStop() throws Exception {
    Answer answer = ray.post("/api/jobs/" + pending + "/stop", "");
    assertThat(answer.json().toString()).isEqualTo("{\"stopped\":true}");
    Thread.sleep(500);
    assertThat(ray.details(pending).path("status").textValue()).isEqualTo("PENDING");
  }

  @Test
  void doesNotStopWhatHasEnded() throws Exception {
    for (String ended : List.of(failing, unpacked)) {
      ray.awaitSettled(ended);
      Answer answer = ray.post("/api/jobs/" + ended + "/stop", "");
      assertThat(answer.json().toString()).isEqualTo("{\"stopped\":false}");
    }
  }

  @Test
  void doesNotDeleteWhatHasNotEnded() throws Exception {
    Answer answer = ray.send("DELETE", "/api/jobs/" + pending, BodyPublishers.noBody());
    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.text())
        .startsWith(TRACEBACK)
        .endsWith(
            "\nRuntimeError: Attempted to delete job '"
                + pending
                + "', but it is in a non-terminal state PENDING.\n.\n");
  }

  @Test
  void deletesWhatHasEnded() throws Exception {
    String id = ray.submit(run + "-deleted", "true", "");
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

  @Test
  void refusesAnIdThatIsInUse() throws Exception {
    for (String used : List.of(pending, good)) {
      Answer answer =
          ray.post("/api/jobs/", "{\"entrypoint\": \"true\", \"submission_id\": \"" + used + "\"}");
      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.header("Content-Type")).startsWith("text/plain");
      assertThat(answer.text())
          .startsWith(TRACEBACK)
          .contains("\nRuntimeError: Request failed with status code 400: " + TRACEBACK)
          .endsWith(
              "\nValueError: Job with submission_id "
                  + used
                  + " already exists. Please use a different submission_id.\n.\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ", \"submission_id\": \"\"", ", \"submission_id\": null"})
  void choosesAnIdIfNoneIsGiven(String field) throws Exception {
    JsonNode answer = ray.post("/api/jobs/", "{\"entrypoint\": \"true\"" + field + "}").json();
    assertThat(answer.fieldNames()).toIterable().containsExactly("job_id", "submission_id");
    assertThat(answer.path("submission_id").textValue()).matches("raysubmit_[A-Za-z0-9]{16}");
    assertThat(answer.path("job_id")).isEqualTo(answer.path("submission_id"));
  }

  @Test
  void takesTheOldNameOfTheId() throws Exception {
    Answer answer =
        ray.post("/api/jobs/", "{\"entrypoint\": \"true\", \"job_id\": \"" + run + "-old\"}");
    assertThat(answer.json().path("submission_id").textValue()).isEqualTo(run + "-old");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "\"x\"", "5", "null"})
  void isInTroubleWithWhatIsNoJsonObject(String body) throws Exception {
    Answer answer = ray.post("/api/jobs/", body, "Content-Type", "application/json");
    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.text())
        .isEqualTo("500 Internal Server Error\n\nServer got itself in trouble");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|JobSubmitRequest.__init__() missing 1 required positional argument: 'entrypoint'",
        "{'entrypoint': null}|JobSubmitRequest.__init__() missing 1 required positional argument:"
            + " 'entrypoint'",
        "{'entrypoint': 5}|entrypoint must be a string, got <class 'int'>",
        "{'entrypoint': 'x', 'nope': 1}|JobSubmitRequest.__init__() got an unexpected keyword"
            + " argument 'nope'",
        "{'entrypoint': 'x', 'submission_id': 5}|submission_id must be a string if provided, got"
            + " <class 'int'>",
        "{'entrypoint': 'x', 'job_id': true}|job_id must be a string if provided, got"
            + " <class 'bool'>",
        "{'entrypoint': 'x', 'runtime_env': 'x'}|runtime_env must be a dict, got <class 'str'>",
        "{'entrypoint': 'x', 'metadata': []}|metadata must be a dict, got <class 'list'>",
        "{'entrypoint': 'x', 'metadata': {'a': null}}|metadata values must be strings, got"
            + " <class 'NoneType'>",
        "{'entrypoint': 'x', 'metadata': {'a': 1.5}}|metadata values must be strings, got"
            + " <class 'float'>",
        "{'entrypoint': 'x', 'entrypoint_num_cpus': '1'}|entrypoint_num_cpus must be a number, got"
            + " <class 'str'>",
        "{'entrypoint': 'x', 'entrypoint_num_gpus': {}}|entrypoint_num_gpus must be a number, got"
            + " <class 'dict'>",
        "{'entrypoint': 'x', 'entrypoint_memory': 1.5}|entrypoint_memory must be an integer, got"
            + " <class 'float'>",
        "{'entrypoint': 'x', 'entrypoint_resources': [1]}|entrypoint_resources must be a dict, got"
            + " <class 'list'>",
        "{'entrypoint': 'x', 'entrypoint_resources': {'a': 'b'}}|entrypoint_resources values must"
            + " be numbers, got <class 'str'>",
      })
  void refusesRequestsItDoesNotUnderstand(String request, String reason) throws Exception {
    Answer answer = ray.post("/api/jobs/", request.replace('\'', '"'));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text()).startsWith(TRACEBACK).endsWith("\nTypeError: " + reason + "\n");
  }

  @Test
  void takesUnknownFieldsThatAreNull() throws Exception {
    assertThat(ray.post("/api/jobs/", "{\"entrypoint\": \"true\", \"nope\": null}").status())
        .isEqualTo(200);
  }

  @Test
  void knowsLabelSelectorsSince260() throws Exception {
    Answer answer =
        ray.post(
            "/api/jobs/", "{\"entrypoint\": \"true\", \"entrypoint_label_selector\": {\"a\": 1}}");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text())
        .endsWith(
            ray.isOld()
                ? "got an unexpected keyword argument 'entrypoint_label_selector'\n"
                : "entrypoint_label_selector values must be strings, got <class 'int'>\n");
  }

  @Test
  void refusesRequestsOver1MiB() throws Exception {
    Answer answer =
        ray.post(
            "/api/jobs/",
            "{\"entrypoint\": \"true\", \"metadata\": {\"a\": \"" + "x".repeat(1_100_000) + "\"}}");
    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.text())
        .startsWith(TRACEBACK)
        .contains("RuntimeError: Request failed with status code 500: " + TRACEBACK)
        .endsWith("HTTPRequestEntityTooLarge: Request Entity Too Large\n.\n");
  }
}
