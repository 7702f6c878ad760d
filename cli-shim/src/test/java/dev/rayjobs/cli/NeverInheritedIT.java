package dev.rayjobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.cli.Run.Result;
import dev.rayjobs.testing.FakeDashboard;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets stay with the program: others, and whoever lists processes, do not get them. */
class NeverInheritedIT {
  private static final String TOKEN = "marker-token-e07b";

  @Test
  void helpersOfTheLauncherSeeNoSecret(@TempDir Path temp) throws IOException {
    Path seen = temp.resolve("seen");
    Path bin = Files.createDirectory(temp.resolve("bin"));
    for (String helper : List.of("locale", "readlink")) {
      program(bin.resolve(helper), "env >>" + seen + "\nexec /usr/bin/" + helper + " \"$@\"");
    }
    // A Java that tells its version only when it is asked, behind a link.
    Path java = Files.createDirectories(temp.resolve("java/bin")).resolve("java");
    program(
        java,
        "case $* in -version) env >>"
            + seen
            + " ;; esac\nexec "
            + System.getProperty("java.home")
            + "/bin/java \"$@\"");
    Path link = Files.createSymbolicLink(temp.resolve("ray"), Run.dist().resolve("bin/ray"));
    Result result =
        Run.program(link, "job", "--help")
            .environment("PATH", bin + ":/usr/bin:/bin")
            .environment("JAVA_HOME", temp.resolve("java").toString())
            .environment("RAY_AUTH_TOKEN", TOKEN)
            .environment("RAY_JOB_HEADERS", "{\"X-Key\": \"marker-header-4f20\"}")
            .environment("RAY_JOB_CLIENT_KEY_PASSWORD", "marker-password-90bc")
            .toTheEnd();
    assertThat(result.exitCode()).as("%s", result).isZero();
    String environments = Files.readString(seen);
    assertThat(environments.split("(?m)^PATH=", -1)).hasSizeGreaterThan(3);
    assertThat(environments).doesNotContain("marker-");
  }

  @Test
  void noCommandLineShowsWhatCameInVariables() throws Exception {
    String header = "marker-header-77a1";
    String cookie = "marker-cookie-c1d9";
    try (FakeDashboard dashboard = FakeDashboard.start().requireToken(TOKEN)) {
      dashboard.addJob("followed-9b3e", Map.of("entrypoint", "true")).run().print("begun\n");
      Process process =
          Run.ray("job", "logs", "--follow", "followed-9b3e")
              .environment("RAY_ADDRESS", dashboard.address())
              .environment("RAY_AUTH_MODE", "token")
              .environment("RAY_AUTH_TOKEN", TOKEN)
              .environment(
                  "RAY_JOB_HEADERS",
                  "{\"X-Key\": \"%s\", \"Cookie\": \"session=%s\"}".formatted(header, cookie))
              .start();
      try {
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        while (!"begun".equals(out.readLine())) {
          assertThat(process.isAlive()).isTrue();
        }
        assertThat(CommandLines.ofAllProcesses())
            .contains("followed-9b3e")
            .doesNotContain(TOKEN, header, cookie);
      } finally {
        process.destroyForcibly().waitFor();
      }
      assertThat(dashboard.requests())
          .allSatisfy(
              request -> {
                assertThat(request.getHeaders().get("X-Key")).isEqualTo(header);
                assertThat(request.getHeaders().get("Cookie")).isEqualTo("session=" + cookie);
              });
    }
  }

  /** Java's flight recorder writes down all variables, but not what is read from a file. */
  @Test
  void aFlightRecordingHoldsNoTokenFromAFile(@TempDir Path temp) throws IOException {
    Path token = Files.writeString(temp.resolve("token"), TOKEN);
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
    assertThat(recorded(temp, "RAY_AUTH_TOKEN_PATH", token.toString()))
        .contains("RAY_AUTH_TOKEN_PATH", token.toString())
        .doesNotContain(TOKEN);
    // What the documents warn of; else this test would look for the token where it cannot be.
    assertThat(recorded(temp, "RAY_AUTH_TOKEN", TOKEN)).contains(TOKEN);
  }

  private static String recorded(Path temp, String variable, String value) throws IOException {
    Path recording = temp.resolve(variable + ".jfr");
    try (FakeDashboard dashboard = FakeDashboard.start().requireToken(TOKEN)) {
      Result result =
          Run.ray("job", "list")
              .environment("RAY_ADDRESS", dashboard.address())
              .environment("RAY_AUTH_MODE", "token")
              .environment(variable, value)
              .environment("RAYJOBS_JAVA_OPTIONS", "-XX:StartFlightRecording=filename=" + recording)
              .toTheEnd();
      assertThat(result.exitCode()).as("%s", result).isZero();
    }
    return Files.readString(recording, StandardCharsets.ISO_8859_1);
  }

  private static void program(Path file, String script) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    file.toFile().setExecutable(true);
  }
}
