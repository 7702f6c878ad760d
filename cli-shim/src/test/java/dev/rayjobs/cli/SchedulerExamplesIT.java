package dev.rayjobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.cli.Run.Result;
import dev.rayjobs.internal.yaml.Yaml;
import dev.rayjobs.testing.RayHead;
import dev.rayjobs.testing.RealRay;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The commands of examples/schedulers, in the environments that their schedulers give, on Ray. */
@ExtendWith(RealRay.class)
class SchedulerExamplesIT {
  private static final Path EXAMPLES =
      Path.of("..", "examples", "schedulers").toAbsolutePath().normalize();

  @TempDir Path temp;

  /** The text with the places of this machine instead of the example's. */
  private String here(String text, RayHead head, String day) {
    return text.replace("/opt/rayjobs/bin", Run.dist().resolve("bin").toString())
        .replace("/opt/rayjobs/examples/nightly", EXAMPLES.resolve("nightly").toString())
        .replace("http://ray.example.com:8265", head.address())
        .replace("/etc/rayjobs/token", temp.resolve("token").toString())
        .replace("%d/ray-token", temp.resolve("token").toString())
        .replace("/srv/nightly", temp.resolve("job") + " " + day);
  }

  private void prepare(RayHead head, String main) throws IOException {
    Files.writeString(temp.resolve("token"), head.token().orElseThrow());
    Files.createDirectories(temp.resolve("job"));
    Files.writeString(temp.resolve("job/main.py"), main);
  }

  private static Run shell(String command, List<String> variables) {
    Run run =
        Run.program(Path.of("/bin/sh"), "-c", command)
            .environment("JAVA_HOME", System.getProperty("java.home"));
    for (String variable : variables) {
      int equals = variable.indexOf('=');
      run.environment(variable.substring(0, equals), variable.substring(equals + 1));
    }
    return run;
  }

  private static long jobs(RayHead head, String id) {
    String list = Run.job(head, "list", "--output=json").toTheEnd().out();
    return list.split("\"submission_id\":\"" + id, -1).length - 1;
  }

  @Test
  void runsTheCrontabsLine(RayHead head) throws Exception {
    String day = UUID.randomUUID().toString();
    String crontab = here(Files.readString(EXAMPLES.resolve("crontab")), head, day);
    List<String> lines = crontab.lines().filter(line -> !line.startsWith("#")).toList();
    String last = lines.get(lines.size() - 1);
    assertThat(last).startsWith("30 2 * * * ");
    Run cron = shell(last.substring("30 2 * * * ".length()), lines.subList(0, lines.size() - 1));

    prepare(head, "import sys; sys.exit('no such table: baskets')\n");
    Result failed = cron.toTheEnd();
    assertThat(failed.exitCode()).isEqualTo(ExitCode.JOB_FAILED);
    assertThat(failed.out())
        .startsWith("The job of " + day + " ended with 1.\n")
        .contains("no such table: baskets");

    prepare(head, "print('all is well')\n");
    assertThat(cron.toTheEnd()).isEqualTo(new Result(0, "", ""));
    assertThat(cron.toTheEnd()).isEqualTo(new Result(0, "", ""));
    assertThat(jobs(head, "nightly-" + day)).isEqualTo(2);
  }

  @Test
  void runsTheUnitsCommand(RayHead head) throws Exception {
    String day = UUID.randomUUID().toString();
    String unit = here(Files.readString(EXAMPLES.resolve("ray-nightly.service")), head, day);
    prepare(head, "print('all is well')\n");
    Result result =
        shell(values(unit, "ExecStart=").get(0), values(unit, "Environment=")).toTheEnd();
    assertThat(result).isEqualTo(new Result(0, "", ""));
    assertThat(jobs(head, "nightly-" + day)).isEqualTo(1);
  }

  /** By the timer and by hand, say: the submission id is the lock. */
  @Test
  void runsOneJobThoughItIsStartedTwiceAtOnce(RayHead head) throws Exception {
    String day = UUID.randomUUID().toString();
    prepare(head, "import time; time.sleep(3); print('all is well')\n");
    Process first = nightly(head, day).start();
    Process second = nightly(head, day).start();
    for (Process process : List.of(first, second)) {
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(out).isZero();
      assertThat(out).isEmpty();
    }
    assertThat(jobs(head, "nightly-" + day)).isEqualTo(1);
  }

  @Test
  void stopsTheJobWhenTheUnitIsStopped(RayHead head) throws Exception {
    String day = UUID.randomUUID().toString();
    Path begun = temp.resolve("begun");
    prepare(head, "import time; open('" + begun + "', 'w').close(); time.sleep(1000)\n");
    try (Watched unit = new Watched(nightly(head, day).start())) {
      unit.await("the job's begin", () -> Files.exists(begun));
      unit.terminate();
      Result result = unit.toTheEnd();
      assertThat(result.exitCode()).isEqualTo(143);
      assertThat(result.out()).startsWith("The job of " + day + " ended with 143.\n");
    }
    assertThat(values(Files.readString(EXAMPLES.resolve("ray-nightly.service")), "SuccessExit"))
        .containsExactly("Status=143");
    String id = "nightly-" + day;
    assertThat(Run.job(head, "wait", id).toTheEnd().exitCode()).isEqualTo(ExitCode.JOB_STOPPED);
  }

  /** What the unit runs. */
  private Run nightly(RayHead head, String day) throws IOException {
    String unit = here(Files.readString(EXAMPLES.resolve("ray-nightly.service")), head, day);
    return shell("exec " + values(unit, "ExecStart=").get(0), values(unit, "Environment="));
  }

  private static List<String> values(String unit, String name) {
    return unit.lines()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(name.length()))
        .toList();
  }

  @Test
  void runsThePodsCommandOnceForAllPodsOfAJob(RayHead head) throws Exception {
    prepare(head, "print('all is well')\n");
    for (String file : List.of("job.yaml", "cronjob.yaml")) {
      String name = "pod-" + UUID.randomUUID();
      Map<?, ?> container = container(file);
      Run pod = pod(container, head, name, "first-uid");
      assertThat(pod.toTheEnd().out()).contains("'" + name + "' submitted successfully");
      Result next = pod.toTheEnd();
      assertThat(next.exitCode()).isZero();
      assertThat(next.out()).contains("is there already", "all is well");
      assertThat(jobs(head, name)).isEqualTo(1);
    }
  }

  @Test
  void runsAJobAgainThatIsMadeAnewUnderTheSameName(RayHead head) throws Exception {
    prepare(head, "print('all is well')\n");
    String name = "pod-" + UUID.randomUUID();
    Map<?, ?> container = container("job.yaml");
    assertThat(list(container, "env"))
        .anySatisfy(
            variable ->
                assertThat(variable.toString())
                    .contains("JOB_UID", "['batch.kubernetes.io/controller-uid']"));
    assertThat(pod(container, head, name, "first-uid").toTheEnd().exitCode()).isZero();
    Result anew = pod(container, head, name, "second-uid").toTheEnd();
    assertThat(anew.exitCode()).isZero();
    assertThat(anew.out()).contains("'" + name + "-r2' submitted successfully", "all is well");
  }

  /** What a pod of this container runs, with what Kubernetes puts into its variables. */
  private Run pod(Map<?, ?> container, RayHead head, String jobName, String jobUid) {
    List<String> words = new ArrayList<>();
    for (Object word : list(container, "args")) {
      words.add(
          String.valueOf(word)
              .replace("$(JOB_NAME)", jobName)
              .replace("$(JOB_UID)", jobUid)
              .replace("--working-dir=/job", "--working-dir=" + temp.resolve("job")));
    }
    Run pod =
        Run.program(Run.dist().resolve("bin/ray-job"), words.toArray(new String[0]))
            .environment("JAVA_HOME", System.getProperty("java.home"));
    for (Object variable : list(container, "env")) {
      Map<?, ?> fields = (Map<?, ?>) variable;
      if (fields.get("value") instanceof String value) {
        pod.environment(String.valueOf(fields.get("name")), value);
      }
    }
    return pod.environment("RAY_ADDRESS", head.address())
        .environment("RAY_AUTH_TOKEN_PATH", temp.resolve("token").toString());
  }

  private static Map<?, ?> container(String file) throws IOException {
    Object spec = Yaml.parse(Files.readString(EXAMPLES.resolve(file)));
    List<String> path =
        file.equals("job.yaml")
            ? List.of("spec", "template", "spec")
            : List.of("spec", "jobTemplate", "spec", "template", "spec");
    for (String name : path) {
      spec = ((Map<?, ?>) Objects.requireNonNull(spec)).get(name);
    }
    return (Map<?, ?>)
        Objects.requireNonNull(list((Map<?, ?>) Objects.requireNonNull(spec), "containers").get(0));
  }

  private static List<?> list(Map<?, ?> fields, String name) {
    return (List<?>) Objects.requireNonNull(fields.get(name), name);
  }

  /**
   * Without an engine to build it: what it copies is there, what it starts is in what it copies.
   */
  @Test
  void copiesAndStartsWhatThereIs() throws IOException {
    Path root = Path.of("..").toAbsolutePath().normalize();
    List<String> lines = Files.readAllLines(EXAMPLES.resolve("Dockerfile"));
    List<String[]> copies =
        lines.stream()
            .filter(line -> line.startsWith("COPY "))
            .map(line -> line.split(" "))
            .toList();
    assertThat(copies).isNotEmpty().allMatch(words -> Files.isDirectory(root.resolve(words[1])));
    assertThat(lines)
        .contains("COPY cli-shim/target/dist /opt/rayjobs", "ENTRYPOINT [\"ray-job\"]")
        // While it is root, who may write there.
        .containsSubsequence("RUN RAYJOBS_CLASS_ARCHIVE=now ray --version", "USER 65532:65532")
        .anyMatch(line -> line.startsWith("ENV PATH=/opt/rayjobs/bin:"));
    assertThat(Run.dist().resolve("bin/ray-job")).isExecutable();
    for (String file : List.of("job.yaml", "cronjob.yaml")) {
      String image = String.valueOf(container(file).get("image"));
      assertThat(String.join("\n", lines)).contains("-t " + image + " ");
    }
  }
}
