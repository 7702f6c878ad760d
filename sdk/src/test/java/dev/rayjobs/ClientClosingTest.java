package dev.rayjobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rayjobs.address.DashboardLocation;
import dev.rayjobs.errors.CancelledException;
import dev.rayjobs.internal.env.Environment;
import dev.rayjobs.testing.FakeDashboard;
import dev.rayjobs.testing.FakeJob;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client's close ends, with OkHttp's client of its own and with the user's. */
@Timeout(60)
class ClientClosingTest {
  private static final Duration SOON = Duration.ofSeconds(8);
  private static final String LOG = "/api/v0/logs/file";

  private final FakeDashboard dashboard = FakeDashboard.start();
  private final OkHttpClient users = new OkHttpClient();
  private FakeJob fake;

  @BeforeEach
  void open() {
    fake = dashboard.addJob("x", Map.of("entrypoint", "x", "submission_id", "x")).run();
  }

  @AfterEach
  void close() {
    fake.succeed().print("");
    dashboard.close();
  }

  private JobClient client(boolean own) {
    JobClient.Builder builder =
        JobClient.builder().environment(Environment.of(Map.of())).address(dashboard.address());
    return (own ? builder.httpClient(users) : builder).build();
  }

  private CompletableFuture<?> started(Runnable work) {
    return CompletableFuture.runAsync(work, task -> new Thread(task).start());
  }

  private void awaitRequest(String path, int times) throws InterruptedException {
    while (dashboard.requests().stream().filter(r -> r.getTarget().startsWith(path)).count()
        < times) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  private static void assertEndsSoon(CompletableFuture<?> work) {
    assertThat(work)
        .failsWithin(SOON)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(CancelledException.class)
        .withMessageContaining("The client was closed");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void endsAFollowAndAnAwait(boolean own) throws Exception {
    JobClient client = client(own);
    Job job = client.job("x");
    CompletableFuture<?> follow =
        started(
            () -> {
              try (LogStream log = job.followLogs()) {
                log.forEach(piece -> {});
              }
            });
    CompletableFuture<?> await = started(() -> job.await(Duration.ofMinutes(1)));
    awaitRequest("/api/jobs/x/logs", 2);
    client.close();
    assertEndsSoon(follow);
    assertEndsSoon(await);
    assertThatThrownBy(job::status)
        .isInstanceOf(CancelledException.class)
        .hasMessage("The client was closed");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void endsAFollowWhoseTailIsSilent(boolean own) throws Exception {
    dashboard.tailPause(Duration.ofMinutes(1));
    fake.print("x".repeat(100_000) + "\n");
    JobClient client = client(own);
    Job job = client.job("x");
    CompletableFuture<?> follow =
        started(
            () -> {
              try (LogStream log = job.followLogs()) {
                log.forEach(piece -> {});
              }
            });
    awaitRequest("/api/jobs/x/logs/tail", 1);
    client.close();
    assertEndsSoon(follow);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void endsWhatWaitsForAnAnswer(boolean own) throws Exception {
    JobClient client = client(own);
    Job job = client.job("x");
    client.version();
    for (int i = 0; i < 2; i++) {
      dashboard.alterNext(
          "GET",
          LOG,
          i == 0
              ? answer -> answer.onResponseStart(SocketEffect.Stall.INSTANCE)
              : answer -> answer.onResponseBody(SocketEffect.Stall.INSTANCE));
    }
    CompletableFuture<?> head = started(job::logs);
    awaitRequest(LOG, 1);
    CompletableFuture<?> body = started(job::logs);
    awaitRequest(LOG, 2);
    client.close();
    assertEndsSoon(head);
    assertEndsSoon(body);
  }

  @Test
  void opensNothingAfterwardsAtAPlaceThatIsYetToBeLookedFor() {
    AcmeProvider.answers(() -> DashboardLocation.at(dashboard.address()).build());
    JobClient client = acme();
    client.close();
    long asked = AcmeProvider.ASKED.get();
    assertThatThrownBy(() -> client.submission("true").submit())
        .isInstanceOf(CancelledException.class)
        .hasMessage("The client was closed");
    assertThatThrownBy(client::address).isInstanceOf(CancelledException.class);
    assertThat(dashboard.requests()).isEmpty();
    assertThat(AcmeProvider.ASKED).hasValue((int) asked);
  }

  @Test
  void endsAFirstCallThatLooksForTheDashboard() {
    CountDownLatch looking = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    AcmeProvider.answers(
        () -> {
          looking.countDown();
          awaitQuietly(closed);
          return DashboardLocation.at(dashboard.address()).build();
        });
    JobClient client = acme();
    CompletableFuture<?> version = started(client::version);
    awaitQuietly(looking);
    client.close();
    closed.countDown();
    assertEndsSoon(version);
    assertThat(dashboard.requests()).isEmpty();
  }

  private static JobClient acme() {
    return JobClient.builder()
        .environment(Environment.of(Map.of("RAY_ADDRESS", "acme://team-a/x")))
        .build();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void leavesWhatElseTheUsersClientDoes() throws Exception {
    dashboard.answerNext(
        "GET",
        "/api/other",
        new MockResponse.Builder().body("done").headersDelay(2, TimeUnit.SECONDS).build());
    JobClient client = client(true);
    CompletableFuture<String> other = new CompletableFuture<>();
    started(
        () -> {
          Request request = new Request.Builder().url(dashboard.address() + "/api/other").build();
          try (Response response = users.newCall(request).execute()) {
            other.complete(response.body().string());
          } catch (IOException e) {
            other.completeExceptionally(e);
          }
        });
    awaitRequest("/api/other", 1);
    client.version();
    client.close();
    assertThat(other.get(30, TimeUnit.SECONDS)).isEqualTo("done");
  }
}
