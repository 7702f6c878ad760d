package dev.rayjobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.internal.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
    return Program.run(new Console(new Output(out), new Output(err), Map.of(), Set.of()), words);
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
