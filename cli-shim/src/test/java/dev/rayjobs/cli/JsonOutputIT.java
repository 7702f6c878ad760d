package dev.rayjobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.cli.Run.Result;
import dev.rayjobs.internal.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --output json} of every command: the fields that the guide promises, in its order. */
class JsonOutputIT extends WithFakeJobs {
  private static final Path GUIDE = Path.of("..", "sdk/docs/program.md");
  private static final String SECTION = "## JSON\n";
  private static final Pattern NAME = Pattern.compile("`([a-z_]+)`");

  @TempDir private Path folder;

  @BeforeEach
  void prepare() throws IOException {
    dashboard.addJob("a", Map.of("entrypoint", "true")).run().print("log\n").succeed();
    Files.writeString(folder.resolve("main.py"), "print(1)\n");
  }

  private Result result(String... arguments) {
    return job(arguments).toTheEnd();
  }

  private static Map<String, ? extends @Nullable Object> onlyLine(Result result) {
    assertThat(result.out()).as("stdout; stderr was %s", result.err()).hasLineCount(1);
    return Json.parseObject(result.out());
  }

  /** The names in the last column of the guide's row whose first column is this. */
  private static List<String> promised(String row) throws IOException {
    String guide = Files.readString(GUIDE);
    int start = guide.indexOf(SECTION);
    assertThat(start).isNotNegative();
    String section = guide.substring(start, guide.indexOf("\n## ", start + SECTION.length()));
    String line =
        section.lines().filter(any -> any.startsWith("| " + row + " |")).findFirst().orElseThrow();
    String fields = line.substring(line.lastIndexOf('|', line.length() - 2));
    return NAME.matcher(fields).results().map((MatchResult found) -> found.group(1)).toList();
  }

  private static List<String> fields(Object object) {
    return Json.object(object).keySet().stream().map(String::valueOf).toList();
  }

  private static List<String> jobWithExitCode() throws IOException {
    List<String> fields = new ArrayList<>(promised("a job"));
    fields.add("exit_code");
    return fields;
  }

  @Test
  void submit() throws IOException {
    dashboard.onSubmit(job -> job.run().print("working\n").fail(7));
    Result result =
        result(
            "submit",
            "--output",
            "json",
            "--submission-id",
            "nightly",
            "--metadata-json",
            "{\"team\": \"ü\"}",
            "--",
            "python",
            "a b.py");
    assertThat(result.exitCode()).isEqualTo(ExitCode.JOB_FAILED);
    assertThat(result.err()).contains("working\n");
    Map<String, ? extends @Nullable Object> json = onlyLine(result);
    assertThat(fields(json)).isEqualTo(jobWithExitCode());
    assertThat(json.get("submission_id")).isEqualTo("nightly");
    assertThat(json.get("status")).isEqualTo("FAILED");
    assertThat(json.get("exit_code")).isEqualTo(1);
    assertThat(json.get("driver_exit_code")).isEqualTo(7);
    assertThat(json.get("entrypoint")).isEqualTo("python 'a b.py'");
    assertThat(json.get("dashboard_url")).isEqualTo(dashboard.address() + "/#/jobs/nightly");
    assertThat(String.valueOf(json.get("start_time"))).matches("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z");
    assertThat(String.valueOf(json.get("metadata"))).contains("team=ü");
  }

  @Test
  void submitWithoutWaiting() throws IOException {
    Map<String, ? extends @Nullable Object> json =
        onlyLine(result("submit", "--output=json", "--no-wait", "--", "true"));
    assertThat(fields(json)).isEqualTo(jobWithExitCode());
    assertThat(json.get("submission_id")).isEqualTo(dashboard.jobs().get(1).id());
    assertThat(json.get("exit_code")).isEqualTo(0);
  }

  @Test
  void submitThatSendsNothing() throws IOException {
    Map<String, ? extends @Nullable Object> json =
        onlyLine(
            result(
                "submit",
                "--output=json",
                "--dry-run",
                "--working-dir",
                folder.toString(),
                "--",
                "true"));
    assertThat(fields(json)).isEqualTo(promised("`submit --dry-run`"));
    assertThat((List<?>) json.get("packages")).hasSize(1);
    assertThat(dashboard.jobs()).hasSize(1);
  }

  @Test
  void submitThatFailsAndSubmitThatIsLost() throws IOException {
    Result taken = result("submit", "--output=json", "--submission-id=a", "--", "other");
    assertThat(fields(onlyLine(taken))).isEqualTo(promised("any, where it fails"));
    assertThat(onlyLine(taken).get("submission_id")).isEqualTo("a");
    assertThat(onlyLine(taken).get("exit_code")).isEqualTo(ExitCode.ID_CONFLICT);

    dashboard.onSubmit(
        job -> {
          job.run();
          dashboard.replaceCluster();
        });
    Result lost = result("submit", "--output=json", "--submission-id=b", "--", "other");
    assertThat(onlyLine(lost).get("submission_id")).isEqualTo("b");
    assertThat(onlyLine(lost).get("exit_code")).isEqualTo(lost.exitCode()).isNotEqualTo(0);
  }

  @Test
  void status() throws IOException {
    Map<String, ? extends @Nullable Object> json = onlyLine(result("status", "--output=JSON", "a"));
    assertThat(fields(json)).isEqualTo(jobWithExitCode());
    assertThat(json.get("status")).isEqualTo("SUCCEEDED");
  }

  @Test
  void stop() throws IOException {
    Map<String, ? extends @Nullable Object> ended = onlyLine(result("stop", "--output=json", "a"));
    assertThat(fields(ended)).isEqualTo(jobWithExitCode());
    dashboard.addJob("b", Map.of("entrypoint", "true")).run();
    Map<String, ? extends @Nullable Object> left =
        onlyLine(result("stop", "--no-wait", "--output=json", "b"));
    assertThat(fields(left)).isEqualTo(jobWithExitCode());
    assertThat(left.get("submission_id")).isEqualTo("b");
    assertThat(left.get("status")).isNull();
    assertThat(left.get("dashboard_url")).isEqualTo(dashboard.address() + "/#/jobs/b");
  }

  @Test
  void submitThatIsLeft() throws IOException {
    dashboard.onSubmit(job -> job.run());
    Result late = result("submit", "--output=json", "--timeout=1s", "--", "true");
    assertThat(late.exitCode()).isEqualTo(ExitCode.TIMED_OUT);
    assertThat(fields(onlyLine(late))).isEqualTo(jobWithExitCode());
    assertThat(onlyLine(late).get("exit_code")).isEqualTo(ExitCode.TIMED_OUT);

    dashboard.addJob("b", Map.of("entrypoint", "true")).run();
    Map<String, ? extends @Nullable Object> waited =
        onlyLine(result("wait", "--output=json", "--timeout=0", "b"));
    assertThat(fields(waited)).isEqualTo(jobWithExitCode());
    assertThat(waited.get("status")).isEqualTo("RUNNING");
    assertThat(waited.get("exit_code")).isEqualTo(ExitCode.TIMED_OUT);
  }

  @Test
  void delete() throws IOException {
    Map<String, ? extends @Nullable Object> json = onlyLine(result("delete", "--output=json", "a"));
    assertThat(fields(json)).isEqualTo(promised("`delete`"));
    assertThat(json.get("deleted")).isEqualTo(true);
  }

  @Test
  void list() throws IOException {
    Result result = result("list", "--output=json");
    assertThat(result.out()).hasLineCount(1);
    List<?> jobs = (List<?>) Objects.requireNonNull(Json.parse(result.out()));
    assertThat(jobs).hasSize(1);
    assertThat(fields(jobs.get(0))).isEqualTo(promised("a job"));
    assertThat(result("list", "--output=json", "--status", "running").out()).isEqualTo("[]\n");
  }

  @Test
  void logs() throws IOException {
    Map<String, ? extends @Nullable Object> json = onlyLine(result("logs", "--output=json", "a"));
    assertThat(fields(json)).isEqualTo(promised("`logs`"));
    assertThat(json.get("logs")).isEqualTo("log\n");
    assertThat(onlyLine(result("logs", "--output=json", "--tail=0", "a")).get("logs"))
        .isEqualTo("");

    Result followed = result("logs", "--follow", "--output=json", "a");
    assertThat(fields(onlyLine(followed))).isEqualTo(jobWithExitCode());
    assertThat(followed.err()).isEqualTo("log\n");
  }

  @Test
  void waitForSeveral() throws IOException {
    dashboard.addJob("b", Map.of("entrypoint", "true")).run().fail(1);
    Result result = result("wait", "--output=json", "a", "b");
    assertThat(result.out().lines()).hasSize(2);
    for (String line : result.out().lines().toList()) {
      assertThat(fields(Json.parseObject(line))).isEqualTo(jobWithExitCode());
    }
  }

  @Test
  void packages() throws IOException {
    String[] words = {"package", "--output=json", "--working-dir", folder.toString()};
    assertThat(fields(onlyLine(result(words)))).isEqualTo(promised("`package`"));
    Result explained =
        result(
            "package", "--output=json", "--working-dir", folder.toString(), "--explain", "main.py");
    assertThat(fields(onlyLine(explained))).isEqualTo(promised("`package --explain`"));
    assertThat(onlyLine(explained).get("included")).isEqualTo(true);
  }

  @Test
  void doctor() throws IOException {
    assertThat(fields(onlyLine(result("doctor", "--output=json")))).isEqualTo(promised("`doctor`"));
  }

  @Test
  void whatIsWrongWithTheCommandLine() throws IOException {
    Result misspelt = result("status", "--output", "json", "--adress", "x", "a");
    assertThat(misspelt.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(misspelt.err()).startsWith("Error: ");
    assertThat(fields(onlyLine(misspelt))).isEqualTo(promised("any, where it fails"));
    assertThat(onlyLine(misspelt).get("error"))
        .isEqualTo("No such option: '--adress'. Did you mean --address?");

    Result missing = result("status", "--output=json", "none");
    assertThat(missing.exitCode()).isEqualTo(ExitCode.NO_SUCH_JOB);
    assertThat(onlyLine(missing).get("submission_id")).isEqualTo("none");
    assertThat(onlyLine(missing).get("exit_code")).isEqualTo(ExitCode.NO_SUCH_JOB);
  }
}
