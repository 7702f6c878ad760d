package dev.rayjobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.cli.Run.Result;
import dev.rayjobs.testing.FakeJob;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The same command again, as a scheduler gives it: {@code --if-exists resume}, and auto's ids. */
class ResumeIT extends WithFakeJobs {
  private static final String HASH = "-[0-9a-f]{24}";

  @BeforeEach
  void script() {
    dashboard.onSubmit(job -> job.run().print("log of " + job.id() + "\n").succeed());
  }

  private Run resume(String... options) {
    return job("submit", "--if-exists=resume").arguments(options).arguments("--", "x");
  }

  private Run inAirflow(String... options) {
    List<String> words = new ArrayList<>(List.of("--submission-id=auto"));
    words.addAll(List.of(options));
    return resume(words.toArray(new String[0]))
        .environment("AIRFLOW_CTX_DAG_ID", "sales/ü")
        .environment("AIRFLOW_CTX_DAG_RUN_ID", "scheduled__2026-11-25T00:00:00+00:00")
        .environment("AIRFLOW_CTX_TASK_ID", "load.report")
        .environment("RAY_JOB_MAP_INDEX", "-1")
        .environment("RAY_JOB_GENERATION", "2");
  }

  @Test
  void submitsAgainWhenTheJobThatItFoundWasBeingStopped() throws Exception {
    FakeJob earlier = dashboard.addJob("s", Map.of("entrypoint", "x")).run().print("earlier\n");
    Process process = resume("--submission-id=s").start();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    while (!"earlier".equals(out.readLine())) {
      assertThat(process.isAlive()).isTrue();
    }
    earlier.stop();

    assertThat(out.lines().toList()).contains("log of s-r2", "Job 's-r2' succeeded");
    assertThat(process.waitFor()).isZero();
    assertThat(new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains("job 's' was being stopped")
        .hasLineCount(1);
    assertThat(dashboard.jobs()).extracting(FakeJob::id).containsExactly("s", "s-r2");
  }

  /** A pending job that is stopped ends when it begins, which may be long after it was found. */
  @Test
  void submitsAgainWhenTheJobThatItFoundWasStoppedWhilePending() throws Exception {
    FakeJob earlier = dashboard.addJob("s", Map.of("entrypoint", "x"));
    Process process = resume("--submission-id=s").start();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    while (!"Job 's' is there already; nothing was submitted.".equals(out.readLine())) {
      assertThat(process.isAlive()).isTrue();
    }
    TimeUnit.SECONDS.sleep(16);
    earlier.stop();

    assertThat(out.lines().toList()).contains("log of s-r2", "Job 's-r2' succeeded");
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void doesNotLetGoOfAJobThatMayBeingStoppedWithoutASecondLook() throws Exception {
    FakeJob earlier = dashboard.addJob("s", Map.of("entrypoint", "x")).run();
    Process process = resume("--submission-id=s", "--no-wait", "--output=json").start();
    while (dashboard.requests().stream()
            .filter(request -> request.getUrl().encodedPath().equals("/api/jobs/s"))
            .count()
        < 2) {
      assertThat(process.isAlive()).isTrue();
    }
    earlier.stop();

    assertThat(process.waitFor()).isZero();
    assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains("\"submission_id\":\"s-r2\"")
        .hasLineCount(1);
  }

  @Test
  void runsASucceededJobAgainForAnotherGeneration() {
    assertThat(resume("--submission-id=s", "--generation=1").toTheEnd().exitCode()).isZero();
    assertThat(resume("--submission-id=s", "--generation=1").toTheEnd().out())
        .contains("Job 's' is there already", "log of s\n");
    assertThat(resume("--submission-id=s").toTheEnd().out()).contains("log of s\n");
    Result other = resume("--submission-id=s").environment("RAY_JOB_GENERATION", "2").toTheEnd();
    assertThat(other.out())
        .contains("'s-r2' submitted", "log of s-r2\n")
        .doesNotContain("log of s\n");
    assertThat(dashboard.job("s-r2").metadata()).containsEntry("rayjobs.generation", "2");
    assertThat(resume("--submission-id=s", "--generation=2").toTheEnd().out())
        .contains("log of s-r2\n");
    assertThat(dashboard.jobs()).hasSize(2);
  }

  @Test
  void submitsAnewWhenTheClusterWasReplaced() {
    assertThat(inAirflow().toTheEnd().exitCode()).isZero();
    dashboard.replaceCluster();
    assertThat(inAirflow().toTheEnd().out()).contains("submitted successfully");
    assertThat(dashboard.jobs()).singleElement().returns("SUCCEEDED", FakeJob::status);
  }

  @Test
  void makesTheIdOfAnAirflowTask() {
    assertThat(inAirflow("--metadata-json", "{\"team\": \"ü\"}").toTheEnd().exitCode()).isZero();
    assertThat(inAirflow().toTheEnd().out()).contains("is there already");
    assertThat(inAirflow().environment("RAY_JOB_MAP_INDEX", "12").toTheEnd().exitCode()).isZero();
    // Alike once it is made safe, but another task.
    assertThat(inAirflow().environment("AIRFLOW_CTX_DAG_ID", "sales_ü").toTheEnd().exitCode())
        .isZero();
    String longWord = "x".repeat(250);
    assertThat(
            inAirflow()
                .environment("AIRFLOW_CTX_DAG_ID", longWord)
                .environment("AIRFLOW_CTX_DAG_RUN_ID", longWord)
                .environment("AIRFLOW_CTX_TASK_ID", longWord)
                .toTheEnd()
                .exitCode())
        .isZero();

    assertThat(dashboard.jobs()).hasSize(4);
    assertThat(dashboard.jobs()).extracting(FakeJob::id).doesNotHaveDuplicates();
    FakeJob plain = dashboard.jobs().get(0);
    assertThat(plain.id())
        .matches("airflow-sales_-scheduled__2026_11_25T00_00_00_0-load.report" + HASH);
    assertThat(dashboard.jobs().get(1).id()).matches(".*-load.report-12" + HASH);
    assertThat(dashboard.jobs().get(3).id()).hasSizeLessThan(140);
    assertThat(plain.metadata())
        .containsEntry("airflow.dag_id", "sales/ü")
        .containsEntry("airflow.run_id", "scheduled__2026-11-25T00:00:00+00:00")
        .containsEntry("airflow.task_id", "load.report")
        .containsEntry("airflow.map_index", "-1")
        .containsEntry("rayjobs.generation", "2")
        .containsEntry("team", "ü");
  }

  @Test
  void tellsAirflowsOfDifferentNamespacesApart() {
    assertThat(inAirflow().toTheEnd().exitCode()).isZero();
    assertThat(inAirflow().environment("RAY_JOB_NAMESPACE", "").toTheEnd().out())
        .contains("is there already");
    Run other = inAirflow().environment("RAY_JOB_NAMESPACE", "staging");
    assertThat(other.toTheEnd().out()).contains("submitted successfully");
    assertThat(other.toTheEnd().out()).contains("is there already");
    assertThat(dashboard.jobs()).hasSize(2);
    assertThat(dashboard.jobs().get(0).metadata()).doesNotContainKey("airflow.namespace");
    assertThat(dashboard.jobs().get(1).metadata()).containsEntry("airflow.namespace", "staging");
  }

  @Test
  void saysWhatAnAirflowTaskMustSet() {
    String line =
        "env={'RAY_JOB_MAP_INDEX': '{{ ti.map_index }}', 'RAY_JOB_GENERATION':"
            + " '{{ ti.max_tries }}'}, append_env=True";
    Result unset = inAirflow().without("RAY_JOB_MAP_INDEX").toTheEnd();
    assertThat(unset.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(unset.err()).startsWith("Error: ").contains(line).hasLineCount(1);
    Result literal = inAirflow().environment("RAY_JOB_MAP_INDEX", "{{ ti.map_index }}").toTheEnd();
    assertThat(literal.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(literal.err()).contains("RAY_JOB_MAP_INDEX must be").hasLineCount(1);
    Result elsewhere = resume("--submission-id", "auto").toTheEnd();
    assertThat(elsewhere.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(elsewhere.err()).contains("AIRFLOW_CTX_DAG_ID is not set").hasLineCount(1);
    assertThat(dashboard.jobs()).isEmpty();
    Result warned = inAirflow().without("RAY_JOB_GENERATION").toTheEnd();
    assertThat(warned.exitCode()).isZero();
    assertThat(warned.err()).startsWith("Warning: ").contains(line).hasLineCount(1);
  }
}
