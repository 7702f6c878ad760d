package dev.rayjobs.cli;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.cli.Document.Block;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the documents point to is there, and what they show is run. */
class DocumentsTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]*)(?:#([^)]*))?\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
  private static final Pattern RELEASING =
      Pattern.compile("mvn .* (?:versions:set|deploy)(?: .*)?|git .*|umask 022|\\.ci/run");
  private static final Pattern PROFILES = Pattern.compile(" -P(\\S+)");
  private static final Pattern SOURCE =
      Pattern.compile("`(?:[^` ]*/)?(\\w+)(?:\\.java|(?<=Exception))`");
  private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+(?:Test|IT))`");

  /**
   * Which test takes all blocks of this language in that document, so that it fails for one more.
   */
  private static final Map<String, String> BLOCKS =
      Map.ofEntries(
          entry("CONTRIBUTING.md sh", "DocumentsTest"),
          entry("CONTRIBUTING.md mermaid", "ArchitecturePictureTest"),
          entry("README.md sh", "DocumentedCommandsIT"),
          entry("README.md xml", "SnippetsTest"),
          entry("README.md java", "SnippetsTest"),
          entry("README.md python", "SnippetsTest"),
          entry("examples/airflow/README.md sh", "DocumentsTest"),
          entry("examples/airflow/README.md python", "SnippetsTest"),
          entry("examples/authentication/README.md sh", "GuidesIT"),
          entry("examples/authentication/kuberay.md sh", "GuidesIT"),
          entry("examples/authentication/kuberay.md yaml", "KubeRayGuideTest"),
          entry("examples/authentication/local-development.md sh", "GuidesIT"),
          entry("examples/authentication/ray-up.md sh", "GuidesIT"),
          entry("examples/authentication/self-managed.md sh", "GuidesIT"),
          entry("sdk/docs/migrating.md sh", "DocumentedCommandsIT"),
          entry("sdk/docs/migrating.md java", "SnippetsTest"),
          entry("sdk/docs/packaging.md sh", "DocumentedCommandsIT"),
          entry("sdk/docs/packaging.md java", "SnippetsTest"),
          entry("sdk/docs/program.md yaml", "SnippetsTest"),
          entry("sdk/docs/program.md dockerfile", "SnippetsTest"),
          entry("sdk/docs/reliability.md sh", "DocumentedCommandsIT"),
          entry("sdk/docs/reliability.md java", "SnippetsTest"),
          entry("sdk/docs/troubleshooting.md sh", "DocumentedCommandsIT"));

  static List<Document> documents() throws IOException {
    return Document.all();
  }

  @ParameterizedTest
  @MethodSource("documents")
  void linkToWhatExists(Document document) {
    Matcher links = LINK.matcher(document.text());
    while (links.find()) {
      if (links.group(1).contains("://")) {
        continue;
      }
      Path target =
          links.group(1).isEmpty()
              ? document.file()
              : document.file().resolveSibling(links.group(1)).normalize();
      assertThat(target).exists();
      if (links.group(2) != null) {
        assertThat(anchors(new Document(target))).contains(links.group(2));
      }
    }
  }

  /** As GitHub makes them of headings. */
  private static Set<String> anchors(Document document) {
    return HEADING
        .matcher(document.text())
        .results()
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\w\\- ]", "").replace(' ', '-'))
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @MethodSource("documents")
  void nameSourcesThatExist(Document document) throws IOException {
    assertThat(sources()).containsAll(found(TEST, document)).containsAll(found(SOURCE, document));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SECURITY.md | who | 10",
        "README.md | '' | 10",
        "sdk/docs/reliability.md | fault | 12",
        "sdk/docs/packaging.md | field | 3",
        "sdk/docs/packaging.md | promise | 5",
        "sdk/docs/migrating.md | with `ray job` | 8"
      })
  void sayWhichTestHoldsEachPromise(String document, String firstColumn, int atLeast) {
    assertThat(Document.at(document).rows(firstColumn))
        .hasSizeGreaterThanOrEqualTo(atLeast)
        .allMatch(row -> TEST.matcher(row.get(row.size() - 1)).find());
  }

  @Test
  void showNothingThatIsNotRun() throws IOException {
    Set<String> shown = new TreeSet<>();
    for (Document document : documents()) {
      for (Block block : document.blocks()) {
        shown.add(document + " " + block.language());
      }
    }
    assertThat(shown).isEqualTo(new TreeSet<>(BLOCKS.keySet()));
    assertThat(sources()).containsAll(BLOCKS.values());
  }

  /** As whoever follows the README builds the program before anything else. */
  @Test
  void buildTheProgramAsTheQuickstartDoes() throws IOException {
    String build = "-pl cli-shim -am -DskipTests package";
    assertThat(Document.at("README.md").text()).contains("`mvn -B " + build + "`");
    assertThat(Files.readString(Document.ROOT.resolve("examples/private-ray.sh")))
        .contains(build.replace("cli-shim", "\"$1\""));
    assertThat(Files.readString(Document.ROOT.resolve("examples/quickstart/run")))
        .contains("cli-shim");
  }

  /** Commands that take minutes, and of which each change must pass all the same. */
  @ParameterizedTest
  @ValueSource(strings = {"CONTRIBUTING.md", "examples/airflow/README.md"})
  void showCommandsThatEachChangeMustPass(String document) throws IOException {
    for (Iterator<String> blocks = Document.at(document).blocks("sh"); blocks.hasNext(); ) {
      assertRunForEachChange(blocks.next());
    }
  }

  /** Each of these commands stands in {@code .ci/run}, unless only a release needs it. */
  static void assertRunForEachChange(String commands) throws IOException {
    List<String> run = Files.readAllLines(Document.ROOT.resolve(".ci/run"));
    String parent = Files.readString(Document.ROOT.resolve("pom.xml"));
    for (String line : commands.lines().map(line -> line.replaceFirst(" +#.*", "")).toList()) {
      if (RELEASING.matcher(line).matches()) {
        PROFILES
            .matcher(line)
            .results()
            .flatMap(profiles -> Stream.of(profiles.group(1).split(",")))
            .forEach(profile -> assertThat(parent).contains("<id>" + profile + "</id>"));
      } else {
        assertThat(run).contains(line);
      }
    }
  }

  @Test
  void knowsWhichCommandsOnlyAReleaseNeeds() {
    assertThat("mvn -B -Prelease deploy").matches(RELEASING);
    assertThat("mvn -B deploy-all").doesNotMatch(RELEASING);
    assertThat("mvn -B verify").doesNotMatch(RELEASING);
  }

  private static Set<String> found(Pattern name, Document document) {
    return name.matcher(document.text())
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toSet());
  }

  private static Set<String> sources() throws IOException {
    return Document.files(".java").stream()
        .map(file -> file.getFileName().toString())
        .map(name -> name.substring(0, name.length() - ".java".length()))
        .collect(Collectors.toSet());
  }
}
