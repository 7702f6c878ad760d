package dev.rayjobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.cli.Run.Result;
import dev.rayjobs.testing.RayInstallation;
import dev.rayjobs.testing.RealRay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ray get-auth-token}, ours and Ray's own side by side. */
class GetAuthTokenIT {
  private static Result ours(Path home, Map<String, String> variables, String... options) {
    return with(Run.ray("get-auth-token").arguments(options), home, variables);
  }

  private static Result rays(Path home, Map<String, String> variables, String... options) {
    return with(
        Run.program(RayInstallation.of(RealRay.version()).bin().resolve("ray"), "get-auth-token")
            .arguments(options),
        home,
        variables);
  }

  private static Result with(Run run, Path home, Map<String, String> variables) {
    run.environment("HOME", home.toString()).environment("RAY_AUTH_MODE", "token");
    variables.forEach(run::environment);
    return run.toTheEnd();
  }

  @Test
  void printsTheSameTokenInTheSameWay(@TempDir Path temp) throws IOException {
    Path file = Files.writeString(temp.resolve("a file"), "from-path\nsecond\n");
    Path home = Files.createDirectories(temp.resolve("home"));
    Files.writeString(
        Files.createDirectories(home.resolve(".ray")).resolve("auth_token"), " at-home \n");
    List<Map<String, String>> environments =
        List.of(
            Map.of(),
            Map.of("RAY_AUTH_TOKEN", "of-variable"),
            Map.of("RAY_AUTH_TOKEN", " spaced ", "RAY_AUTH_TOKEN_PATH", file.toString()),
            Map.of("RAY_AUTH_TOKEN", "", "RAY_AUTH_TOKEN_PATH", file.toString()));
    for (Map<String, String> environment : environments) {
      Result ours = ours(home, environment);
      Result rays = rays(home, environment);
      assertThat(ours.out()).as("%s", environment).isEqualTo(rays.out()).isNotEmpty();
      assertThat(ours.exitCode()).isEqualTo(rays.exitCode()).isZero();
      // Ray 2.52 logs on stderr besides that it read a file.
      assertThat(ours.err()).isEqualTo("\n");
      assertThat(rays.err()).endsWith("\n");
    }
  }

  @Test
  void saysThatThereIsNone(@TempDir Path home) {
    Result ours = ours(home, Map.of());
    assertThat(ours).isEqualTo(rays(home, Map.of()));
    assertThat(ours.exitCode()).isEqualTo(1);
    assertThat(ours.out()).isEmpty();
  }

  @Test
  void saysWhichPlaceIsBroken(@TempDir Path home) {
    Map<String, String> broken = Map.of("RAY_AUTH_TOKEN_PATH", "/no/such/file");
    Result ours = ours(home, broken, "--generate");
    assertThat(ours.exitCode()).isEqualTo(ExitCode.AUTHENTICATION);
    assertThat(ours.err()).startsWith("Error: ").contains("/no/such/file").hasLineCount(1);
    assertThat(home.resolve(".ray")).doesNotExist();
    assertThat(rays(home, broken, "--generate").exitCode()).isNotZero();
  }

  @Test
  void makesATokenThatRayFinds(@TempDir Path home) throws IOException {
    Result made = ours(home, Map.of(), "--generate");
    Path file = home.resolve(".ray/auth_token");
    assertThat(made.exitCode()).isZero();
    assertThat(made.out()).matches("[0-9a-f]{64}").isEqualTo(Files.readString(file));
    assertThat(made.err())
        .isEqualTo(
            "Generating new authentication token...\n"
                + "Generated new authentication token and saved to "
                + file
                + "\n\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(rays(home, Map.of(), "--generate").out()).isEqualTo(made.out());
    assertThat(ours(home, Map.of(), "--generate").out()).isEqualTo(made.out());
  }

  @Test
  void saysWhatRaySaysWhenItMakesOne(@TempDir Path mine, @TempDir Path theirs) {
    Result ours = ours(mine, Map.of(), "--generate");
    Result rays = rays(theirs, Map.of(), "--generate");
    // Date, level and source line, which Ray's logger puts before one of the lines.
    String withoutRecord = rays.err().replaceFirst("(?m)^\\d{4}-.*? -- ", "");
    assertThat(withoutRecord).isNotEqualTo(rays.err());
    assertThat(ours.err().replace(mine.toString(), "HOME"))
        .isEqualTo(withoutRecord.replace(theirs.toString(), "HOME"));
    assertThat(ours.exitCode()).isEqualTo(rays.exitCode()).isZero();
    assertThat(rays.out()).matches("[0-9a-f]{64}");
    assertThat(ours.out()).matches("[0-9a-f]{64}");
  }

  @Test
  void twoAtOnceEndWithOneTokenThatBothPrint(@TempDir Path home) throws Exception {
    List<Watched> programs = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Run run = Run.ray("get-auth-token", "--generate").environment("HOME", home.toString());
      programs.add(new Watched(run.start()));
    }
    String token = "";
    for (Watched program : programs) {
      Result result = program.toTheEnd();
      assertThat(result.exitCode()).as("%s", result).isZero();
      token = result.out();
      assertThat(token).isEqualTo(Files.readString(home.resolve(".ray/auth_token"))).hasSize(64);
    }
    try (Stream<Path> left = Files.list(home.resolve(".ray"))) {
      assertThat(left).hasSize(1);
    }
    assertThat(rays(home, Map.of()).out()).isEqualTo(token);
  }
}
