package dev.rayjobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.internal.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What would be sent is shown, and nothing is sent: there is no cluster here. */
class PackageCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir Path folder;

  @BeforeEach
  void fill() throws IOException {
    Files.writeString(folder.resolve("main.py"), "print('hello')\n");
    Files.createDirectories(folder.resolve("data"));
    Files.writeString(folder.resolve("data/big.csv"), "1,2\n".repeat(50_000));
    Files.writeString(folder.resolve("data/kept.csv"), "1\n");
    Files.writeString(folder.resolve(".gitignore"), "# no data\nbig.csv\n");
  }

  private int run(String... words) {
    return run(Map.of(), words);
  }

  private int run(Map<String, String> variables, String... words) {
    return Program.run(new Console(new Output(out), new Output(err), variables, Set.of()), words);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void tellsUriSizesAndWhatWasLeftOutByWhichRule() {
    assertThat(run("job", "package", "--working-dir", folder.toString())).isZero();

    assertThat(out())
        .contains(" of " + folder + "\n")
        .containsPattern(
            "(?m)^gcs://_ray_pkg_[0-9a-f]{16}\\.zip of .*\n  3 files, \\d+ bytes raw, \\d+ bytes")
        .contains("left out:\n    data/big.csv: 'big.csv' in .gitignore line 2\n");
    assertThat(err()).isEqualTo("Read " + folder + ": 3 files, 0.0 MiB.\n");
  }

  @Test
  void listsAllEntriesAsJson() {
    assertThat(run("job", "package", "--working-dir", folder.toString(), "--output", "json"))
        .isZero();

    Map<String, ?> json = Json.parseObject(out());
    assertThat(String.valueOf(json.get("uri"))).startsWith("gcs://_ray_pkg_");
    assertThat(json.get("files")).isEqualTo(3);
    assertThat((List<?>) json.get("entries"))
        .extracting(entry -> String.valueOf(((Map<?, ?>) entry).get("path")))
        .containsExactlyInAnyOrder(".gitignore", "main.py", "data/kept.csv");
    assertThat(out()).contains("\"pattern\":\"big.csv\"").contains("\"mode\":\"644\"");
  }

  @Test
  void explainsOnePath() {
    assertThat(
            run("job", "package", "--working-dir", folder.toString(), "--explain", "data/big.csv"))
        .isZero();
    assertThat(
            run("job", "package", "--working-dir", folder.toString(), "--explain", "data/kept.csv"))
        .isZero();

    assertThat(out())
        .contains("data/big.csv is left out by 'big.csv' in .gitignore line 2")
        .contains("data/kept.csv is in the package");
  }

  @Test
  void explainsToProgramsForEachPackage() throws IOException {
    Path archive = Files.write(folder.resolve("code.zip"), new byte[] {'P', 'K', 5, 6});
    String env =
        "{\"working_dir\": \"%s\", \"py_modules\": [\"%s\"]}"
            .formatted(archive, folder.resolve("data"));
    assertThat(run("job", "package", "--runtime-env-json", env, "--explain", "kept.csv")).isZero();
    assertThat(out())
        .contains("code.zip: what is in code.zip is not looked at")
        .contains("/data: kept.csv is in the package: no rule matches it");

    out.reset();
    assertThat(
            run("job", "package", "--output=json", "--working-dir", folder.toString())
                + run(
                    "job",
                    "package",
                    "--output=json",
                    "--working-dir",
                    folder.toString(),
                    "--explain",
                    "data/big.csv"))
        .isZero();
    List<String> lines = out().lines().toList();
    assertThat(Json.parseObject(lines.get(0)).get("source")).isEqualTo(folder.toString());
    Map<String, ?> explained = Json.parseObject(lines.get(1));
    assertThat(explained.get("included")).isEqualTo(false);
    assertThat(String.valueOf(explained.get("reason"))).contains("in .gitignore line 2");
  }

  @Test
  void showsTheRequestOfADryRunWithSecretsMasked() {
    assertThat(
            run(
                "job",
                "submit",
                "--dry-run",
                "--working-dir",
                folder.toString(),
                "--runtime-env-json",
                "{\"env_vars\": {\"KEY\": \"s3cret\"}}",
                "--submission-id",
                "nightly",
                "--",
                "python",
                "main.py"))
        .isZero();

    assertThat(out())
        .contains("gcs://_ray_pkg_")
        .contains("\"entrypoint\" : \"python main.py\"")
        .contains("\"submission_id\" : \"nightly\"")
        .contains("\"KEY\" : ")
        .doesNotContain("s3cret");
    assertThat(err()).doesNotContain("s3cret");
  }

  @Test
  void masksSecretsWhereverTheyStandInTheRequest() {
    String[] submit = {
      "job",
      "submit",
      "--dry-run",
      "--metadata-json",
      "{\"api_token\": \"s3cret\", \"team\": \"pricing\"}",
      "--runtime-env-json",
      "{\"env_vars\": {\"KEY\": \"s3cret\"}}",
      "--",
      "python",
      "main.py",
      "--token=s3cret",
      "--db-password",
      "s3cret",
      "--rows",
      "5"
    };
    assertThat(run(submit)).isZero();
    assertThat(out())
        .contains("\"api_token\" : \"<redacted>\"", "\"team\" : \"pricing\"")
        .contains("python main.py --token=<redacted> --db-password <redacted> --rows 5")
        .doesNotContain("s3cret");

    out.reset();
    assertThat(run(insert(submit, "--output=json"))).isZero();
    assertThat(out()).contains("\"team\":\"pricing\"").doesNotContain("s3cret");

    out.reset();
    assertThat(run(insert(submit, "--show-secrets"))).isZero();
    assertThat(out())
        .contains("\"api_token\" : \"s3cret\"", "\"KEY\" : \"s3cret\"")
        .contains("--token=s3cret --db-password s3cret");
  }

  private void random(Path file, int mebibytes) throws IOException {
    byte[] block = new byte[1024 * 1024];
    Random random = new Random(mebibytes);
    try (OutputStream target = Files.newOutputStream(file)) {
      for (int i = 0; i < mebibytes; i++) {
        random.nextBytes(block);
        target.write(block);
      }
    }
  }

  /** Who has to make it smaller wants to see what fills it, and which rules there are. */
  @Test
  void showsWhatIsInAPackageThatIsTooLarge() throws IOException {
    random(folder.resolve("model.bin"), 101);
    assertThat(run("job", "package", "--working-dir", folder.toString())).isEqualTo(ExitCode.USAGE);
    assertThat(out())
        .containsPattern("(?m)^gcs://_ray_pkg_.* of .*\n  4 files, 101\\.0 MiB raw$")
        .containsPattern("(?m)^  largest:\n.* 105906176 model.bin$")
        .contains("left out:\n    data/big.csv: 'big.csv' in .gitignore line 2\n");
    assertThat(err()).contains("Error: ").contains("over the 104857600 bytes");

    out.reset();
    assertThat(
            run(
                "job",
                "submit",
                "--dry-run",
                "--output=json",
                "--working-dir",
                folder.toString(),
                "--",
                "true"))
        .isEqualTo(ExitCode.USAGE);
    List<String> lines = out().lines().toList();
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0))
        .contains("\"zipped_bytes\":null", "\"path\":\"model.bin\"", "\"pattern\":\"big.csv\"");
    assertThat(Json.parseObject(lines.get(1))).containsEntry("exit_code", ExitCode.USAGE);
  }

  @Test
  void warnsOfAPackageNearTheLimit() throws IOException {
    random(folder.resolve("model.bin"), 90);
    assertThat(run("job", "package", "--output=json", "--working-dir", folder.toString())).isZero();
    assertThat(String.valueOf(Json.parseObject(out()).get("warnings")))
        .contains("90.0 MiB; Ray's dashboard takes at most 100.0 MiB");
    assertThat(err()).contains("Warning: the package has 90.0 MiB");
  }

  @Test
  void showsTheTenLargestFirstOrAllEntries() throws IOException {
    Path many = Files.createDirectory(folder.resolve("many"));
    for (int i = 1; i <= 12; i++) {
      Files.writeString(many.resolve("f%02d".formatted(i)), "x".repeat(i));
    }
    assertThat(run("job", "package", "--working-dir", many.toString())).isZero();
    assertThat(paths("  largest:"))
        .containsExactly("f12", "f11", "f10", "f09", "f08", "f07", "f06", "f05", "f04", "f03");

    out.reset();
    assertThat(run("job", "package", "--list", "--working-dir", many.toString())).isZero();
    assertThat(paths("  entries:")).hasSize(12).isSorted().startsWith("f01").endsWith("f12");
  }

  /** The paths in the lines below this one, to the end. */
  private List<String> paths(String title) {
    List<String> lines = out().lines().toList();
    assertThat(lines).contains(title);
    return lines.subList(lines.indexOf(title) + 1, lines.size()).stream()
        .map(line -> line.substring(line.lastIndexOf(' ') + 1))
        .toList();
  }

  @Test
  void showsNoSecretsUnlessItSubmitsNothing() {
    assertThat(run("job", "submit", "--show-secrets", "--", "true")).isEqualTo(ExitCode.USAGE);
    assertThat(err()).isEqualTo("Error: --show-secrets needs --dry-run\n");
  }

  @Test
  void showsTheMetadataOfTheProfileAndMissesNoProfile(@TempDir Path home) throws IOException {
    Path file = home.resolve(".config/rayjobs/config.yaml");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "profiles: {prod: {metadata: {team: pricing, stage: live}}}\n");
    Map<String, String> variables = Map.of("HOME", home.toString());
    String[] submit = {
      "job",
      "submit",
      "--dry-run",
      "--profile",
      "prod",
      "--metadata-json",
      "{\"stage\": \"trial\"}",
      "--",
      "true"
    };
    assertThat(run(variables, submit)).isZero();
    assertThat(out()).contains("\"team\" : \"pricing\"", "\"stage\" : \"trial\"");

    submit[4] = "pord";
    assertThat(run(variables, submit)).isEqualTo(ExitCode.USAGE);
    assertThat(err()).contains("pord");
  }

  private static String[] insert(String[] words, String option) {
    List<String> all = new ArrayList<>(List.of(words));
    all.add(3, option);
    return all.toArray(String[]::new);
  }

  @Test
  void refusesLinksThatLeadOutIfAsked(@TempDir Path elsewhere) throws IOException {
    Files.writeString(elsewhere.resolve("secret.txt"), "x");
    Files.createSymbolicLink(folder.resolve("link"), elsewhere.resolve("secret.txt"));

    assertThat(run("job", "package", "--working-dir", folder.toString())).isZero();
    assertThat(err()).contains("Warning: ").contains("link");
    assertThat(run("job", "package", "--working-dir", folder.toString(), "--no-follow-external"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err()).contains("Error: ").contains("link");
  }

  @Test
  void saysThatThereIsNothingToPackage() {
    assertThat(run("job", "package")).isEqualTo(ExitCode.USAGE);
    assertThat(run("job", "package", "--working-dir", "/nowhere/at/all")).isEqualTo(ExitCode.USAGE);

    assertThat(err()).contains("give --working-dir").contains("/nowhere/at/all");
  }
}
