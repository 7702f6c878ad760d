package dev.rayjobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.fuzz.Fuzz;
import dev.rayjobs.internal.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is typed ends in a line that says what was wrong with it; nothing is sent. */
class CommandLineFuzzTest {
  private static final String SECRET = "s3cr3t-va1ue";
  private static final int MOST_WORDS = 1_000;
  private static final List<String> JSON =
      List.of(
          "{\"a\": \"b\", \"c\": \"d\"}",
          "{\"CPU\": 1, \"x\": 0.5e3}",
          "{\"X-Key\": \"x\", \"Cookie\": \"a=b\", \"Authorization: Bearer x\": \"\"}",
          "{\"env_vars\": {\"A\": \"b\"}, \"pip\": [\"a\"]}");
  private static final List<String> JSON_OPTIONS =
      List.of(
          "--metadata-json",
          "--entrypoint-resources",
          "--entrypoint-label-selector",
          "--runtime-env-json",
          "--headers");

  @TempDir private Path folder;

  private void run(Map<String, String> variables, String... words) {
    if (words.length > MOST_WORDS || String.join(" ", words).indexOf('\0') >= 0) {
      // No operating system hands over the second.
      return;
    }
    List<String> line = new ArrayList<>(List.of(words));
    if (line.size() > 1 && line.get(0).equals("job")) {
      // So that nothing is sent; also where it says to go on trying.
      line.addAll(2, List.of("--address=nonsense"));
    }
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Map<String, String> environment = new LinkedHashMap<>(variables);
    environment.put("HOME", folder.toString());
    int code =
        Program.run(
            new Console(
                new Output(new ByteArrayOutputStream()), new Output(err), environment, Set.of()),
            line.toArray(new String[0]));
    String said = err.toString(StandardCharsets.UTF_8);
    assertThat(code).as(said).isNotEqualTo(ExitCode.PROGRAM_FAULT);
    assertThat(said.length()).isLessThan(20_000);
    assertThat(said.lines()).hasSizeLessThanOrEqualTo(4);
    assertThat(said.chars().filter(c -> c != '\n' && Character.isISOControl(c)).boxed())
        .as("what no terminal should get, in: %s", said)
        .isEmpty();
    assertThat(said).doesNotContain(SECRET);
  }

  @Test
  void valuesInJson() {
    Fuzz.texts(
        "options in JSON",
        JSON,
        json -> {
          for (String option : JSON_OPTIONS) {
            run(Map.of(), "job", "submit", option, json, "--", "ls");
          }
          if (json.indexOf('\0') < 0) {
            run(Map.of("RAY_JOB_HEADERS", json), "job", "list");
          }
        });
  }

  @Test
  void secretsInJson() {
    Fuzz.texts(
        "secrets in JSON",
        List.of("", "x", "\"", "é"),
        text -> {
          String secret = SECRET + text + SECRET;
          for (String json :
              List.of(
                  Json.write(Map.of("X-Key", secret)),
                  Json.write(Map.of("X-Key", List.of(secret))),
                  Json.write(Map.of("Authorization: Bearer " + secret, 1)),
                  Json.write(Map.of("Authorization: Bearer " + secret, "")),
                  Json.write(Map.of("env_vars", Map.of("A", secret, "B", 1))),
                  "{\"X-Key\": \"" + secret + "\"} " + secret)) {
            for (String option : JSON_OPTIONS) {
              run(Map.of(), "job", "submit", option, json, "--", "ls");
            }
          }
        });
  }

  @Test
  void timesNumbersAndNames() {
    Fuzz.texts(
        "options of other kinds",
        List.of(
            "90",
            "1h30m",
            "2d",
            "0.25s",
            "17",
            "-1",
            "1_000.5e3",
            "inf",
            "auto",
            "json",
            "2026-01-31T12:00:00Z",
            "RUNNING,FAILED",
            "a=b",
            "true",
            "x-1.y"),
        value -> {
          run(Map.of(), "job", "list", "--since", value, "--limit", "3");
          run(Map.of(), "job", "list", "--limit=" + value, "--status", value, "--type", value);
          run(Map.of(), "job", "list", "--metadata", value, "--log-style", value);
          run(Map.of(), "job", "wait", value, "--timeout", value, "--retry-for", value);
          run(Map.of(), "job", "logs", value, "--tail", value, "--verify", value);
          run(Map.of(), "job", "submit", "--submission-id", value, "--", value);
          run(Map.of(), "job", "submit", "--entrypoint-num-cpus", value, "--shell", value);
          run(Map.of(), "job", "submit", "--entrypoint-memory", value, "--", "ls");
          run(Map.of(), "job", "submit", "--pending-timeout", value, "--on-signal", value, "x");
        });
  }

  @Test
  void wholeCommandLines() {
    Fuzz.texts(
        "command lines",
        List.of(
            "job submit --no-wait --submission-id x -- python main.py --epochs 3",
            "job list --output json --status RUNNING",
            "job status x --log-color true",
            "job logs x --follow --tail 3",
            "job stop x --no-wait",
            "job delete x",
            "completion bash",
            "--help"),
        line -> run(Map.of(), line.split(" ", -1)));
  }

  @Test
  void profiles() throws IOException {
    Path file = Files.createDirectories(folder.resolve(".config/rayjobs")).resolve("config.yaml");
    Fuzz.bytes(
        "profiles",
        List.of(
            """
            profiles:
              prod:
                address: https://ray.example.com
                auth: {mode: token, token_path: ~/t, header: Authorization, plaintext: deny}
                tls: {verify: ca.pem, client_cert: c.pem, client_key: k.pem}
                metadata: {team: a}
            """
                .getBytes(StandardCharsets.UTF_8),
            "profiles: {prod: &a {metadata: {a: b}}, test: *a}\n".getBytes(StandardCharsets.UTF_8),
            "profiles: {prod: {address: http://me:x@h, auth: {token: y}}}"
                .getBytes(StandardCharsets.UTF_8)),
        bytes -> {
          Files.write(file, bytes);
          run(Map.of(), "job", "list", "--profile", "prod");
          run(Map.of("RAY_JOB_PROFILE", "test"), "job", "list");
        });
  }

  @Test
  void wordsForTheShell() throws Exception {
    List<String> words = new ArrayList<>();
    Fuzz.texts(
        "words for the shell",
        List.of("it's", "$HOME", "a b", "", "-n", "\u00fc", "a\nb", "`x`", "\\"),
        word -> {
          // Half characters cannot be handed to a program.
          String whole = new String(word.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
          if (words.size() < MOST_WORDS && whole.indexOf('\0') < 0 && whole.length() < 10_000) {
            words.add(whole);
          }
        });
    // Several to a shell, as many as a command line holds.
    for (int from = 0; from < words.size(); from += 20) {
      List<String> part = words.subList(from, Math.min(words.size(), from + 20));
      Process shell =
          new ProcessBuilder("sh", "-c", "printf '%s\\0' " + ShellWords.join(part)).start();
      byte[] said = shell.getInputStream().readAllBytes();
      assertThat(shell.waitFor()).isZero();
      assertThat(new String(said, StandardCharsets.UTF_8).split("\0", -1))
          .containsExactly(Stream.concat(part.stream(), Stream.of("")).toArray(String[]::new));
    }
  }
}
