package dev.rayjobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.errors.ConnectionException;
import dev.rayjobs.errors.InvalidInputException;
import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.errors.UnexpectedAnswerException;
import dev.rayjobs.internal.env.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The cluster of this machine: the cluster file, and the usual place. */
class MachineDiscoveryTest extends DiscoveryFixture {
  private Path clusterFile(String text) throws IOException {
    Path file = folder.resolve("ray").resolve("ray_current_cluster");
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "local"})
  void readsTheClusterFile(String word) throws Exception {
    Path file = clusterFile(gcs.address() + "\n");
    gcs.knows(place()).knows(place());
    try (JobClient client = client().address(word).build()) {
      assertThat(client.version().rayVersion()).isEqualTo("2.60.0");
      assertThat(client.addressOrigin())
          .isEqualTo(
              "named by the GCS at %s, from %s, since the given address is '%s'",
              gcs.address(), file, word);
    }
    try (JobClient client = client().build()) {
      assertThat(client)
          .hasToString("JobClient[the cluster of this machine (no address was given)]");
      assertThat(client.address()).hasToString(dashboard.address());
      assertThat(client.addressOrigin()).endsWith(file + ", since no address was given");
    }
  }

  @Test
  void looksForTheClusterFileWhereRayDoes() throws Exception {
    clusterFile("127.0.0.1:1");
    String none = folder.resolve("none").toString();
    String found = folder.toString();
    assertThat(failureOf(client("RAY_TMPDIR=" + found, "TMPDIR=" + none)))
        .hasMessageContaining("GCS at 127.0.0.1:1");
    assertThat(failureOf(client("RAY_TMPDIR=" + none, "TMPDIR=" + found)))
        .hasMessageContaining("there is no cluster file " + none + "/ray/ray_current_cluster");
    assertThat(failureOf(client("RAY_TMPDIR=", "TMPDIR=" + found)))
        .hasMessageContaining("there is no cluster file ray/ray_current_cluster");
    JobClient.Builder without =
        JobClient.builder()
            .usualPlace("http://127.0.0.1:1")
            .retry(RetrySettings.none())
            .environment(Environment.of(Map.of("TMPDIR", found)));
    assertThat(failureOf(without)).hasMessageContaining("GCS at 127.0.0.1:1");
  }

  @ParameterizedTest
  @CsvSource({"'', holds no HOST:PORT", "127.0.0.1, holds no HOST:PORT", "-, cannot be read"})
  void saysWhatIsWrongWithTheClusterFile(String text, String problem) throws Exception {
    Path file = clusterFile(text);
    if (text.equals("-")) {
      Files.delete(file);
      Files.createDirectory(file);
    }
    assertThat(failureOf(client()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("The cluster file " + file)
        .hasMessageContaining("no address was given")
        .hasMessageContaining(problem);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.60.0", "2.52.1", "2.40.0"})
  void triesTheUsualPlaceWithoutSecretsFirst(String version) throws Exception {
    dashboard.rayVersion(version);
    JobClient.Builder builder =
        client("RAY_AUTH_MODE=token", "RAY_AUTH_TOKEN=" + TOKEN)
            .usualPlace(dashboard.address())
            .header("X-Key", "secret");
    try (JobClient client = builder.build()) {
      assertThat(client.version().rayVersion()).isEqualTo(version);
      assertThat(client.addressOrigin())
          .isEqualTo("the usual place, since no address was given and no cluster is known");
    }
    RecordedRequest first = dashboard.requests().get(0);
    assertThat(first.getUrl().encodedPath()).isEqualTo("/api/authentication_mode");
    assertThat(first.getHeaders().get("Authorization")).isNull();
    assertThat(first.getHeaders().get("X-Key")).isNull();
    RecordedRequest last = dashboard.requests().get(dashboard.requests().size() - 1);
    assertThat(last.getHeaders().get("Authorization")).isEqualTo("Bearer " + TOKEN);
    assertThat(last.getHeaders().get("X-Key")).isEqualTo("secret");
  }

  @Test
  void saysThatThereIsNoClusterAnywhere() {
    assertThat(failureOf(client()))
        .isInstanceOf(ConnectionException.class)
        .hasMessageContaining("No Ray cluster found: no address was given")
        .hasMessageContaining(folder + "/ray/ray_current_cluster")
        .hasMessageContaining("http://127.0.0.1:1 nobody answers");
    dashboard.answerNext(
        "GET", "/api/authentication_mode", new MockResponse.Builder().body("<html>").build());
    assertThat(failureOf(client().usualPlace(dashboard.address())))
        .isInstanceOf(UnexpectedAnswerException.class)
        .hasMessageContaining("another server answers");
  }

  @Test
  void seesAClusterThatStartsMeanwhile() throws Exception {
    gcs.knows(place());
    SubmissionListener writer =
        new SubmissionListener() {
          @Override
          public void retrying(int attempt, RayJobsException failure, Duration wait) {
            try {
              clusterFile(gcs.address());
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          }
        };
    try (JobClient client =
        client().retry(RetrySettings.forAtMost(Duration.ofSeconds(30))).listener(writer).build()) {
      assertThat(client.version().rayVersion()).isEqualTo("2.60.0");
    }
  }
}
