package dev.rayjobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.errors.InvalidInputException;
import dev.rayjobs.errors.PackagingException;
import dev.rayjobs.fuzz.Fuzz;
import dev.rayjobs.fuzz.Legibility;
import dev.rayjobs.internal.json.Json;
import dev.rayjobs.packaging.PackageSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users write for a job. That good ones mean what Ray reads is RuntimeEnvOracleTest's. */
class RuntimeEnvFuzzTest {
  private static final String SECRET = "s3cr3t-va1ue";

  @TempDir private Path folder;

  private static void check(Function<String, RuntimeEnv> read, String text) {
    try {
      RuntimeEnv env = read.apply(text);
      assertThat(RuntimeEnv.fromMap(env.toMap())).isEqualTo(env);
      assertThat(env.toString()).startsWith("{");
      env.normalized();
    } catch (InvalidInputException e) {
      Legibility.ofLine(e, SECRET);
    }
  }

  @Test
  void inJson() {
    Fuzz.texts(
        "runtime_env in JSON",
        List.of(
            "{\"working_dir\": \".\", \"excludes\": [\"*.log\"], \"pip\": {\"packages\": [\"a==1\"],"
                + " \"pip_check\": false}, \"env_vars\": {\"A\": \"b\"}}",
            "{\"py_modules\": [\"https://h/x.whl\", \"s3://b/m.zip\"], \"uv\": [\"a\"],"
                + " \"config\": null}",
            "{\"conda\": {\"dependencies\": [\"python=3.12\", {\"pip\": [\"a\"]}]},"
                + " \"worker_process_setup_hook\": \"a.b\"}",
            "{\"image_uri\": \"rayproject/ray:2.60.0\", \"_ray_commit\": \"x\", \"nsight\": \"default\"}",
            "null"),
        text -> check(RuntimeEnv::fromJson, text));
  }

  @Test
  void inYaml() {
    Fuzz.texts(
        "runtime_env in YAML",
        List.of(
            "working_dir: .\nexcludes: ['*.log']\npip: [a==1]\nenv_vars:\n  A: b\n",
            "conda:\n  dependencies:\n  - python=3.12\n  - pip: [a]\nconfig: {}\n",
            "py_modules:\n- https://h/x.whl\n- &m s3://b/m.zip\nuv: {packages: [a], uv_check: no}\n",
            ""),
        text -> check(RuntimeEnv::fromYaml, text));
  }

  @Test
  void secrets() {
    Fuzz.texts(
        "secrets in a runtime_env",
        List.of("", "x", "\"", "é", ": ", "*", "!", "!a!", "&", "%", "@", "| ", "? ", "\"\\"),
        text -> {
          String secret = SECRET + text + SECRET;
          for (Map<String, ?> env :
              List.of(
                  Map.of("env_vars", Map.of("A", secret, "B", 1)),
                  Map.of("env_vars", List.of(secret)),
                  Map.of("working_dir", "https://me:" + secret + "@h/x", "pip", secret.length()),
                  Map.of("pip", Map.of("pip_version", List.of(secret))))) {
            check(RuntimeEnv::fromJson, Json.write(env));
            check(RuntimeEnv::fromJson, Json.write(env) + secret);
            check(RuntimeEnv::fromYaml, Json.write(env) + secret);
          }
          check(RuntimeEnv::fromYaml, "env_vars:\n  A: " + text + secret + "\nb: {");
        });
  }

  @Test
  void inAFileOfAnyBytes() {
    Path file = folder.resolve("env.yaml");
    Fuzz.bytes(
        "runtime_env files",
        List.of("env_vars: {A: \u00fc}\n".getBytes(StandardCharsets.UTF_8)),
        bytes -> {
          Files.write(file, bytes);
          check(name -> RuntimeEnv.fromYamlFile(Path.of(name)), file.toString());
          check(name -> RuntimeEnv.fromJsonFile(Path.of(name)), file.toString());
        });
  }

  @Test
  void packages() {
    Fuzz.texts(
        "working_dir and py_modules",
        List.of(
            "https://me:pa55@h/x.zip?X-Amz-Signature=abc",
            "s3://bucket/x.tar.gz",
            "gcs://_ray_pkg_0123456789abcdef.zip",
            "local:///app",
            "local://C:\\app",
            "/no/such/folder",
            "./x.whl",
            "file:///x.zip#a"),
        text -> {
          for (Function<String, PackageSource> read :
              List.<Function<String, PackageSource>>of(
                  PackageSource::workingDir, PackageSource::pyModule)) {
            try {
              assertThat(read.apply(text).text()).isEqualTo(text);
            } catch (PackagingException e) {
              Legibility.ofLine(e);
            }
          }
          try {
            RuntimeEnv.fromMap(Map.of("working_dir", text, "py_modules", List.of(text)))
                .normalized();
          } catch (InvalidInputException e) {
            Legibility.ofLine(e);
          }
        });
  }

  @Test
  void headersAndCookies() {
    Fuzz.texts(
        "headers and cookies",
        List.of("X-Key", "a=b", "\u00fc", "Bearer x", ""),
        text -> {
          header(text, "x");
          header("Authorization: Bearer " + SECRET + text, SECRET + text);
          header("X-Key", SECRET + text + SECRET);
          try {
            HttpWords.checkCookie("x", SECRET + text);
            HttpWords.checkCookie(text, "x");
            new Headers.Builder().add("Cookie", text + "=x; x=" + text);
          } catch (InvalidInputException e) {
            Legibility.ofLine(e, SECRET);
          }
        });
  }

  /** What passes the check can be sent. */
  private static void header(String name, String value) {
    try {
      HttpWords.checkHeader(name, value);
      assertThat(new Headers.Builder().add(name, value).build().size()).isEqualTo(1);
    } catch (InvalidInputException e) {
      Legibility.ofLine(e, SECRET);
    }
  }
}
