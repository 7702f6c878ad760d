package dev.rayjobs.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.rayjobs.Job;
import dev.rayjobs.JobClient;
import dev.rayjobs.auth.TokenSources;
import dev.rayjobs.cli.CommandLineTable.Line;
import dev.rayjobs.cli.Run.Result;
import dev.rayjobs.cli.SideBySide.Pair;
import dev.rayjobs.testing.RayHead;
import dev.rayjobs.testing.RayInstallation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ray's own program and ours, side by side, over one table of command lines, on one head: the same
 * exit code and the same stdout, but for the differences that the README lists. The authority is
 * Ray 2.60.0; on one head of its own, so that no other test's jobs are in the lists.
 */
@TestInstance(Lifecycle.PER_CLASS)
class SameAsRayIT {
  private static final String AUTHORITY = "2.60.0";
  private static final Path README = Path.of("..", "README.md");
  private static final String SECTION = "### Differences from Ray's own program\n";
  private static final Pattern DIFFERENCE = Pattern.compile("(?m)^- `([a-z-]+)`: ");

  /** The differences that are seen in stdout, too; the others are in the exit code alone. */
  private static final Set<String> OF_STDOUT = Set.of("json", "early", "refused", "help");

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z0-9]+)}");

  private final List<List<Line>> table = CommandLineTable.read(resource("command-lines.txt"));

  /** At least as many as there are cores; more, since a followed job leaves them time. */
  private static final int AT_A_TIME = 4;

  private final SideBySide runs = new SideBySide(AT_A_TIME);
  private final BlockingQueue<RayInForks> forks = new LinkedBlockingQueue<>();

  private Path directory;
  private RayHead head;
  private RayInstallation installation;

  @BeforeAll
  void prepare(@TempDir Path temp) throws Exception {
    directory = temp;
    head = RayHead.start(AUTHORITY);
    installation = RayInstallation.of(AUTHORITY);
    for (int i = 0; i < AT_A_TIME; i++) {
      forks.add(new RayInForks(installation, environment()));
    }
    makeFiles();
    try (JobClient client =
        JobClient.builder()
            .address(head.address())
            .ownAddressWins()
            .tokenSource(TokenSources.explicit(head.token().orElseThrow()))
            .build()) {
      Map<String, String> entrypoints = new LinkedHashMap<>();
      entrypoints.put("ok", "sleep 1; printf 'one\\ntwo\\n'");
      entrypoints.put("failed", "sleep 1; echo 'ü\u00a0{}'; exit 3");
      for (String name : List.of("stopped", "running")) {
        entrypoints.put(name, "echo begun; exec sleep 1000");
      }
      for (String program : List.of("rays", "ours")) {
        for (String name : List.of("doomed1", "doomed2", "doomed3")) {
          entrypoints.put(id(name, program), "echo begun; exec sleep 1000");
        }
        entrypoints.put(id("doomed4", program), "echo begun");
      }
      List<Job> staying = new ArrayList<>();
      List<Job> ending = new ArrayList<>();
      entrypoints.forEach(
          (id, entrypoint) ->
              (entrypoint.contains("1000") ? staying : ending)
                  .add(
                      client
                          .submission(entrypoint)
                          .submissionId(id)
                          .metadata(id.equals("ok") ? Map.of("a", "it's") : Map.of())
                          .submit()));
      for (Job job : ending) {
        job.await(Duration.ofMinutes(2));
      }
      for (Job job : staying) {
        awaitLog(job);
      }
      client.job("stopped").stop();
      client.job("stopped").await(Duration.ofMinutes(2));
    }
    runs.start(table, this::rays, this::ours);
  }

  private static void awaitLog(Job job) throws InterruptedException {
    while (!job.logs().contains("begun\n")) {
      Thread.sleep(200);
    }
  }

  private void makeFiles() throws IOException {
    Path code = Files.createDirectories(directory.resolve("code"));
    Files.writeString(
        code.resolve("main.py"), "import sys, time\ntime.sleep(1)\nprint(sys.argv[1:])\n");
    Files.writeString(code.resolve("data.txt"), "data\n");
    Files.writeString(
        code.resolve("stop_me.py"),
        """
        import sys
        from ray.job_submission import JobSubmissionClient
        JobSubmissionClient("%s").stop_job(sys.argv[1])
        """
            .formatted(head.address()));
    Files.writeString(directory.resolve("env.yaml"), "env_vars:\n  GREETING: hello\n");
    Files.writeString(directory.resolve("broken.yaml"), "a: [\n");
    Files.writeString(directory.resolve("token"), "from-a-file\n");
  }

  @AfterAll
  void end() throws IOException {
    runs.close();
    for (RayInForks fork : forks) {
      fork.close();
    }
    if (head != null) {
      head.close();
    }
  }

  @TestFactory
  Stream<DynamicTest> answersAsRayDoes() {
    return lines().map(line -> dynamicTest(line.text(), () -> compare(line)));
  }

  private void compare(Line line) throws Exception {
    Pair pair = runs.get(line);
    Result rays = normal(pair.rays());
    Result ours = normal(pair.ours());
    if (line.same()) {
      assertThat(ours.out()).as("stdout; stderr was %s", ours.err()).isEqualTo(rays.out());
      assertThat(ours.exitCode())
          .as("exit code; stderr was %s", ours.err())
          .isEqualTo(rays.exitCode());
    } else {
      assertThat(ours.exitCode())
          .as("exit code; stderr was %s", ours.err())
          .isEqualTo(line.exitCode());
      assertThat(List.of(ours.exitCode(), ours.out()))
          .as("there is no difference any more")
          .isNotEqualTo(List.of(rays.exitCode(), rays.out()));
      if (!OF_STDOUT.contains(line.difference())) {
        assertThat(ours.out()).as("stdout; stderr was %s", ours.err()).isEqualTo(rays.out());
      }
    }
    if (ours.exitCode() > 1) {
      assertThat(ours.err().lines().filter(any -> !any.startsWith("Warning: ")))
          .hasSizeLessThanOrEqualTo(line.words().contains("-v") ? 100 : 1);
    }
  }

  /** Only where the environment is one that Ray reads at its start, in a process of its own. */
  private Result rays(Line line) {
    List<String> words = words(line, "rays");
    Map<String, String> environment = environment(line);
    if (line.environment().keySet().stream().noneMatch(name -> name.startsWith("RAY_AUTH"))) {
      RayInForks fork = takeFork();
      try {
        return fork.run(words, environment, directory);
      } finally {
        forks.add(fork);
      }
    }
    return process(installation.bin().resolve("ray"), words, environment);
  }

  private RayInForks takeFork() {
    try {
      return forks.take();
    } catch (InterruptedException e) {
      throw new IllegalStateException("the test ends", e);
    }
  }

  private Result ours(Line line) {
    Map<String, String> environment = environment(line);
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    return process(Run.dist().resolve("bin/ray"), words(line, "ours"), environment);
  }

  private Result process(Path program, List<String> words, Map<String, String> environment) {
    Run run = Run.program(program, words.toArray(new String[0])).in(directory);
    environment.forEach(run::environment);
    return run.toTheEnd();
  }

  private Map<String, String> environment(Line line) {
    Map<String, String> environment = environment();
    line.environment().forEach((name, value) -> environment.put(name, fill(line, value, "")));
    return environment;
  }

  private Map<String, String> environment() {
    return new TreeMap<>(
        Map.of(
            "HOME",
            directory.toString(),
            "PATH",
            "/usr/bin:/bin",
            "LC_ALL",
            "C.UTF-8",
            "RAY_API_SERVER_ADDRESS",
            head.address(),
            "RAY_AUTH_MODE",
            "token",
            "RAY_AUTH_TOKEN",
            head.token().orElseThrow()));
  }

  private List<String> words(Line line, String program) {
    return line.words().stream()
        .map(word -> fill(line, word, program))
        .collect(Collectors.toList());
  }

  private String fill(Line line, String word, String program) {
    Matcher placeholder = PLACEHOLDER.matcher(word);
    return placeholder.replaceAll(
        found ->
            Matcher.quoteReplacement(
                switch (found.group(1)) {
                  case "address" -> head.address();
                  case "gcs" -> head.gcsAddress();
                  case "dir" -> directory.toString();
                  case "new" -> id("new" + line.number(), program);
                  case "ok", "failed", "stopped", "running" -> found.group(1);
                  default -> id(found.group(1), program);
                }));
  }

  private static String id(String name, String program) {
    return name + "-" + program;
  }

  /** Without colours, record prefixes, ids and times; see the README for why. */
  private static Result normal(Result result) {
    String out =
        result
            .out()
            .replaceAll("\033\\[\\d+m", "")
            .replaceAll(
                "(?m)^(\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d,\\d{3}\t[A-Z]+ \\S+ -- )+", "")
            .replaceAll("((?:new|doomed)\\d+)-(?:rays|ours)", "$1-program")
            .replaceAll("raysubmit_\\w{16}", "raysubmit_id")
            .replaceAll("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d,\\d{3}", "<time>")
            .replaceAll("\\b1[78]\\d{11}\\b", "<time>")
            // As often as the poll saw it, and so perhaps never.
            .replaceAll("Job has not exited yet. Status: [A-Z]+\n", "");
    return new Result(result.exitCode(), out, result.err());
  }

  @Test
  void runsForksThatBehaveAsProcesses() {
    List<String> sample =
        List.of(
            "job status {failed}",
            "job logs no-such-job",
            "job",
            "job list --nonsense",
            "get-auth-token");
    for (String words : sample) {
      Line line = CommandLineTable.read("= | " + words).get(0).get(0);
      Result forked = normal(rays(line));
      Result started =
          normal(process(installation.bin().resolve("ray"), words(line, "rays"), environment()));
      assertThat(forked.exitCode()).as(words).isEqualTo(started.exitCode());
      assertThat(forked.out()).as(words).isEqualTo(started.out());
    }
  }

  @Test
  void findsEveryDifferenceInTheReadme() throws IOException {
    String readme = Files.readString(README);
    int start = readme.indexOf(SECTION);
    assertThat(start).as("the section '%s' in the README", SECTION.strip()).isNotNegative();
    int end = readme.indexOf("\n#", start + SECTION.length());
    String section = readme.substring(start, end < 0 ? readme.length() : end);
    Set<String> listed = new TreeSet<>();
    DIFFERENCE.matcher(section).results().forEach(found -> listed.add(found.group(1)));
    Set<String> used =
        new TreeSet<>(lines().filter(line -> !line.same()).map(Line::difference).toList());
    assertThat(used).isEqualTo(listed);
    assertThat(lines()).hasSizeGreaterThanOrEqualTo(150);
  }

  private Stream<Line> lines() {
    return table.stream().flatMap(List::stream);
  }

  private static String resource(String name) {
    try (InputStream in = SameAsRayIT.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
