package dev.rayjobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.JobClient;
import dev.rayjobs.JobDetails;
import dev.rayjobs.JobStatus;
import dev.rayjobs.auth.TokenSources;
import dev.rayjobs.cli.Airflow.Task;
import dev.rayjobs.internal.json.Json;
import dev.rayjobs.testing.RayHead;
import dev.rayjobs.testing.RealRay;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program below a real Airflow, whose tasks' states and Ray's list of jobs say what came of it.
 * Most DAGs run at once; each test then does to its own what it is named after.
 */
@TestMethodOrder(OrderAnnotation.class)
class AirflowIT {
  private static final List<String> DAGS =
      List.of(
          "ray_nightly",
          "ray_operator",
          "fails",
          "times_out",
          "marked_failed",
          "cleared",
          "command_killed",
          "task_killed",
          "operator_killed",
          "operator_skips",
          "operator_fails",
          "operator_misused",
          "wrong_token");

  private static final String WRONG_TOKEN = "a-token-that-ray-refuses";
  private static final String SECRET = "a-text-that-nobody-may-see";

  @TempDir static Path temp;

  private static final Map<String, String> RUNS = new ConcurrentHashMap<>();
  private static RayHead head;
  private static Airflow airflow;
  private static JobClient ray;
  private static Path marks;

  @BeforeAll
  static void start() throws IOException {
    head = RayHead.start(RealRay.version());
    ray =
        JobClient.builder()
            .address(head.address())
            .tokenSource(TokenSources.explicit(head.token().orElseThrow()))
            .build();
    marks = Files.createDirectory(temp.resolve("marks"));
    Path dags = copy(Path.of("../examples/airflow/dags"), temp.resolve("example/dags"));
    copy(Path.of("../examples/airflow/job"), temp.resolve("example/job"));
    copy(Path.of("src/test/resources/dev/rayjobs/cli/airflow"), dags);
    Map<String, String> environment = new HashMap<>();
    environment.put("PATH", Run.dist().resolve("bin") + ":" + System.getenv("PATH"));
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("RAY_ADDRESS", head.address());
    environment.put("RAY_AUTH_MODE", "token");
    environment.put("RAY_AUTH_TOKEN_PATH", secret("token", head.token().orElseThrow()));
    environment.put("RAY_POOL", "ray");
    environment.put("AIRFLOW_DAGS", dags.toString());
    environment.put("AIRFLOW_HEARTBEAT_TIMEOUT", "45");
    environment.put("PROOF_JOB", dags.resolve("proof_job.sh").toString());
    environment.put("PROOF_MARKS", marks.toString());
    environment.put("PROOF_WRONG_TOKEN", secret("wrong", WRONG_TOKEN));
    environment.put("PROOF_SECRET", SECRET);
    airflow = Airflow.start(temp, environment);
    mark("fails", "fail");
    DAGS.forEach(dag -> RUNS.put(dag, airflow.trigger(dag)));
  }

  private static String secret(String name, String token) throws IOException {
    Path file = temp.resolve(name);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(file, token).toString();
  }

  private static Path copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
    return to;
  }

  @AfterAll
  static void end() throws IOException {
    try (RayHead ended = head;
        JobClient closed = ray;
        Airflow stopped = airflow) {
      // Each of them ends, whatever becomes of the others.
    }
  }

  private static String run(String dag) {
    return Objects.requireNonNull(RUNS.get(dag));
  }

  private static Task awaitEnd(String dag, String task) {
    return airflow.awaitEnd(dag, run(dag), task);
  }

  /** The DAG's jobs, in the order of their starts. */
  private static List<JobDetails> jobs(String dag) {
    return ray.list().stream()
        .filter(job -> dag.equals(job.metadata().get("airflow.dag_id")))
        .filter(job -> run(dag).equals(job.metadata().get("airflow.run_id")))
        .filter(job -> job.type().equals("SUBMISSION"))
        .sorted(Comparator.comparing(job -> job.startTime().orElseThrow()))
        .toList();
  }

  private static void mark(String dag, String name) {
    try {
      Files.createFile(Files.createDirectories(marks.resolve(dag)).resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void awaitRun(String dag, int number) {
    Airflow.until(
        "run " + number + " of " + dag,
        () -> Files.exists(marks.resolve(dag).resolve("run." + number)) ? true : null);
  }

  private static void awaitAllEnded(String dag) {
    Airflow.until(
        "the end of all jobs of " + dag,
        () -> jobs(dag).stream().allMatch(job -> job.status().isTerminal()) ? true : null);
  }

  /** Each job began after the one before it had ended. */
  private static void assertOneAfterAnother(String dag) {
    List<JobDetails> jobs = jobs(dag);
    for (int i = 1; i < jobs.size(); i++) {
      assertThat(jobs.get(i).startTime().orElseThrow())
          .isAfterOrEqualTo(jobs.get(i - 1).endTime().orElseThrow());
    }
    assertThat(marks.resolve(dag).resolve("two-at-once")).doesNotExist();
  }

  @Test
  void succeedsShowsItsLogAndHandsItsResultOn() {
    for (String dag : List.of("ray_nightly", "ray_operator")) {
      assertThat(awaitEnd(dag, "announce")).isEqualTo(new Task("success", 1));
      assertThat(jobs(dag)).singleElement().returns(JobStatus.SUCCEEDED, JobDetails::status);
      assertThat(airflow.log(dag, run(dag), "report", 1))
          .anyMatch(line -> line.contains("report for " + run(dag)))
          .anyMatch(line -> line.contains("revenue: 1000"));
      String id = jobs(dag).get(0).submissionId().orElseThrow();
      assertThat(String.valueOf(airflow.xcom(dag, run(dag), "announce")))
          .startsWith(id + " SUCCEEDED");
    }
    assertThat(airflow.link("ray_operator", run("ray_operator"), "report"))
        .contains(head.address() + "/#/jobs/airflow-ray_operator");
  }

  /** After the others, since a machine of two cores has enough to do with these. */
  @Test
  @Order(Order.DEFAULT + 1)
  void runsTwentyMappedTasksAtOnce() {
    RUNS.put("ray_fan_out", airflow.trigger("ray_fan_out"));
    assertThat(awaitEnd("ray_fan_out", "total").state()).isEqualTo("success");
    assertThat(airflow.xcom("ray_fan_out", run("ray_fan_out"), "total")).hasToString("20");
    assertThat(jobs("ray_fan_out"))
        .hasSize(20)
        .allMatch(job -> job.status() == JobStatus.SUCCEEDED);
    List<Airflow.Span> spans = airflow.spans("ray_fan_out", run("ray_fan_out"), "score");
    assertThat(spans).hasSize(20);
    assertThat(spans)
        .as("at the start of one, many others run")
        .anySatisfy(
            span ->
                assertThat(spans)
                    .filteredOn(
                        other ->
                            !other.start().isAfter(span.start())
                                && other.end().isAfter(span.start()))
                    .hasSizeGreaterThanOrEqualTo(8));
  }

  @Test
  void failsWithTheReasonAndStartsOneJobForEachTry() {
    assertThat(awaitEnd("fails", "on_ray")).isEqualTo(new Task("failed", 2));
    assertThat(jobs("fails")).hasSize(2).allMatch(job -> job.status() == JobStatus.FAILED);
    for (int attempt = 1; attempt <= 2; attempt++) {
      List<String> lines = airflow.log("fails", run("fails"), "on_ray", attempt);
      int last = lines.indexOf("Command exited with return code 1");
      assertThat(last).as("%s", lines).isPositive();
      assertThat(String.valueOf(Json.parseObject(lines.get(last - 1)).get("message")))
          .contains("exit code 3", "no such table: baskets");
    }
    assertOneAfterAnother("fails");
  }

  @Test
  void endsTheOperatorsTaskAsItsJobEnds() {
    assertThat(awaitEnd("operator_fails", "on_ray")).isEqualTo(new Task("failed", 2));
    assertThat(jobs("operator_fails")).hasSize(2).allMatch(job -> job.status() == JobStatus.FAILED);
    assertThat(airflow.log("operator_fails", run("operator_fails"), "on_ray", 2))
        .anyMatch(line -> line.contains("no such table: baskets"));
    assertThat(awaitEnd("operator_skips", "on_ray")).isEqualTo(new Task("skipped", 1));
    assertThat(jobs("operator_skips")).hasSize(1);
    assertThat(awaitEnd("operator_misused", "on_ray")).isEqualTo(new Task("failed", 1));
    assertThat(jobs("operator_misused")).isEmpty();
  }

  @Test
  void stopsTheOperatorsJobWhenItIsMarkedFailedAndShowsNobodyItsEnvironment() throws IOException {
    String dag = "operator_killed";
    awaitRun(dag, 1);
    assertKeepsToItself(command(dag), SECRET);
    airflow.markFailed(dag, run(dag), "on_ray");
    awaitAllEnded(dag);
    assertThat(jobs(dag)).singleElement().returns(JobStatus.STOPPED, JobDetails::status);
    assertThat(awaitEnd(dag, "on_ray")).isEqualTo(new Task("failed", 1));
    assertThat(airflow.log(dag, run(dag), "on_ray", 1))
        .anyMatch(line -> line.contains("proof_job.sh"))
        .noneMatch(line -> line.contains(SECRET));
  }

  /** Others see a command line. */
  private static void assertKeepsToItself(ProcessHandle command, String secret) throws IOException {
    assertThat(AirflowCommand.words(command))
        .contains("submit")
        .doesNotContain(secret, head.token().orElseThrow());
  }

  @Test
  void stopsItsJobWhenTheTimeIsUpAndRunsItAgain() {
    Airflow.until(
        "another try of times_out",
        () -> airflow.task("times_out", run("times_out"), "on_ray").tries() > 1 ? true : null);
    mark("times_out", "succeed");
    assertThat(awaitEnd("times_out", "on_ray").state()).isEqualTo("success");
    List<JobDetails> jobs = jobs("times_out");
    assertThat(jobs).hasSizeGreaterThan(1);
    assertThat(jobs.get(0).status()).isEqualTo(JobStatus.STOPPED);
    assertThat(jobs).filteredOn(job -> job.status() == JobStatus.SUCCEEDED).hasSize(1);
    assertOneAfterAnother("times_out");
  }

  @Test
  void stopsItsJobWhenItIsMarkedFailed() {
    awaitRun("marked_failed", 1);
    airflow.markFailed("marked_failed", run("marked_failed"), "on_ray");
    awaitAllEnded("marked_failed");
    assertThat(jobs("marked_failed"))
        .singleElement()
        .returns(JobStatus.STOPPED, JobDetails::status);
    assertThat(awaitEnd("marked_failed", "on_ray")).isEqualTo(new Task("failed", 1));
  }

  @Test
  void stopsItsJobWhenItIsClearedAndRunsItAgain() {
    awaitRun("cleared", 1);
    airflow.clear("cleared", run("cleared"), "on_ray");
    awaitRun("cleared", 2);
    mark("cleared", "succeed");
    assertThat(awaitEnd("cleared", "use").state()).isEqualTo("success");
    assertThat(jobs("cleared"))
        .extracting(JobDetails::status)
        .containsExactly(JobStatus.STOPPED, JobStatus.SUCCEEDED);

    // A finished task that is cleared runs again, too.
    airflow.clear("cleared", run("cleared"), "on_ray");
    awaitRun("cleared", 3);
    assertThat(awaitEnd("cleared", "on_ray").state()).isEqualTo("success");
    assertThat(jobs("cleared"))
        .extracting(JobDetails::status)
        .containsExactly(JobStatus.STOPPED, JobStatus.SUCCEEDED, JobStatus.SUCCEEDED);
    assertOneAfterAnother("cleared");
  }

  @Test
  void takesItsJobOverWhenTheCommandWasKilled() throws IOException {
    awaitRun("command_killed", 1);
    ProcessHandle command = command("command_killed");
    assertKeepsToItself(command, WRONG_TOKEN);
    command.destroyForcibly();
    assertTakenOver("command_killed");
  }

  @Test
  void takesItsJobOverWhenTheWholeTaskWasKilled() throws IOException {
    awaitRun("task_killed", 1);
    ProcessHandle command = command("task_killed");
    ProcessHandle task = command.parent().orElseThrow();
    ProcessHandle supervisor = task.parent().orElseThrow();
    supervisor.destroyForcibly();
    task.destroyForcibly();
    assertThat(command.isAlive()).isTrue();
    assertTakenOver("task_killed");
  }

  private static void assertTakenOver(String dag) {
    int second =
        Airflow.until(
            "another try of " + dag,
            () -> {
              Task now = airflow.task(dag, run(dag), "on_ray");
              return now.tries() > 1 && now.state().equals("running") ? now.tries() : null;
            });
    mark(dag, "succeed");
    assertThat(awaitEnd(dag, "use")).isEqualTo(new Task("success", 1));
    List<JobDetails> jobs = jobs(dag);
    assertThat(jobs).singleElement().returns(JobStatus.SUCCEEDED, JobDetails::status);
    assertThat(airflow.log(dag, run(dag), "on_ray", second))
        .containsSubsequence("run 1 has begun", "run 1 is done");
    assertThat(airflow.xcom(dag, run(dag), "use"))
        .isEqualTo(jobs.get(0).submissionId().orElseThrow());
  }

  /** The program that runs for this DAG. */
  private static ProcessHandle command(String dag) throws IOException {
    return AirflowCommand.find(dag, run(dag));
  }

  @Test
  void failsAtOnceWhenTheTokenIsRefused() {
    assertThat(awaitEnd("wrong_token", "on_ray")).isEqualTo(new Task("failed", 1));
    assertThat(jobs("wrong_token")).isEmpty();
    assertThat(airflow.log("wrong_token", run("wrong_token"), "on_ray", 1))
        .anyMatch(line -> line.contains("refused the token"));
  }

  /** The last but one, since it disturbs all others. */
  @Test
  @Order(Order.DEFAULT + 2)
  void goesOnWhenTheDashboardIsRestarted() throws Exception {
    String dag = "dashboard_restarted";
    RUNS.put(dag, airflow.trigger(dag));
    awaitRun(dag, 1);
    try (DashboardProcess dashboard = DashboardProcess.of(head)) {
      dashboard.restart();
      mark(dag, "succeed");
      assertThat(awaitEnd(dag, "use")).isEqualTo(new Task("success", 1));
      assertThat(airflow.task(dag, run(dag), "on_ray")).isEqualTo(new Task("success", 1));
      assertThat(jobs(dag)).singleElement().returns(JobStatus.SUCCEEDED, JobDetails::status);
      List<String> log = airflow.log(dag, run(dag), "on_ray", 1);
      assertThat(log).containsSubsequence("run 1 has begun", "run 1 is done");
      assertThat(log).filteredOn("run 1 has begun"::equals).hasSize(1);
    }
  }

  /** Neither in a log, nor in a rendered field, nor in a result: in no file of Airflow's. */
  @Test
  @Order(Order.DEFAULT + 3)
  void keepsTheTokenToItself() throws IOException {
    String token = head.token().orElseThrow();
    try (Stream<Path> files = Files.walk(airflow.home())) {
      List<Path> all = files.filter(Files::isRegularFile).toList();
      assertThat(all).anyMatch(file -> file.endsWith("airflow.db"));
      assertThat(all)
          .filteredOn(file -> contains(file, "report for "))
          .as("logs of tasks are among the files")
          .isNotEmpty();
      assertThat(all)
          .filteredOn(file -> contains(file, token) || contains(file, WRONG_TOKEN))
          .isEmpty();
    }
  }

  private static boolean contains(Path file, String text) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1).contains(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
