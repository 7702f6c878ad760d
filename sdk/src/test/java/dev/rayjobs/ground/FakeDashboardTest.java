package dev.rayjobs.ground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rayjobs.ground.RawDashboard.Answer;
import dev.rayjobs.ground.RawTail.Tail;
import dev.rayjobs.testing.FakeDashboard;
import dev.rayjobs.testing.FakeJob;
import dev.rayjobs.testing.TailFault;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the fake dashboard offers to tests beyond the contract. */
class FakeDashboardTest {
  private final FakeDashboard fake = FakeDashboard.start();
  private final RawDashboard ray =
      new RawDashboard(fake.address(), "unused", "2.60.0", gate -> {}, 0);

  @AfterEach
  void close() {
    fake.close();
  }

  @Test
  void runsEveryJobAtOnceByDefault() throws Exception {
    ray.submit("a", "python a.py", "");
    assertThat(ray.details("a").path("status").textValue()).isEqualTo("SUCCEEDED");
    assertThat(ray.get("/api/jobs/a/logs").json().path("logs").textValue()).isEmpty();
    assertThat(fake.jobs()).extracting(FakeJob::entrypoint).containsExactly("python a.py");
  }

  @Test
  void asksForNoTokenByDefault() throws Exception {
    Answer mode = ray.sendBare("GET", "/api/authentication_mode", BodyPublishers.noBody());
    assertThat(mode.json().path("authentication_mode").textValue()).isEqualTo("disabled");
    assertThat(ray.sendBare("GET", "/api/version", BodyPublishers.noBody()).status())
        .isEqualTo(200);
    fake.requireToken("secret");
    assertThat(ray.sendBare("GET", "/api/version", BodyPublishers.noBody()).status())
        .isEqualTo(401);
    assertThat(fake).asString().doesNotContain("secret");
  }

  @Test
  void letsATestPlayAJobStepByStep() throws Exception {
    fake.onSubmit(FakeJob::run);
    ray.submit("a", "x", ", \"metadata\": {\"k\": \"v\"}, \"runtime_env\": {\"pip\": [\"b\"]}");
    FakeJob job = fake.job("a");
    assertThat(job.metadata()).containsExactly(Map.entry("k", "v"));
    assertThat(job.runtimeEnv()).isEqualTo(Map.of("pip", List.of("b")));
    Tail tail = RawTail.open(ray, "a");
    job.print("one\n").print("two\n".getBytes(StandardCharsets.UTF_8)).fail(2).succeed();
    assertThat(tail.awaitClose().text()).isEqualTo("one\ntwo\n");
    assertThat(ray.details("a").path("message").textValue())
        .isEqualTo(
            "Job entrypoint command failed with exit code 2, last available logs (truncated to"
                + " 20,000 chars):\none\ntwo\n");
  }

  @Test
  void letsATestDecideWhenAJobStops() throws Exception {
    fake.onSubmit(FakeJob::run).onStop(job -> {});
    ray.submit("a", "x", "");
    assertThat(ray.post("/api/jobs/a/stop", "").text()).contains("true");
    assertThat(fake.job("a").stopRequested()).isTrue();
    assertThat(ray.details("a").path("status").textValue()).isEqualTo("RUNNING");
    fake.job("a").stop();
    assertThat(ray.details("a").path("status").textValue()).isEqualTo("STOPPED");
  }

  @Test
  void stopsAWaitingJobOnceItRuns() throws Exception {
    fake.onSubmit(job -> {});
    ray.submit("a", "x", "");
    assertThat(ray.post("/api/jobs/a/stop", "").text()).contains("true");
    assertThat(fake.job("a").status()).isEqualTo("PENDING");
    assertThat(fake.job("a").run().status()).isEqualTo("STOPPED");
  }

  @Test
  void showsStatusesOfTheFuture() throws Exception {
    fake.addJob("a", Map.of("entrypoint", "x")).status("PAUSED").message("for lunch");
    assertThat(ray.details("a").path("status").textValue()).isEqualTo("PAUSED");
    assertThat(ray.details("a").path("message").textValue()).isEqualTo("for lunch");
  }

  @Test
  void keepsPackagesAndFailsJobsWithoutTheirs() throws Exception {
    String env = ", \"runtime_env\": {\"working_dir\": \"gcs://p.zip\"}";
    ray.submit("before", "x", env);
    ray.send("PUT", "/api/packages/gcs/p.zip", BodyPublishers.ofString("bytes"));
    ray.submit("after", "x", env);
    assertThat(fake.job("before").status()).isEqualTo("FAILED");
    assertThat(fake.job("after").status()).isEqualTo("SUCCEEDED");
    assertThat(fake.packages()).containsExactly("gcs://p.zip");
    assertThat(fake.packageBytes("gcs://p.zip")).contains("bytes".getBytes(StandardCharsets.UTF_8));
    assertThat(fake.packageBytes("gcs://q.zip")).isEmpty();
  }

  @Test
  void remembersRequests() throws Exception {
    ray.get("/api/jobs/?x=1", "X-Who", "me");
    RecordedRequest request = fake.requests().get(0);
    assertThat(request.getMethod()).isEqualTo("GET");
    assertThat(request.getTarget()).isEqualTo("/api/jobs/?x=1");
    assertThat(request.getHeaders().get("x-who")).isEqualTo("me");
  }

  @Test
  void answersOnceInsteadOfTheCall() throws Exception {
    fake.answerNext("POST", "/api/jobs/", new MockResponse.Builder().code(503).build());
    assertThat(ray.get("/api/jobs/").status()).isEqualTo(200);
    assertThat(ray.post("/api/jobs/", "{\"entrypoint\": \"x\"}").status()).isEqualTo(503);
    assertThat(fake.jobs()).isEmpty();
    assertThat(ray.post("/api/jobs/", "{\"entrypoint\": \"x\"}").status()).isEqualTo(200);
  }

  @Test
  void losesTheAnswerOfACallThatItCarriedOut() {
    fake.alterNext(
        "POST",
        "/api/jobs/",
        answer -> answer.onResponseStart(SocketEffect.ShutdownConnection.INSTANCE));
    assertThatThrownBy(() -> ray.submit("a", "x", "")).isInstanceOf(IOException.class);
    assertThat(fake.job("a").status()).isEqualTo("SUCCEEDED");
  }

  @Test
  void cutsARequestThatItHasNotRead() throws Exception {
    fake.meetNext(new MockResponse.Builder().onRequestBody(new SocketEffect.CloseSocket()).build());
    assertThatThrownBy(() -> ray.submit("a", "x", "")).isInstanceOf(IOException.class);
    assertThat(fake.jobs()).isEmpty();
    assertThat(ray.submit("a", "x", "")).isEqualTo("a");
  }

  @Test
  void spoilsTailsOneByOne() throws Exception {
    fake.onSubmit(job -> job.run().print("0123456789\nabc\n"));
    ray.submit("a", "x", "");
    fake.nextTail(TailFault.cutAfter(3));
    fake.nextTail(TailFault.closeAfter(5));
    fake.nextTail(TailFault.stallAfter(12));

    // A text message of 15 bytes begins, and no more than 3 of them come.
    assertThat(RawTail.untilCut(ray, "a").rest()).containsExactly(0x81, 15, '0', '1', '2');

    Tail closed = RawTail.open(ray, "a").awaitClose();
    assertThat(closed.closeCode()).isEqualTo(1000);
    assertThat(closed.text()).isEqualTo("01234");

    Tail stalled = RawTail.open(ray, "a");
    Tail good = RawTail.open(ray, "a");
    fake.job("a").succeed();
    assertThat(good.awaitClose().text()).isEqualTo("0123456789\nabc\n");
    assertThat(stalled.text()).isEqualTo("0123456789\na");
    assertThat(stalled.isClosed()).isFalse();
  }

  @Test
  void replacesTheClusterUnderItsClients() throws Exception {
    String before = ray.get("/api/version").json().path("session_name").textValue();
    fake.onSubmit(FakeJob::run);
    ray.submit("a", "x", "");
    Tail tail = RawTail.open(ray, "a");
    fake.replaceCluster();
    assertThat(tail.awaitClose().closeCode()).isEqualTo(1000);
    assertThat(ray.get("/api/jobs/a").status()).isEqualTo(404);
    assertThat(ray.get("/api/version").json().path("session_name").textValue())
        .isNotEqualTo(before);
  }

  @Test
  void saysWhenTheTestItselfIsWrong() throws Exception {
    assertThatThrownBy(() -> fake.job("none"))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessageContaining("none");
    assertThatThrownBy(() -> fake.rayVersion("newest"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not a Ray version such as 2.60.0: newest");
    fake.onSubmit(
        job -> {
          throw new IllegalStateException("no such case");
        });
    Answer answer = ray.post("/api/jobs/", "{\"entrypoint\": \"x\"}");
    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.text()).contains("script", "no such case");
  }

  @Test
  void takesThePlaceOfAnother() throws Exception {
    int port = fake.port();
    fake.close();
    try (FakeDashboard next = FakeDashboard.start(port)) {
      assertThat(next.address()).isEqualTo(fake.address());
      assertThat(ray.get("/api/version").status()).isEqualTo(200);
    }
  }
}
