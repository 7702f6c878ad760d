package dev.rayjobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.cli.Run.Result;
import dev.rayjobs.internal.json.Json;
import dev.rayjobs.testing.RayHead;
import dev.rayjobs.testing.RealRay;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What schedulers do to the program, on a real Ray; its environment has no HOME. */
@ExtendWith(RealRay.class)
class SchedulerIT {
  private static String freshId(String name) {
    return name + "-" + UUID.randomUUID().toString().substring(0, 8);
  }

  private static Run submit(RayHead head, String id, String... options) {
    return Run.job(head, "submit", "--if-exists=resume", "--on-signal=stop", "--submission-id", id)
        .arguments(options);
  }

  private static Map<String, ? extends @Nullable Object> details(RayHead head, String id) {
    Result status = Run.job(head, "status", "--output=json", id).toTheEnd();
    assertThat(status.exitCode()).as(status.err()).isZero();
    return Json.parseObject(status.out());
  }

  private static Instant time(Map<String, ? extends @Nullable Object> details, String name) {
    return Instant.parse(String.valueOf(details.get(name)));
  }

  private static void await(BufferedReader out, String line) throws Exception {
    String read;
    do {
      read = out.readLine();
      assertThat(read).isNotNull();
    } while (!read.equals(line));
  }

  /**
   * Airflow's kill: one SIGTERM, nobody who reads, and the same command again two seconds later.
   */
  @Test
  void stopsItsJobAtASignalAndRunsTheNextTryAfterIt(RayHead head, @TempDir Path temp)
      throws Exception {
    String id = freshId("killed");
    Path marks = Files.createDirectory(temp.resolve("marks"));
    // Takes all of the three seconds that Ray gives it. Two at once would be seen.
    String script =
        "mkdir \"$0/runs\" || touch \"$0/two-at-once\"; trap 'sleep 2; rmdir \"$0/runs\"; exit 0'"
            + " TERM; echo begun; if [ -e \"$0/again\" ]; then rmdir \"$0/runs\"; exit 0; fi;"
            + " while true; do sleep 0.1; done";
    String[] entrypoint = {"--", "bash", "-c", script, marks.toString()};
    Process first = submit(head, id, "--output=json").arguments(entrypoint).start();
    await(first.errorReader(StandardCharsets.UTF_8), "begun");
    first.getErrorStream().close();
    first.getInputStream().close();
    Files.createFile(marks.resolve("again"));

    Instant signal = Instant.now();
    CompletableFuture<Instant> left = first.onExit().thenApply(ended -> Instant.now());
    first.toHandle().destroy();
    Result second = submit(head, id, "--output=json").arguments(entrypoint).toTheEnd();

    assertThat(first.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(first.exitValue()).isEqualTo(143);
    assertThat(Duration.between(signal, left.join())).isLessThan(Duration.ofSeconds(10));
    assertThat(second.exitCode()).as(second.err()).isZero();
    assertThat(second.out()).hasLineCount(1).contains("\"submission_id\":\"" + id + "-r2\"");
    assertThat(second.err()).contains("begun\n");
    assertThat(marks.resolve("two-at-once")).doesNotExist();
    Map<String, ? extends @Nullable Object> stopped = details(head, id);
    assertThat(stopped.get("status")).isEqualTo("STOPPED");
    assertThat(time(details(head, id + "-r2"), "start_time"))
        .isAfterOrEqualTo(time(stopped, "end_time"));
  }

  /** A command that was killed leaves its job; the same command again follows it from the start. */
  @Test
  void takesOverTheJobOfACommandThatWasKilled(RayHead head, @TempDir Path temp) throws Exception {
    String id = freshId("taken-over");
    Path go = temp.resolve("go");
    String script = "echo begun; while [ ! -e \"$0\" ]; do sleep 0.1; done; echo done";
    String[] entrypoint = {"--", "bash", "-c", script, go.toString()};
    Process first = submit(head, id).arguments(entrypoint).start();
    await(first.inputReader(StandardCharsets.UTF_8), "begun");
    first.toHandle().destroyForcibly();
    assertThat(first.waitFor(60, TimeUnit.SECONDS)).isTrue();

    Process second = submit(head, id).arguments(entrypoint).start();
    BufferedReader out = second.inputReader(StandardCharsets.UTF_8);
    await(out, "Job '" + id + "' is there already; nothing was submitted.");
    await(out, "begun");
    Files.createFile(go);

    await(out, "done");
    List<String> rest = out.lines().toList();
    assertThat(second.waitFor()).isZero();
    assertThat(rest).contains("Job '" + id + "' succeeded");
    assertThat(Run.job(head, "list", "--output=json").toTheEnd().out()).doesNotContain(id + "-r2");
  }

  /** Both streams in one, the result last: what Airflow hands to the next task. */
  @Test
  void endsBothStreamsWithTheResult(RayHead head) throws Exception {
    String id = freshId("merged");
    for (String script : List.of("printf 'no line end'", "printf 'no line end'; exit 3")) {
      Result result =
          Run.program(
                  Path.of("/bin/sh"),
                  "-c",
                  "exec \"$0\" job submit --if-exists=resume --submission-id \"$1\" --output json --"
                      + " bash -c \"$2\" 2>&1")
              .arguments(Run.dist().resolve("bin/ray").toString(), id, script)
              .environment("JAVA_HOME", System.getProperty("java.home"))
              .environment("PATH", "/usr/bin:/bin")
              .on(head)
              .toTheEnd();
      List<String> lines = result.out().lines().toList();
      assertThat(result.out()).contains("no line end");
      assertThat(Json.parseObject(lines.get(lines.size() - 1)).get("submission_id")).isEqualTo(id);
      assertThat(result.out()).doesNotContain("\033").endsWith("}\n");
      id = freshId("merged");
    }
  }
}
