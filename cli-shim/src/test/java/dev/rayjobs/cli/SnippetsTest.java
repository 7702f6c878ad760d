package dev.rayjobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.auth.AuthMode;
import dev.rayjobs.auth.PlaintextTokens;
import dev.rayjobs.auth.TokenHeader;
import dev.rayjobs.cli.Document.Block;
import dev.rayjobs.testing.RayInstallation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What README and guides show of Java, Python, XML, YAML and images: compiled, read or found. */
class SnippetsTest {
  private static final Document MIGRATING = Document.at("sdk/docs/migrating.md");
  private static final Pattern CODE = Pattern.compile("`([^`]*)`");
  private static final Pattern CALL = Pattern.compile("(\\w+)\\(");
  private static final Pattern ARGUMENT = Pattern.compile("(\\w+)=");

  @TempDir private Path folder;

  static Stream<String> java() throws IOException {
    return Document.all().stream()
        .flatMap(document -> document.blocks().stream())
        .filter(block -> block.language().equals("java"))
        .map(Block::text);
  }

  @ParameterizedTest
  @MethodSource("java")
  void compiles(String statements) throws IOException {
    assertThat(new Snippet(statements).compile(folder)).isEmpty();
  }

  @Test
  void findsWhatDoesNotCompile() throws IOException {
    assertThat(new Snippet("client.submitAtOnce();").compile(folder)).contains("submitAtOnce");
  }

  private static String code(String cell) {
    Matcher found = CODE.matcher(cell);
    assertThat(found.find()).as(cell).isTrue();
    return found.group(1);
  }

  /** All of the table's calls in one program, since the compiler takes a second to start. */
  @Test
  void namesCounterpartsThatCompile() throws IOException {
    List<String> statements = new ArrayList<>();
    for (String table : List.of("Python", "argument in Python")) {
      for (List<String> row : MIGRATING.rows(table)) {
        statements.add("Object o%d = %s;".formatted(statements.size(), code(row.get(1))));
      }
    }
    assertThat(statements).hasSizeGreaterThan(20);
    assertThat(new Snippet(String.join("\n", statements)).compile(folder)).isEmpty();
  }

  private static Set<String> asked(String question) {
    Run.Result answer =
        Run.program(RayInstallation.of("2.60.0").python(), "-c", question).toTheEnd();
    assertThat(answer.exitCode()).as(answer.err()).isZero();
    return new TreeSet<>(Arrays.asList(answer.out().split("\\s+")));
  }

  private static Set<String> first(String table, Pattern name) {
    Set<String> names = new TreeSet<>();
    for (List<String> row : MIGRATING.rows(table)) {
      Matcher found = name.matcher(code(row.get(0)));
      assertThat(found.find()).as("%s", row).isTrue();
      names.add(found.group(1));
    }
    return names;
  }

  @Test
  void namesEveryPublicMethodOfRaysClass() {
    Set<String> methods =
        asked(
            "from ray.job_submission import JobSubmissionClient as client\n"
                + "print('JobSubmissionClient')\n"
                + "for name in dir(client):\n"
                + "  if not name.startswith('_') and callable(getattr(client, name)): print(name)");
    assertThat(first("Python", CALL)).isEqualTo(methods);
  }

  @Test
  void namesEveryArgumentOfRaysMethods() {
    Set<String> arguments =
        asked(
            "import inspect\n"
                + "from ray.job_submission import JobSubmissionClient as client\n"
                + "print(*inspect.signature(client.submit_job).parameters)\n"
                + "print(*inspect.signature(client).parameters)");
    // The first is the row of the constructor and of submit_job, job_id an old name of
    // submission_id, and the others have no use for a cluster that runs already.
    arguments.removeAll(
        Set.of("self", "address", "entrypoint", "job_id", "create_cluster_if_needed", "kwargs"));
    assertThat(first("argument in Python", ARGUMENT)).isEqualTo(arguments);
  }

  /** Made of lines of the DAG that is run on Airflow. */
  @ParameterizedTest
  @ValueSource(strings = {"README.md", "examples/airflow/README.md"})
  void showsAirflowWhatRuns(String document) throws IOException {
    Iterator<String> blocks = Document.at(document).blocks("python");
    List<String> dag =
        Files.readAllLines(Document.ROOT.resolve("examples/airflow/dags/ray_nightly.py")).stream()
            .map(String::strip)
            .toList();
    assertThat(dag).containsSubsequence(blocks.next().lines().map(String::strip).toList());
    assertThat(blocks).isExhausted();
  }

  /** Projects that Maven builds and tests with what stands in these blocks. */
  @Test
  void dependsAsTheConsumersDo() throws IOException {
    Iterator<String> blocks = Document.at("README.md").blocks("xml");
    for (String consumer :
        List.of("modular-consumer", "okhttp4-consumer", "fake-dashboard-consumer")) {
      Path pom = Document.ROOT.resolve("sdk/src/it/" + consumer + "/pom.xml");
      assertThat(unspaced(filled(Files.readString(pom)))).contains(unspaced(blocks.next()));
    }
    assertThat(blocks).isExhausted();
  }

  private static String unspaced(String xml) {
    return xml.replaceAll("\\s+", "");
  }

  private static String filled(String pom) throws IOException {
    String parent = Files.readString(Document.ROOT.resolve("pom.xml"));
    return pom.replace("@project.version@", between("</artifactId>\\s*<version>", parent))
        .replace("@okhttp.version@", between("<okhttp.version>", parent));
  }

  private static String between(String start, String xml) {
    Matcher found = Pattern.compile(start + "([^<]+)<").matcher(xml);
    assertThat(found.find()).as(start).isTrue();
    return found.group(1);
  }

  @Test
  void showsAProfileThatIsRead() throws IOException {
    Iterator<String> blocks = Document.at("sdk/docs/program.md").blocks("yaml");
    Path file = folder.resolve(".config/rayjobs/config.yaml");
    Files.createDirectories(file.getParent());
    Files.writeString(file, blocks.next());
    assertThat(blocks).isExhausted();
    ByteArrayOutputStream nowhere = new ByteArrayOutputStream();
    Map<String, String> home = Map.of("HOME", folder.toString());
    Console console = new Console(new Output(nowhere), new Output(nowhere), home, Set.of());
    Profile prod = Profile.read(console, "prod");
    assertThat(prod.address()).isEqualTo("https://ray.example.com");
    assertThat(prod.auth())
        .isEqualTo(
            new Profile.Auth(
                AuthMode.TOKEN,
                folder.resolve(".ray/prod_token"),
                TokenHeader.X_RAY_AUTHORIZATION,
                PlaintextTokens.DENY));
    assertThat(prod.tls().certificate()).isEqualTo(file.resolveSibling("me.pem"));
    assertThat(prod.metadata()).containsExactly(Map.entry("team", "pricing"));
  }

  /** In the image's recipe; {@code ClassArchiveIT} runs the command. */
  @Test
  void preparesClassesAsTheImageDoes() throws IOException {
    Iterator<String> blocks = Document.at("sdk/docs/program.md").blocks("dockerfile");
    assertThat(Files.readAllLines(Document.ROOT.resolve("examples/schedulers/Dockerfile")))
        .contains(blocks.next().strip());
    assertThat(blocks).isExhausted();
  }
}
