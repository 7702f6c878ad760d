package dev.rayjobs.ground;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rayjobs.ground.RawDashboard.Answer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Which requests make a job, and what is said of the others: what a dashboard must do, be it Ray's
 * or the fake one.
 */
abstract class JobSubmitContract {
  private static final String TRACEBACK = "Traceback (most recent call last):\n";

  private final RawDashboard ray;
  private final ContractJobs jobs;

  JobSubmitContract(ContractJobs jobs) {
    this.ray = jobs.ray();
    this.jobs = jobs;
  }

  @Test
  void refusesAnIdThatIsInUse() throws Exception {
    for (String used : List.of(jobs.pending(), jobs.good())) {
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
        ray.post(
            "/api/jobs/", "{\"entrypoint\": \"true\", \"job_id\": \"" + jobs.id("old") + "\"}");
    assertThat(answer.json().path("submission_id").textValue()).isEqualTo(jobs.id("old"));
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
