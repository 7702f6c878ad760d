package dev.rayjobs.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rayjobs.JobClient;
import dev.rayjobs.JobDetails;
import dev.rayjobs.errors.NotFoundException;
import dev.rayjobs.examples.Example.Result;
import dev.rayjobs.testing.FakeDashboard;
import dev.rayjobs.testing.FakeJob;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The examples with many jobs, or with something before Ray that no real one brings along. */
class FakeExamplesTest {
  private final FakeDashboard dashboard = FakeDashboard.start();

  @AfterEach
  void close() {
    dashboard.close();
  }

  private Map<String, String> environment() {
    return Map.of("RAY_ADDRESS", dashboard.address());
  }

  @Test
  void sweepsOverFiftyValues() throws Exception {
    dashboard.onSubmit(
        job -> {
          if (job.entrypoint().endsWith(" 0.13")) {
            job.run().fail(1);
          } else {
            job.run().succeed();
          }
        });
    Result result = Example.run(ParameterSweep.class, environment(), "python train.py --rate");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(dashboard.jobs())
        .hasSize(50)
        .extracting(FakeJob::entrypoint)
        .startsWith("python train.py --rate 0.01")
        .endsWith("python train.py --rate 0.5");
    assertThat(result.output())
        .containsPattern("SUCCEEDED 49 \\| FAILED +1")
        .contains("rate 0.13: FAILED, see " + dashboard.jobs().get(12).id());
  }

  @Test
  void saysThatTheSweepsJobsAreLostWithTheirCluster() throws Exception {
    dashboard.onSubmit(FakeJob::run);
    Process sweep = Example.start(ParameterSweep.class, environment(), "python train.py --rate");
    while (dashboard.jobs().size() < 50) {
      assertThat(sweep.isAlive()).isTrue();
      Thread.sleep(20);
    }
    dashboard.replaceCluster();
    Result result = Example.end(sweep);
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.output()).contains("JobLostException");
  }

  @Test
  void awaitsAHundredJobs() throws Exception {
    Result result = Example.run(JobService.class, environment(), "100", "python part.py");
    assertThat(result.exitCode()).isZero();
    assertThat(result.output()).contains("100 of 100 succeeded.");
    assertThat(dashboard.jobs()).hasSize(100);
  }

  @Test
  void stopsItsJobsWhenTheServiceIsStopped() throws Exception {
    dashboard.onSubmit(FakeJob::run);
    Process service = Example.start(JobService.class, environment(), "100", "sleep 1000");
    while (dashboard.jobs().size() < 100) {
      assertThat(service.isAlive()).isTrue();
    }
    service.toHandle().destroy();
    assertThat(Example.end(service).exitCode()).isEqualTo(143);
    assertThat(dashboard.jobs()).hasSize(100).allMatch(FakeJob::stopRequested);
  }

  @Test
  void stopsAJobWhoseEndItCouldNotWaitFor() {
    dashboard.onSubmit(FakeJob::run);
    try (JobClient client =
        JobClient.builder().address(dashboard.address()).ownAddressWins().build()) {
      JobService service = new JobService(client);
      client.version();
      dashboard.answerNext(
          "GET", "/api/jobs/", new MockResponse.Builder().code(404).body("no such job").build());
      CompletableFuture<JobDetails> end = service.run("sleep 1000");
      assertThatThrownBy(end::join).hasCauseInstanceOf(NotFoundException.class);
      service.close();
      assertThat(dashboard.jobs()).singleElement().matches(FakeJob::stopRequested);
    }
  }

  @Test
  void takesItsTokenFromASecretStore() throws Exception {
    dashboard.requireToken("from the store");
    try (MockWebServer store = new MockWebServer()) {
      store.enqueue(new MockResponse.Builder().body("from the store\n").build());
      store.start();
      Result result =
          Example.run(
              VaultTokens.class, environment(), store.url("/v1/ray-token").toString(), "true");
      assertThat(result.output()).isEqualTo(dashboard.jobs().get(0).id() + ": SUCCEEDED\n");
      assertThat(store.getRequestCount()).isEqualTo(1);
    }
  }

  @Test
  void showsItsLoginToTheGatewayAndItsTokenToRay() throws Exception {
    dashboard.onSubmit(job -> job.run().print("hello\n").succeed());
    Result result =
        Example.run(
            BehindAProxy.class,
            Map.of(
                "RAY_ADDRESS", dashboard.address(),
                "RAY_AUTH_MODE", "token",
                "RAY_AUTH_TOKEN", "ray-token",
                "GATEWAY_LOGIN", "Basic c2Vzc2lvbg=="),
            "true");
    assertThat(result.output())
        .isEqualTo("hello\n" + dashboard.jobs().get(0).id() + ": SUCCEEDED\n");
    assertThat(dashboard.requests())
        .isNotEmpty()
        .allSatisfy(
            request -> {
              assertThat(request.getHeaders().get("Authorization")).isEqualTo("Basic c2Vzc2lvbg==");
              assertThat(request.getHeaders().get("X-Ray-Authorization"))
                  .isEqualTo("Bearer ray-token");
            });
  }
}
