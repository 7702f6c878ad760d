package dev.rayjobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rayjobs.errors.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullUnmarked
class RuntimeEnvTest {
  @TempDir Path folder;

  @Test
  void theFourWaysToWriteOneAreEqual() throws Exception {
    RuntimeEnv built =
        RuntimeEnv.builder()
            .workingDir(Path.of("."))
            .pyModule("lib")
            .pyModule("s3://b/m.whl")
            .excludes(List.of("*.log"))
            .pip(List.of("requests==2.32.3"))
            .envVar("A", "1")
            .envVar("B", "2")
            .config(Map.of("eager_install", false))
            .setupTimeout(Duration.ofMillis(90_001))
            .field("my_plugin", List.of(1, true, "x"))
            .build();
    Map<String, Object> map =
        Map.of(
            "working_dir", Path.of("."),
            "py_modules", List.of("lib", "s3://b/m.whl"),
            "excludes", List.of("*.log"),
            "pip", List.of("requests==2.32.3"),
            "env_vars", Map.of("A", "1", "B", "2"),
            "config", Map.of("eager_install", false, "setup_timeout_seconds", 91L),
            "my_plugin", List.of(1, true, "x"));
    String yaml =
        """
        working_dir: .
        py_modules: [lib, s3://b/m.whl]
        excludes: ['*.log']
        pip:
          - requests==2.32.3
        env_vars: {A: '1', B: '2'}
        config: {eager_install: off, setup_timeout_seconds: 91}
        my_plugin: [1, yes, x]
        """;
    String json =
        """
        {"working_dir": ".", "py_modules": ["lib", "s3://b/m.whl"], "excludes": ["*.log"],
         "pip": ["requests==2.32.3"], "env_vars": {"A": "1", "B": "2"},
         "config": {"eager_install": false, "setup_timeout_seconds": 91},
         "my_plugin": [1, true, "x"]}
        """;
    Path yamlFile = Files.writeString(folder.resolve("env.yaml"), yaml);
    Path jsonFile = Files.writeString(folder.resolve("env.json"), json);

    assertThat(RuntimeEnv.fromMap(map)).isEqualTo(built).hasSameHashCodeAs(built);
    assertThat(RuntimeEnv.fromYaml(yaml)).isEqualTo(built).hasSameHashCodeAs(built);
    assertThat(RuntimeEnv.fromJson(json)).isEqualTo(built);
    assertThat(RuntimeEnv.fromYamlFile(yamlFile)).isEqualTo(built);
    assertThat(RuntimeEnv.fromJsonFile(jsonFile)).isEqualTo(built);
    assertThat(built.toBuilder().build()).isEqualTo(built);
    assertThat(built.toBuilder().envVar("B", "3").build()).isNotEqualTo(built);

    assertThat(built.workingDir()).contains(".");
    assertThat(built.pyModules()).containsExactly("lib", "s3://b/m.whl");
    assertThat(built.excludes()).containsExactly("*.log");
    assertThat(built.envVars()).containsExactly(Map.entry("A", "1"), Map.entry("B", "2"));
    assertThat(built.field("my_plugin")).contains(List.of(1, true, "x"));
    assertThat(built.field("nothing")).isEmpty();
  }

  @Test
  void theOtherWaysToNamePackages() {
    assertThat(RuntimeEnv.builder().pipRequirements(Path.of("r.txt")).build().toMap())
        .isEqualTo(Map.of("pip", "r.txt"));
    assertThat(RuntimeEnv.builder().uv(List.of("a")).build().toMap())
        .isEqualTo(Map.of("uv", List.of("a")));
    assertThat(RuntimeEnv.builder().uvRequirements(Path.of("r.txt")).build().toMap())
        .isEqualTo(Map.of("uv", "r.txt"));
    assertThat(RuntimeEnv.builder().pyModule(Path.of("lib", "m")).build().toMap())
        .isEqualTo(Map.of("py_modules", List.of("lib/m")));
    assertThat(RuntimeEnv.builder().pyExecutable("uv run").imageUri("me/ray:1").build().toMap())
        .isEqualTo(Map.of("py_executable", "uv run", "image_uri", "me/ray:1"));
    assertThat(RuntimeEnv.builder().conda("env.yaml").build().toMap())
        .isEqualTo(Map.of("conda", "env.yaml"));
    assertThat(RuntimeEnv.builder().conda(Map.of("name", "x")).build().toMap())
        .isEqualTo(Map.of("conda", Map.of("name", "x")));
  }

  @Test
  void anEmptyFileIsAnEmptyRuntimeEnv() throws Exception {
    Path empty = Files.createFile(folder.resolve("empty.yaml"));
    assertThat(RuntimeEnv.fromYamlFile(empty)).isEqualTo(RuntimeEnv.empty());
    assertThat(RuntimeEnv.fromYaml("# nothing\n").isEmpty()).isTrue();
    assertThat(RuntimeEnv.fromJson("null")).isEqualTo(RuntimeEnv.empty());
    assertThat(RuntimeEnv.empty().normalized()).isEmpty();
    assertThat(RuntimeEnv.empty().pyModules()).isEmpty();
    assertThat(RuntimeEnv.empty().envVars()).isEmpty();
    assertThat(RuntimeEnv.empty()).hasToString("{}");
  }

  @Test
  void holdsItsOwnUnmodifiableCopy() {
    List<String> patterns = new ArrayList<>(List.of("a"));
    Map<String, Object> plugin = new HashMap<>(Map.of("list", patterns));
    RuntimeEnv.Builder builder = RuntimeEnv.builder().field("plugin", plugin);
    RuntimeEnv env = builder.build();
    builder.envVar("A", "b");
    patterns.add("b");
    plugin.clear();

    assertThat(env.toMap()).isEqualTo(Map.of("plugin", Map.of("list", List.of("a"))));
    assertThatThrownBy(() -> env.toMap().clear()).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> ((Map<?, ?>) env.field("plugin").orElseThrow()).clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void printsNoSecrets() {
    RuntimeEnv env =
        RuntimeEnv.fromYaml(
            """
            env_vars: {KEY: hunter2}
            working_dir: https://joe:hunter2@host/x.zip?signature=hunter2
            pip:
              - git+https://hunter2@github.com/x/y.git
              - --index-url=https://joe:hunter2@host/simple
            plugin: {db_password: hunter2, nested: [{api-key: hunter2, ok: fine}]}
            container: {image: x, run_options: ['--env', 'SECRET_TOKEN=hunter2']}
            rocprof_sys: {env: {A: hunter2}}
            """);
    assertThat(env.toString())
        .doesNotContain("hunter2")
        .contains("\"env_vars\":{\"KEY\":\"<redacted>\"}")
        .contains("https://<redacted>@host/x.zip?<redacted>")
        .contains("github.com/x/y.git", "host/simple", "\"ok\":\"fine\"");
    assertThat(RuntimeEnv.fromJson("{\"env_vars\": \"A=hunter2\"}").toString())
        .doesNotContain("hunter2");
  }

  @Test
  void errorsOfFilesSayFileLineAndColumnAndNothingOfTheText() throws Exception {
    Path broken = folder.resolve("job.yaml");
    Files.writeString(broken, "env_vars:\n  A: hunter2: b\n");
    refused(
        () -> RuntimeEnv.fromYamlFile(broken),
        "runtime_env: no valid YAML (in "
            + broken
            + "): mapping values are not allowed here"
            + " (line 2, column 13)");
    Files.writeString(broken, "a: 2024-01-01\n");
    refused(
        () -> RuntimeEnv.fromYamlFile(broken),
        "runtime_env: no valid YAML (in "
            + broken
            + "): a date needs quotes to be a text"
            + " (line 1, column 4)");
    Files.writeString(broken, "{\"env_vars\": {\"A\": hunter2}}");
    refused(
        () -> RuntimeEnv.fromJsonFile(broken),
        "runtime_env: no valid JSON (in "
            + broken
            + "): a word that JSON does not know; a text"
            + " needs double quotes (line 1, column 20)");
    Files.writeString(broken, "env_vars: {PORT: 80}");
    RuntimeEnv env = RuntimeEnv.fromYamlFile(broken);
    refused(
        env::normalized,
        "runtime_env field 'env_vars': the value of PORT is a number, and Ray takes texts only;"
            + " put it in quotes (in "
            + broken
            + ")");
    Files.write(broken, "a: \u00fc".getBytes(StandardCharsets.ISO_8859_1));
    refused(() -> RuntimeEnv.fromYamlFile(broken), "runtime_env: " + broken + " is not UTF-8 text");
    Path missing = folder.resolve("missing.yaml");
    refused(() -> RuntimeEnv.fromYamlFile(missing), "runtime_env: there is no file " + missing);
    refused(
        () -> RuntimeEnv.fromYamlFile(folder),
        "runtime_env: " + folder + " cannot be read: Is a directory");
  }

  @Test
  void errorsOfValuesNameTheField() {
    refused(
        () -> RuntimeEnv.fromMap(Map.of("plugin", Map.of("x", List.of(1, new Object())))),
        "runtime_env field 'plugin.x[1]': is of a kind that JSON cannot hold");
    refused(
        () -> RuntimeEnv.fromYaml("1: x"),
        "runtime_env: the names of its fields must be texts, but one of them is a number; put it"
            + " in quotes");
    refused(
        () -> RuntimeEnv.fromYaml("env_vars: {yes: x}"),
        "runtime_env field 'env_vars': the names must be texts, but one of them is true or false"
            + " (YAML 1.1 reads yes, no, on and off so, too); put it in quotes");
    refused(
        () -> RuntimeEnv.fromYaml("- pip"),
        "runtime_env: a mapping of fields is expected, but this is a list");
    refused(
        () -> RuntimeEnv.fromJson("{\"x\": [NaN]}"),
        "runtime_env field 'x[0]': is not a finite number, and Ray's server takes no other");
    refused(
        () -> RuntimeEnv.builder().pip(List.of("a")).uv(List.of("b")).build().normalized(),
        "runtime_env fields [pip, uv]: only one of pip, uv and conda can be given. To use pip with"
            + " conda, list the pip packages among the dependencies of 'conda'.");
    refused(
        () -> RuntimeEnv.builder().workingDir("ftp://joe:hunter2@h/x.zip").build().normalized(),
        "runtime_env field 'working_dir': unknown scheme in ftp://<redacted>@h/x.zip; Ray knows"
            + " http, https, s3, gs, azure, abfss, file, gcs and local");
    refused(
        () -> RuntimeEnv.builder().field("py_modules", "x").build().pyModules(),
        "runtime_env field 'py_modules': must hold a list of texts");
    refused(
        () -> RuntimeEnv.builder().setupTimeout(Duration.ZERO),
        "the set-up time-out must be above zero, not PT0S");
  }

  @Test
  void normalizingFillsInRaysDefaultsAndKeepsLocalPaths() throws Exception {
    Path requirements = Files.writeString(folder.resolve("r.txt"), "a\nb\na\n");
    RuntimeEnv env =
        RuntimeEnv.builder()
            .workingDir(folder)
            .pipRequirements(requirements)
            .setupTimeout(Duration.ofSeconds(5))
            .build();
    assertThat(env.normalized())
        .isEqualTo(
            Map.of(
                "working_dir",
                folder.toString(),
                "pip",
                Map.of("packages", List.of("a", "b"), "pip_check", false),
                "config",
                Map.of("setup_timeout_seconds", 5, "eager_install", true, "log_files", List.of())));
  }

  private static void refused(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(message)
        .satisfies(
            error -> {
              // The causes are printed, too, when an error is logged.
              for (Throwable cause = error; cause != null; cause = cause.getCause()) {
                assertThat(String.valueOf(cause.getMessage())).doesNotContain("hunter2");
              }
            });
  }
}
