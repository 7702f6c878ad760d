package dev.rayjobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.internal.json.Json;
import dev.rayjobs.testing.FakeDashboard;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How {@code ray job doctor} reports; what it finds is tested in the library. */
class DoctorCommandTest {
  private final FakeDashboard dashboard = FakeDashboard.start();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @AfterEach
  void close() {
    dashboard.close();
  }

  private int doctor(String... options) {
    List<String> words = new ArrayList<>(List.of("job", "doctor"));
    words.addAll(List.of(options));
    Console console =
        new Console(new Output(out), new Output(new ByteArrayOutputStream()), Map.of(), Set.of());
    return Program.run(console, words.toArray(new String[0]));
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void saysOneLineForEachCheckAndTheNextStepBelow() {
    assertThat(doctor("--address=" + dashboard.address())).isZero();
    assertThat(said().lines().filter(line -> !line.contains("->")))
        .hasSizeGreaterThan(6)
        .allMatch(line -> line.matches("ok {7}[a-z ]{20} \\S.*"));

    dashboard.requireToken("t");
    out.reset();
    assertThat(doctor("--address=" + dashboard.address())).isEqualTo(ExitCode.AUTHENTICATION);
    assertThat(said())
        .containsPattern(
            "(?m)^problem  token {15} none found: .*\n {30}-> export RAY_AUTH_MODE=token")
        .containsPattern("(?m)^problem  access {14} 401: ");
  }

  @Test
  void endsByTheFirstProblem() {
    assertThat(doctor("--address=ray://head:10001")).isEqualTo(ExitCode.USAGE);
    assertThat(doctor("--address=http://no-such-host.invalid:8265"))
        .isEqualTo(ExitCode.CANNOT_REACH);
    dashboard.rayVersion("1.13.0");
    assertThat(doctor("--address=" + dashboard.address())).isEqualTo(ExitCode.UNEXPECTED_ANSWER);
  }

  @Test
  void endsWithOneForWarningsOnly() {
    dashboard.answerNext(
        "GET",
        "/api/authentication_mode",
        new mockwebserver3.MockResponse.Builder().code(502).build());
    assertThat(doctor("--address=" + dashboard.address())).isEqualTo(1);
    assertThat(said()).contains("warning  authentication mode");
  }

  @Test
  void reportsAsJson() {
    dashboard.requireToken("t");
    assertThat(doctor("--output=json", "--address=" + dashboard.address()))
        .isEqualTo(ExitCode.AUTHENTICATION);
    Map<String, ?> report = Json.parseObject(said());
    assertThat(report.get("level")).isEqualTo("problem");
    assertThat((List<?>) report.get("checks"))
        .allSatisfy(
            check ->
                assertThat(((Map<?, ?>) check).keySet())
                    .map(String::valueOf)
                    .containsExactly("subject", "level", "detail", "next"))
        .anySatisfy(
            check -> {
              assertThat(((Map<?, ?>) check).get("subject")).isEqualTo("authentication_mode");
              assertThat(((Map<?, ?>) check).get("level")).isEqualTo("ok");
            });
  }
}
