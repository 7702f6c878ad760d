package dev.rayjobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rayjobs.errors.ConnectionException;
import dev.rayjobs.errors.UnexpectedAnswerException;
import dev.rayjobs.internal.env.Environment;
import dev.rayjobs.testing.FakeDashboard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All jobs of a cluster, one by one. */
@Timeout(60)
class ListingTest {
  private final FakeDashboard dashboard = FakeDashboard.start();
  private final JobClient client =
      JobClient.builder()
          .environment(Environment.of(Map.of()))
          .address(dashboard.address())
          .retry(RetrySettings.forAtMost(Duration.ofSeconds(30)))
          .build();

  @AfterEach
  void close() {
    client.close();
    dashboard.close();
  }

  private void addJobs(int count) {
    for (int i = 0; i < count; i++) {
      dashboard.addJob("j" + i, Map.of("entrypoint", "x"));
    }
    dashboard.addDriverJob("01000000", "driver.py");
  }

  private List<String> listed() {
    List<String> ids = new ArrayList<>();
    client.forEachJob(job -> ids.add(job.submissionId().or(job::jobId).orElseThrow()));
    return ids;
  }

  private long lists() {
    return dashboard.requests().stream()
        .filter(request -> request.getTarget().equals("/api/jobs/"))
        .count();
  }

  @Test
  void handsOverEachJobOnceThoughAnswersBreakOff() {
    addJobs(2_000);
    for (int i = 0; i < 2; i++) {
      dashboard.alterNext(
          "GET", "/api/jobs/", answer -> answer.onResponseBody(new SocketEffect.CloseSocket()));
    }
    assertThat(listed()).hasSize(2_001).doesNotHaveDuplicates().contains("j1999", "01000000");
    assertThat(lists()).isEqualTo(3);
    assertThat(client.list()).hasSize(2_001);
  }

  @Test
  void endsWithWhatTheReceiverThrows() {
    addJobs(3);
    ConnectionException own = new ConnectionException("the receiver's own connection");
    List<JobDetails> seen = new ArrayList<>();
    assertThatThrownBy(
            () ->
                client.forEachJob(
                    job -> {
                      seen.add(job);
                      throw own;
                    }))
        .isSameAs(own);
    assertThat(seen).hasSize(1);
    assertThat(lists()).as("no reason to ask again").isEqualTo(1);
  }

  /** As Kotlin and Lombok let them do, whose checked exceptions nobody declares. */
  @Test
  void endsWithWhateverTheReceiverThrows() {
    addJobs(3);
    for (Throwable own :
        List.of(new IOException("the disk is full"), new Exception("no"), new AssertionError())) {
      List<JobDetails> seen = new ArrayList<>();
      long before = lists();
      assertThatThrownBy(
              () ->
                  client.forEachJob(
                      job -> {
                        seen.add(job);
                        ListingTest.<RuntimeException>throwAnyhow(own);
                      }))
          .isSameAs(own);
      assertThat(seen).hasSize(1);
      assertThat(lists()).isEqualTo(before + 1);
    }
    assertThat(Thread.interrupted()).isFalse();
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> void throwAnyhow(Throwable thrown) throws E {
    throw (E) thrown;
  }

  @Test
  void endsAnUploadWithWhateverItsListenerThrows(@TempDir Path folder) throws IOException {
    byte[] incompressible = new byte[300_000];
    new Random(1).nextBytes(incompressible);
    Files.write(folder.resolve("data"), incompressible);
    for (Throwable own : List.of(new IOException("the disk is full"), new Exception("no"))) {
      SubmissionListener listener =
          new SubmissionListener() {
            @Override
            public void uploading(String uri, long sent, long size) {
              if (sent > 0) {
                ListingTest.<RuntimeException>throwAnyhow(own);
              }
            }
          };
      try (JobClient uploading =
          JobClient.builder()
              .environment(Environment.of(Map.of()))
              .address(dashboard.address())
              .retry(RetrySettings.forAtMost(Duration.ofSeconds(30)))
              .listener(listener)
              .build()) {
        assertThatThrownBy(() -> uploading.submission("true").workingDir(folder).submit())
            .isSameAs(own);
      }
    }
    assertThat(Thread.interrupted()).isFalse();
    assertThat(dashboard.jobs()).isEmpty();
  }

  @Test
  void isEmptyForAClusterWithoutJobs() {
    assertThat(listed()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[1]", "[{}] x", "", "[{}", "[{}{}]", "<html>"})
  void refusesWhatIsNoList(String body) {
    dashboard.answerNext(
        "GET", "/api/jobs/", new MockResponse.Builder().code(200).body(body).build());
    assertThatThrownBy(client::list)
        .isInstanceOf(UnexpectedAnswerException.class)
        .hasMessageContaining("/api/jobs/ answered no usable JSON");
  }
}
