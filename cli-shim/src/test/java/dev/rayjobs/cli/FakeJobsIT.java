package dev.rayjobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.cli.Run.Result;
import dev.rayjobs.testing.FakeJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the commands say and how they end. */
class FakeJobsIT extends WithFakeJobs {
  @Test
  void saysOnlyTheResultWhenQuiet() {
    dashboard.onSubmit(job -> job.run().print("working\n").succeed());
    Result submitted = job("submit", "-q", "--no-wait", "--", "true").toTheEnd();
    assertThat(submitted.out()).isEqualTo(dashboard.jobs().get(0).id() + "\n");
    assertThat(submitted.err()).isEmpty();
    assertThat(job("submit", "--quiet", "--", "true").toTheEnd().out()).isEqualTo("working\n");
    assertThat(job("status", "-q", dashboard.jobs().get(0).id()).toTheEnd().out())
        .isEqualTo("SUCCEEDED\n");
  }

  @Test
  void passesTheDriversExitCodeOn() {
    dashboard.onSubmit(job -> job.run().fail(42));
    assertThat(job("submit", "--exit-code=driver", "--", "x").toTheEnd().exitCode()).isEqualTo(42);
    dashboard.onSubmit(job -> job.run().fail(-9));
    assertThat(job("submit", "--exit-code=driver", "--", "x").toTheEnd().exitCode()).isEqualTo(137);
    dashboard.onSubmit(job -> job.run().succeed());
    assertThat(job("submit", "--exit-code=driver", "--", "x").toTheEnd().exitCode()).isZero();
  }

  @Test
  void endsLogsByTheJobOnlyWhenAsked() {
    dashboard.addJob("bad", Map.of("entrypoint", "x")).run().print("log\n").fail(3);
    assertThat(job("logs", "-f", "bad").toTheEnd().exitCode()).isZero();
    assertThat(job("logs", "-f", "--exit-status", "bad").toTheEnd().exitCode()).isEqualTo(1);
    assertThat(job("logs", "-f", "--exit-code=driver", "bad").toTheEnd().exitCode()).isEqualTo(3);
    assertThat(job("logs", "--exit-status", "bad").toTheEnd().exitCode()).isEqualTo(2);
  }

  @Test
  void endsByTheJobThoughTheEndOfItsLogCannotBeHad() {
    dashboard.addJob("bad", Map.of("entrypoint", "x")).run().print("log\n").fail(3);
    for (String path : List.of("/api/jobs/bad/logs", "/api/v0/logs/file")) {
      for (int i = 0; i < 20; i++) {
        dashboard.answerNext(
            "GET", path, new MockResponse.Builder().code(500).body("cannot decode").build());
      }
    }
    Result result = job("logs", "-f", "--exit-code=driver", "bad").toTheEnd();
    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.err())
        .contains("Warning: The end of the log, after 0 characters, could not be fetched: ");
    assertThat(result.out()).contains("Job 'bad' failed");
  }

  @Test
  void waitsForSeveralJobs() {
    dashboard.addJob("good", Map.of("entrypoint", "x")).run().succeed();
    dashboard.addJob("bad", Map.of("entrypoint", "x")).run().fail(3);
    dashboard.addJob("gone", Map.of("entrypoint", "x")).run().stop();
    dashboard.addJob("slow", Map.of("entrypoint", "x")).run();
    assertThat(job("wait", "good").toTheEnd().exitCode()).isZero();
    Result two = job("wait", "good", "gone", "bad").toTheEnd();
    assertThat(two.exitCode()).isEqualTo(ExitCode.JOB_STOPPED);
    assertThat(two.out()).contains("'good' succeeded").contains("'bad' failed");
    assertThat(job("wait", "slow", "missing").toTheEnd().exitCode())
        .isEqualTo(ExitCode.NO_SUCH_JOB);
    Result late = job("wait", "--timeout", "0.2", "slow").toTheEnd();
    assertThat(late.exitCode()).isEqualTo(ExitCode.TIMED_OUT);
    assertThat(late.err()).contains("Wait again: ray job wait slow");
    assertThat(dashboard.job("slow").stopRequested()).isFalse();
    job("wait", "--timeout=0.2", "--on-timeout=stop", "slow").toTheEnd();
    assertThat(dashboard.job("slow").stopRequested()).isTrue();
  }

  @Test
  void waitsForAllJobsAtTheSameTime() throws Exception {
    for (int i = 0; i < 40; i++) {
      dashboard.addJob("j" + i, Map.of("entrypoint", "x")).run();
    }
    List<String> ids = dashboard.jobs().stream().map(FakeJob::id).toList();
    Process process = job("wait").arguments(ids.toArray(String[]::new)).start();
    // Each is asked for once at first; then all are listed.
    while (dashboard.requests().stream().noneMatch(r -> r.getTarget().equals("/api/jobs/"))) {
      assertThat(process.isAlive()).isTrue();
      Thread.sleep(20);
    }
    dashboard.jobs().forEach(FakeJob::succeed);
    assertThat(process.onExit().join().exitValue()).isZero();
  }

  @Test
  void endsThePatienceWithAJobThatDoesNotStart() {
    dashboard.onSubmit(job -> {});
    String reason = "Ray says: Job has not started yet. It may be waiting for resources";
    Result submitted =
        job("submit", "--pending-timeout=1s", "--submission-id=p", "--entrypoint-num-cpus=100")
            .arguments("--", "x")
            .toTheEnd();
    assertThat(submitted.exitCode()).isEqualTo(ExitCode.TIMED_OUT);
    assertThat(submitted.err())
        .startsWith("Job 'p' has not started within 1.0s. " + reason)
        .contains("Follow it: ray job logs p --follow");
    assertThat(dashboard.job("p").stopRequested()).isFalse();

    Result followed = job("logs", "-f", "p", "--pending-timeout=0.5").toTheEnd();
    assertThat(followed.exitCode()).isEqualTo(ExitCode.TIMED_OUT);
    assertThat(followed.err()).contains(reason);

    dashboard.addJob("runs", Map.of("entrypoint", "x")).run().succeed();
    Result waited = job("wait", "runs", "p", "--pending-timeout=0.5").toTheEnd();
    assertThat(waited.exitCode()).isEqualTo(ExitCode.TIMED_OUT);
    assertThat(waited.out()).contains("'runs' succeeded");
    assertThat(waited.err())
        .startsWith("Job 'p' has not started within 0.5s. " + reason)
        .contains("Wait again: ray job wait p");
    assertThat(dashboard.job("p").stopRequested()).isFalse();

    Result stopped = job("wait", "p", "--pending-timeout=0.5", "--on-timeout=stop").toTheEnd();
    assertThat(stopped.exitCode()).isEqualTo(ExitCode.TIMED_OUT);
    assertThat(stopped.err()).contains("It is asked to stop.");
    assertThat(dashboard.job("p").stopRequested()).isTrue();
  }

  @Test
  void forgetsThePendingLimitOnceTheJobRuns() throws Exception {
    dashboard.onSubmit(job -> job.run().print("begun\n"));
    Process process =
        job("submit", "--pending-timeout", "0.3", "--submission-id", "s", "--", "x").start();
    while (dashboard.requests().stream().filter(r -> r.getTarget().equals("/api/jobs/s")).count()
        < 8) {
      assertThat(process.isAlive()).isTrue();
      Thread.sleep(20);
    }
    dashboard.job("s").succeed();
    assertThat(process.onExit().join().exitValue()).isZero();
  }

  @Test
  void showsTheLastLinesOfALog() {
    FakeJob job = dashboard.addJob("a", Map.of("entrypoint", "x")).run();
    job.print("one\ntwo\nthree\nfo").print("ur").succeed();
    assertThat(job("logs", "-q", "a", "--tail", "2").toTheEnd().out()).isEqualTo("three\nfour");
    assertThat(job("logs", "-q", "a", "--tail=0").toTheEnd().out()).isEmpty();
    assertThat(job("logs", "-q", "a", "-f", "--tail=2").toTheEnd().out()).startsWith("three\nfour");
    for (String wrong : List.of("-1", "x", "1.5")) {
      Result refused = job("logs", "a", "--tail", wrong).toTheEnd();
      assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE);
      assertThat(refused.err()).contains("--tail").contains(wrong);
    }
  }

  @Test
  void showsALongLogInASmallHeap() {
    String line = "a line of a log that is longer than the heap is large, in characters\n";
    FakeJob job = dashboard.addJob("a", Map.of("entrypoint", "x")).run();
    for (int i = 0; i < 100; i++) {
      job.print(line.repeat(10_000));
    }
    job.succeed();
    Result result =
        job("logs", "-q", "a").environment("RAYJOBS_JAVA_OPTIONS", "-Xmx32m").toTheEnd();
    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.out().length()).isEqualTo(line.length() * 1_000_000);
  }

  @Test
  void listsManyJobsInASmallHeap() {
    Map<String, Object> request =
        Map.of("entrypoint", "x", "runtime_env", Map.of("note", "n".repeat(6_000)));
    for (int i = 0; i < 10_000; i++) {
      dashboard.addJob("j" + i, request);
    }
    for (List<String> options : List.of(List.<String>of(), List.of("--output=json"))) {
      Result result =
          job("list", "-q")
              .arguments(options.toArray(String[]::new))
              .environment("RAYJOBS_JAVA_OPTIONS", "-Xmx32m")
              .toTheEnd();
      assertThat(result.exitCode()).as(result.err()).isZero();
      assertThat(result.out().split("'?submission_id'?", -1)).hasSize(10_001);
    }
  }

  @Test
  void filtersAndSortsTheList() {
    for (String id : List.of("one", "two", "three")) {
      FakeJob job =
          dashboard.addJob(id, Map.of("entrypoint", "x " + id, "metadata", Map.of("n", id))).run();
      if (id.equals("two")) {
        job.fail(1);
      }
    }
    dashboard.addDriverJob("01000000", "driver");
    Result misspelt = job("list", "--status", "runing").toTheEnd();
    assertThat(misspelt.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(misspelt.err()).startsWith("Error: --status: 'runing' is none of").hasLineCount(1);
    assertThat(job("list", "--status", "failed").toTheEnd().out())
        .contains("'two'")
        .doesNotContain("'one'");
    assertThat(job("list", "--status=FAILED,running", "--limit=5").toTheEnd().out())
        .contains("'two'", "'one'", "'three'");
    assertThat(job("list", "--metadata", "n=three").toTheEnd().out())
        .contains("'three'")
        .doesNotContain("'one'");
    assertThat(job("list", "--type", "driver").toTheEnd().out())
        .contains("JobType.DRIVER")
        .doesNotContain("SUBMISSION");
    assertThat(job("list", "--limit", "1").toTheEnd().out().split("JobDetails\\(")).hasSize(2);
    assertThat(job("list", "--since", "2999-01-01T00:00:00Z").toTheEnd().out()).endsWith("\n[]\n");
    assertThat(job("list", "--since", "soon").toTheEnd().exitCode()).isEqualTo(ExitCode.USAGE);
    Result table =
        job("list", "--type=submission")
            .environment("RAYJOBS_JAVA_OPTIONS", "-Drayjobs.terminals=1")
            .toTheEnd();
    assertThat(table.out().lines().skip(1).map(line -> line.replaceAll(" +", " ")))
        .first()
        .isEqualTo("ID STATUS STARTED TIME ENTRYPOINT");
    assertThat(table.out()).contains("x two").doesNotContain("JobDetails");
  }

  @Test
  void submitsOneTextForTheShell() {
    assertThat(job("submit", "--no-wait", "--shell", "a && b > 'c d'").toTheEnd().exitCode())
        .isZero();
    assertThat(dashboard.jobs().get(0).entrypoint()).isEqualTo("a && b > 'c d'");
    Result both = job("submit", "--shell", "a", "--", "b").toTheEnd();
    assertThat(both.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(both.err()).contains("not both");
  }

  @Test
  void showsItsVersionAndTheServers() {
    dashboard.rayVersion("2.55.0");
    Result both = job("--version").toTheEnd();
    assertThat(both.out())
        .matches("Ray Jobs for Java, version \\d+\\.\\d+.*\nRay, version 2.55.0, at http://.*\n");
    assertThat(Run.ray("--version").toTheEnd().out()).hasLineCount(1);
  }

  @Test
  void asksTheClusterOfTheProfileForItsVersion(@TempDir Path home) throws IOException {
    Path config = Files.createDirectories(home.resolve("rayjobs")).resolve("config.yaml");
    Files.writeString(config, "profiles:\n  near:\n    address: " + dashboard.address() + "\n");
    Run version =
        Run.ray("--version")
            .environment("XDG_CONFIG_HOME", home.toString())
            .environment("RAY_JOB_PROFILE", "near");
    assertThat(version.toTheEnd().out()).contains("\nRay, version 2.60.0, at http://");
    Result unknown = version.environment("RAY_JOB_PROFILE", "far").toTheEnd();
    assertThat(unknown.exitCode()).isZero();
    assertThat(unknown.out()).contains("Ray: its version could not be asked for. ").contains("far");
  }

  @Test
  void saysThatAHookIsLeftOut() {
    Result result =
        job("submit", "--no-wait", "--", "true")
            .environment("RAY_JOB_SUBMIT_HOOK", "package.module.hook")
            .toTheEnd();
    assertThat(result.exitCode()).isZero();
    assertThat(result.err())
        .isEqualTo(
            "Warning: RAY_JOB_SUBMIT_HOOK names a Python class, which this program cannot call: the"
                + " job is submitted without it.\n");
  }

  /** At a terminal that the launcher itself has to find. */
  private String atTerminal(String words) {
    Result result =
        Run.program(
                Path.of("/usr/bin/script"),
                "-qec",
                ShellWords.quote(Run.dist().resolve("bin/ray").toString()) + " job " + words,
                "/dev/null")
            .environment("JAVA_HOME", System.getProperty("java.home"))
            .environment("RAY_API_SERVER_ADDRESS", dashboard.address())
            .environment("PATH", "/usr/bin:/bin")
            .environment("SHELL", "/bin/sh")
            .environment("TERM", "xterm")
            .toTheEnd();
    assertThat(result.exitCode()).as(result.out()).isZero();
    return result.out().replace("\r\n", "\n");
  }

  @Test
  void talksToPeopleAtATerminal() {
    dashboard.onSubmit(job -> job.run().print("working\n").succeed());
    assertThat(atTerminal("submit --submission-id s -- x"))
        .contains("\n\n\033[32m---", "\n  Query the logs of the job:\n    \033[1mray job logs s")
        .contains("\nIn the dashboard: " + dashboard.address() + "/#/jobs/s\n")
        .contains("working\n", "\033[32mJob 's' succeeded\033[39m")
        .containsPattern("\nIt took \\d+\\.\\ds\\.\n");
    assertThat(atTerminal("list").lines().map(line -> line.replaceAll(" +", " ")))
        .contains("ID STATUS STARTED TIME ENTRYPOINT");
    assertThat(atTerminal("submit --quiet -- x")).isEqualTo("working\n");
  }

  @Test
  void endsQuietlyWhenNobodyReadsAnyMore() {
    dashboard
        .addJob("long", Map.of("entrypoint", "x"))
        .run()
        .print("0123456789\n".repeat(100_000))
        .succeed();
    Result result =
        Run.program(
                Path.of("/bin/sh"),
                "-c",
                "{ \"$0\" job logs long; echo \"code $?\" >&2; } | head -n 3")
            .arguments(Run.dist().resolve("bin/ray").toString())
            .environment("JAVA_HOME", System.getProperty("java.home"))
            .environment("RAY_API_SERVER_ADDRESS", dashboard.address())
            .environment("PATH", "/usr/bin:/bin")
            .toTheEnd();
    assertThat(result.out()).hasLineCount(3);
    assertThat(result.err()).isEqualTo("code 141\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"logs -f a", "submit -- true"})
  void leavesItsInputAlone(String command) {
    dashboard.addJob("a", Map.of("entrypoint", "x")).run().succeed();
    Result result =
        Run.program(Path.of("/bin/sh"), "-c", "{ \"$0\" job " + command + " >&2; cat; }")
            .arguments(Run.dist().resolve("bin/ray").toString())
            .environment("JAVA_HOME", System.getProperty("java.home"))
            .environment("RAY_API_SERVER_ADDRESS", dashboard.address())
            .environment("PATH", "/usr/bin:/bin")
            .input("one\ntwo\n")
            .toTheEnd();
    assertThat(result.out()).isEqualTo("one\ntwo\n");
  }

  @Test
  void leavesLogsAndListsAsTheyAre() {
    dashboard.addJob("a", Map.of("entrypoint", "x")).run().print("one\n\n  two\n").succeed();
    Result log = job("logs", "--log-style", "record", "--log-color=true", "a").toTheEnd();
    assertThat(log.out()).startsWith("20").contains("\tINFO ").endsWith("\none\n\n  two\n");
    Result list = job("list", "--log-style=record", "--log-color", "true").toTheEnd();
    assertThat(list.out().lines().skip(1)).singleElement().asString().startsWith("[JobDetails(");
    for (String words : List.of("status a", "logs -f a", "submit -- true", "list")) {
      assertThat(job(words.split(" ")).toTheEnd().out()).as(words).doesNotContain("\033", "\tINFO");
    }
  }

  @Test
  void laysOutAndColoursForATerminal() {
    dashboard.addJob("a", Map.of("entrypoint", "x")).run().succeed();
    Result terminal =
        job("status", "a").environment("RAYJOBS_JAVA_OPTIONS", "-Drayjobs.terminals=01").toTheEnd();
    assertThat(terminal.out()).contains("\n\n\033[32m---");
    Result plain =
        job("status", "a")
            .environment("RAYJOBS_JAVA_OPTIONS", "-Drayjobs.terminals=01")
            .environment("NO_COLOR", "1")
            .toTheEnd();
    assertThat(plain.out()).contains("\n\n---").doesNotContain("\033");
  }
}
