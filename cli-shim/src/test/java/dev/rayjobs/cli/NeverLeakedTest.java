package dev.rayjobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import dev.rayjobs.testing.FakeDashboard;
import dev.rayjobs.testing.FakeGcs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;

/**
 * Runs every command and every path of the library, succeeding and failing, with all that can log
 * at its most verbose, and looks everywhere for what was to be kept secret.
 */
class NeverLeakedTest {
  static final String TOKEN = "marker-token-6b1d9e";
  static final String HEADER = "marker-header-2c44f0";
  static final String COOKIE = "marker-cookie-8a71be";
  static final String VARIABLE = "marker-variable-51c3aa";
  static final String PASSWORD = "marker-password-0fd2e7";

  private static final List<String> SECRETS = List.of(TOKEN, HEADER, COOKIE, VARIABLE, PASSWORD);

  private final FakeDashboard dashboard = FakeDashboard.start();
  private final FakeGcs gcs = FakeGcs.start();
  @TempDir private Path folder;

  @BeforeEach
  void startCluster() throws IOException {
    dashboard.requireToken(TOKEN);
    dashboard.onSubmit(
        job -> {
          job.run().print("one\n");
          if (!job.id().equals("mine")) {
            job.succeed();
          }
        });
    Files.createDirectories(folder.resolve("job"));
    Files.writeString(folder.resolve("job/main.py"), "print(1)\n");
    Files.createDirectories(folder.resolve("tmp"));
    writeProfiles();
    for (int i = 0; i < 100; i++) {
      gcs.knows("127.0.0.1:" + dashboard.port()).refuses(16, "InvalidAuthToken: " + TOKEN);
    }
  }

  private void writeProfiles() throws IOException {
    Path home = folder.resolve("home");
    Path config = Files.createDirectories(home.resolve(".config/rayjobs"));
    Files.writeString(
        config.resolve("config.yaml"),
        """
        profiles:
          prod:
            address: %s
            auth: {token_path: ~/prod_token}
            metadata: {of-the-profile: "yes"}
          password:
            address: http://me:%s@ray.example.com
          token:
            auth: {token: %s}
        """
            .formatted(dashboard.address(), PASSWORD, TOKEN));
    Path token = Files.writeString(home.resolve("prod_token"), TOKEN);
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
  }

  @AfterEach
  void close() {
    dashboard.close();
    gcs.close();
  }

  private Path tokenFile(String token) throws IOException {
    Path file = Files.writeString(folder.resolve("token"), token);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  @Execution(CONCURRENT)
  void withTheRightTokenFromAFile() throws Exception {
    String said = trial(Map.of("RAY_AUTH_TOKEN_PATH", tokenFile(TOKEN).toString()));
    assertThat(said)
        .contains("submitted successfully", "'PASSPHRASE': '<redacted>'")
        .contains("named by the GCS at", "refused the token from", "through the proxy 127.0.0.1:1");
    assertThat(dashboard.jobs())
        .as("what the profile submitted")
        .anyMatch(job -> job.metadata().containsKey("of-the-profile"));
    assertThat(dashboard.jobs()).isNotEmpty();
  }

  @Test
  @Execution(CONCURRENT)
  void withTheRightTokenFromAVariable() throws Exception {
    String said = trial(Map.of("RAY_AUTH_TOKEN", TOKEN));
    assertThat(said).contains("submitted successfully");
  }

  @Test
  @Execution(CONCURRENT)
  void withATokenThatTheClusterRefuses() throws Exception {
    dashboard.requireToken("quite-another");
    String said = trial(Map.of("RAY_AUTH_TOKEN", TOKEN));
    assertThat(said).contains("refused the token").doesNotContain("submitted successfully");
  }

  @Test
  @Execution(CONCURRENT)
  void withATokenThatCannotStandInAHeader() throws Exception {
    String said =
        trial(Map.of("RAY_AUTH_TOKEN_PATH", tokenFile(TOKEN + "\u00fc" + TOKEN).toString()));
    assertThat(said).contains("outside ASCII");
  }

  @Test
  @Execution(CONCURRENT)
  void withAServerThatRepeatsWhatItWasSent() throws Exception {
    String echo = "Traceback\nValueError: Bearer " + TOKEN + " X-Key: " + HEADER + " " + COOKIE;
    for (String method : List.of("GET", "POST", "DELETE")) {
      for (int i = 0; i < 200; i++) {
        dashboard.answerNext(
            method,
            "/api/jobs/echo",
            new MockResponse.Builder().code(i % 2 == 0 ? 500 : 401).body(echo).build());
      }
    }
    String said = trial(Map.of("RAY_AUTH_TOKEN", TOKEN));
    assertThat(said).contains("ValueError: Bearer ***");
  }

  @Test
  void showsSecretsToWhoAsksForThem() {
    dashboard.addJob(
        "x",
        Map.of("entrypoint", "true", "runtime_env", Map.of("env_vars", Map.of("A", VARIABLE))));
    String hidden = list(Map.of());
    assertThat(hidden).contains("'A': '<redacted>'").doesNotContain(VARIABLE);
    assertThat(list(Map.of(), "--show-secrets")).contains("'A': '" + VARIABLE + "'");
  }

  private String list(Map<String, String> variables, String... options) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Console console =
        new Console(new Output(out), new Output(new ByteArrayOutputStream()), variables, Set.of());
    List<String> words =
        new ArrayList<>(
            List.of(
                "job",
                "list",
                "--address=" + dashboard.address(),
                "--headers={\"Authorization\":\"Bearer " + TOKEN + "\"}"));
    words.addAll(List.of(options));
    assertThat(Program.run(console, words.toArray(new String[0]))).isZero();
    return out.toString(StandardCharsets.UTF_8);
  }

  /** Runs all paths in a process of their own, looks for secrets, and returns what it said. */
  private String trial(Map<String, String> variables) throws Exception {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=trace",
            "-Djava.io.tmpdir=" + folder.resolve("tmp"),
            "-XX:ErrorFile=" + folder.resolve("tmp/crash.log"),
            "-XX:-CreateCoredumpOnCrash",
            "-cp",
            System.getProperty("java.class.path"),
            LeakTrial.class.getName(),
            dashboard.address(),
            folder.resolve("job").toString(),
            gcs.address());
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    Map<String, String> environment = new LinkedHashMap<>(variables);
    environment.put("RAY_AUTH_MODE", "token");
    environment.put("http_proxy", "http://me:" + PASSWORD + "@127.0.0.1:1");
    environment.put("HOME", folder.resolve("home").toString());
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    StringBuilder said = new StringBuilder();
    CompletableFuture<Void> atItsEnd = new CompletableFuture<>();
    Thread reader =
        new Thread(
            () -> {
              process
                  .inputReader(StandardCharsets.UTF_8)
                  .lines()
                  .forEach(
                      line -> {
                        said.append(line).append('\n');
                        if (line.startsWith("PROCESS ")) {
                          atItsEnd.complete(null);
                        }
                      });
              atItsEnd.complete(null);
            });
    reader.start();
    try {
      atItsEnd.get(5, TimeUnit.MINUTES);
      assertThat(process.descendants()).isEmpty();
      // A crash, and its report.
      new ProcessBuilder("kill", "-SEGV", String.valueOf(process.pid())).start().waitFor();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly().waitFor();
      reader.join();
    }
    String all = said.toString();
    assertThat(all).containsPattern("RUNS \\d{3}");
    assertSecretFree("stdout and stderr", all);
    try (Stream<Path> files = Files.walk(folder.resolve("tmp"))) {
      List<Path> left = files.filter(Files::isRegularFile).toList();
      assertThat(left).anyMatch(file -> file.endsWith("crash.log"));
      for (Path file : left) {
        assertSecretFree(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    return all;
  }

  private static void assertSecretFree(String place, String text) {
    for (String secret : SECRETS) {
      // With what stands before it in a header, the encoding of the secret alone is not found.
      String inBasic =
          Base64.getEncoder()
              .encodeToString(("me:" + secret).getBytes(StandardCharsets.UTF_8))
              .replace("=", "");
      assertThat(linesWith(text, secret)).as(place).isEmpty();
      assertThat(linesWith(text, inBasic)).as(place).isEmpty();
    }
  }

  private static List<String> linesWith(String text, String secret) {
    return text.lines().filter(line -> line.contains(secret)).limit(5).toList();
  }
}
