package dev.rayjobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.internal.env.Environment;
import dev.rayjobs.testing.FakeDashboard;
import dev.rayjobs.testing.FakeJob;
import java.time.Duration;
import java.util.Map;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of a submission whose id is taken, where it may attach or resume. */
class TakenIdTest {
  private final FakeDashboard dashboard = FakeDashboard.start();
  private final JobClient client =
      JobClient.builder()
          .environment(Environment.of(Map.of()))
          .address(dashboard.address())
          .retry(RetrySettings.forAtMost(Duration.ofSeconds(20)))
          .build();

  @AfterEach
  void close() {
    client.close();
    dashboard.close();
  }

  @Test
  void attachesToAJobWhateverItsState() {
    dashboard.addJob("x", Map.of("entrypoint", "false", "submission_id", "x")).run().fail(1);

    Job job = client.submission("true").submissionId("x").ifExists(IfExists.ATTACH).submit();
    Job fresh = client.submission("true").submissionId("y").ifExists(IfExists.ATTACH).submit();

    assertThat(job.attached()).isTrue();
    assertThat(job.status()).isEqualTo(JobStatus.FAILED);
    assertThat(fresh.attached()).isFalse();
    assertThat(dashboard.jobs()).hasSize(2);
  }

  @Test
  void resumesOnlyWhereTheLastRunEndedBadly() {
    dashboard.onSubmit(FakeJob::run);

    assertThat(resume()).hasToString("Job[x]").returns(false, Job::attached);
    assertThat(resume()).hasToString("Job[x]").returns(true, Job::attached);
    dashboard.job("x").fail(1);
    assertThat(resume()).hasToString("Job[x-r2]").returns(false, Job::attached);
    assertThat(resume()).hasToString("Job[x-r2]").returns(true, Job::attached);
    dashboard.job("x-r2").stop();
    assertThat(resume()).hasToString("Job[x-r3]").returns(false, Job::attached);
    dashboard.job("x-r3").succeed();
    assertThat(resume()).hasToString("Job[x-r3]").returns(true, Job::attached);
    assertThat(dashboard.jobs()).hasSize(3);
  }

  @Test
  void resumesForAnotherGenerationWhateverTheLastOnesEnd() {
    dashboard.onSubmit(FakeJob::run);

    assertThat(resume("1")).hasToString("Job[x]");
    Job early = resume("2");
    assertThat(early).hasToString("Job[x]").returns(true, Job::attached);
    dashboard.job("x").succeed();
    assertThat(early.isOutdated(early.await(Duration.ofSeconds(20)))).isTrue();
    Job same = resume("1");
    assertThat(same).hasToString("Job[x]");
    assertThat(same.isOutdated(same.details())).isFalse();
    assertThat(resume("2")).hasToString("Job[x-r2]").returns(false, Job::attached);
    assertThat(dashboard.job("x-r2").metadata()).containsEntry("rayjobs.generation", "2");
  }

  @Test
  void knowsAfterwardsThatAResumedJobWasBeingStopped() {
    dashboard.onSubmit(FakeJob::run);
    Job first = resume();
    assertThat(first.settle()).isEmpty();
    Job second = resume();
    Job stopper = resume();
    stopper.stop();

    JobDetails end = second.settle().orElseThrow();
    assertThat(second.isOutdated(end)).isTrue();
    assertThat(first.isOutdated(end)).isFalse();
    assertThat(stopper.isOutdated(stopper.await(Duration.ofSeconds(20)))).isFalse();
    assertThat(resume()).hasToString("Job[x-r2]");
  }

  /** Or there would be two of them running. */
  @Test
  void asksAgainBeforeItResumesAJobThatRayHasLostTouchWith() {
    dashboard.onSubmit(FakeJob::run);
    resume();
    dashboard.answerNext(
        "GET",
        "/api/jobs/",
        new MockResponse.Builder()
            .body("{\"status\": \"FAILED\", \"error_type\": \"JOB_SUPERVISOR_ACTOR_DIED\"}")
            .build());

    assertThat(resume()).hasToString("Job[x]").returns(true, Job::attached);
    assertThat(dashboard.jobs()).hasSize(1);
  }

  private Job resume(String generation) {
    return client
        .submission("true")
        .submissionId("x")
        .ifExists(IfExists.RESUME)
        .generation(generation)
        .submit();
  }

  private Job resume() {
    return client.submission("true").submissionId("x").ifExists(IfExists.RESUME).submit();
  }
}
