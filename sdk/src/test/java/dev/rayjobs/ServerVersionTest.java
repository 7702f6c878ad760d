package dev.rayjobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rayjobs.errors.InvalidInputException;
import dev.rayjobs.errors.UnexpectedAnswerException;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client makes of the version that answers, and of none. */
class ServerVersionTest extends WithServer {
  @ParameterizedTest
  @ValueSource(strings = {"<html>hello</html>", "{}", "[1]", "", "{\"ray_version\":7}"})
  void saysThatAServerIsNotRay(String body) {
    server.enqueue(answer(200, body));
    try (JobClient client = builder().build()) {
      assertThatThrownBy(client::list)
          .isInstanceOf(UnexpectedAnswerException.class)
          .hasMessageContaining("There is no Ray dashboard at " + client.address())
          .hasMessageContaining("8265");
    }
  }

  @Test
  void saysThatAServerWithoutTheVersionIsNotRay() {
    server.enqueue(answer(404, "<html>not here</html>"));
    try (JobClient client = builder().build()) {
      assertThatThrownBy(client::list)
          .isInstanceOf(UnexpectedAnswerException.class)
          .hasMessageContaining("There is no Ray dashboard");
    }
  }

  @Test
  void refusesAClusterThatIsTooOld() {
    server.enqueue(answer(200, VERSION.replace("2.60.0", "1.13.0")));
    try (JobClient client = builder().build()) {
      assertThatThrownBy(client::list).hasMessageContaining("1.13.0").hasMessageContaining("2.0");
    }
  }

  @Test
  void saysWhatAClusterIsTooOldForBeforeAnythingIsSent() {
    refuses("2.1.0", "entrypoint_num_cpus", job -> job.entrypointNumCpus(1));
    refuses("2.1.0", "entrypoint_num_gpus", job -> job.entrypointNumGpus(1));
    refuses("2.1.0", "entrypoint_resources", job -> job.entrypointResources(Map.of("a", 1.0)));
    refuses("2.7.2", "entrypoint_memory", job -> job.entrypointMemory(1));
    refuses(
        "2.52.1",
        "entrypoint_label_selector",
        job -> job.entrypointLabelSelector(Map.of("a", "b")));
    refuses("2.55.1", ".tar.gz", job -> job.runtimeEnv(env("working_dir", "s3://b/a.tar.gz?v=1")));
    refuses("2.52.1", ".tgz", job -> job.runtimeEnv(env("py_modules", List.of("https://h/a.tgz"))));
    refuses("2.59.0", ".tar.xz", job -> job.runtimeEnv(env("working_dir", "gs://b/a.tar.xz")));
    refuses("2.59.0", "local://", job -> job.runtimeEnv(env("working_dir", "local:///app")));
    refuses("2.55.0", "http://", job -> job.runtimeEnv(env("working_dir", "http://h/a.zip")));
    assertThat(server.getRequestCount()).as("one question for each version").isEqualTo(10);
  }

  private static RuntimeEnv env(String field, Object value) {
    return RuntimeEnv.fromMap(Map.of(field, value));
  }

  private void refuses(String version, String field, UnaryOperator<JobSubmission.Builder> use) {
    server.enqueue(answer(200, VERSION.replace("2.60.0", version)));
    try (JobClient client = builder().build()) {
      JobSubmission.Builder submission = use.apply(client.submission("true"));
      assertThatThrownBy(submission::submit)
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining(field)
          .hasMessageContaining(version);
    }
  }
}
