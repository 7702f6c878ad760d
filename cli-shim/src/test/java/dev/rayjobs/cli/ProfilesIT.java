package dev.rayjobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.cli.Run.Result;
import dev.rayjobs.testing.FakeDashboard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mockwebserver3.RecordedRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Profiles beside variables and options: who wins, and that no token goes to another's cluster. */
class ProfilesIT {
  private final FakeDashboard prod = FakeDashboard.start();
  private final FakeDashboard other = FakeDashboard.start();
  @TempDir private Path home;

  @BeforeEach
  void write() throws IOException {
    Path folder = Files.createDirectories(home.resolve(".config/rayjobs"));
    Files.writeString(
        folder.resolve("config.yaml"),
        """
        profiles:
          prod:
            address: %s
            auth: {token_path: ~/prod_token, header: X-Ray-Authorization}
            metadata: {team: pricing, stage: prod}
          anywhere:
            auth: {token_path: ~/prod_token}
          open:
            address: %s
            auth: {mode: disabled}
        """
            .formatted(prod.address(), prod.address()));
    Files.writeString(home.resolve("prod_token"), "prod-token-1\n");
  }

  @AfterEach
  void close() {
    prod.close();
    other.close();
  }

  private Run job(String... arguments) {
    return Run.ray("job").arguments(arguments).environment("HOME", home.toString());
  }

  private static @Nullable String header(FakeDashboard asked, String name) {
    List<RecordedRequest> requests = asked.requests();
    return requests.get(requests.size() - 1).getHeaders().get(name);
  }

  private static void assertDone(Result result) {
    assertThat(result.exitCode()).as(result.err()).isZero();
  }

  @Test
  void aNamedProfileWinsOverTheVariables() {
    Result result =
        job("list", "-v", "--profile", "prod")
            .environment("RAY_ADDRESS", other.address())
            .environment("RAY_AUTH_MODE", "disabled")
            .environment("RAY_AUTH_TOKEN", "of-another")
            .toTheEnd();
    assertDone(result);
    assertThat(header(prod, "X-Ray-Authorization")).isEqualTo("Bearer prod-token-1");
    assertThat(other.requests()).isEmpty();
    assertThat(result.err())
        .contains(
            "Address: "
                + prod.address()
                + " (profile 'prod' of "
                + home.resolve(".config/rayjobs/config.yaml")
                + ")");
  }

  @Test
  void optionsWinOverANamedProfile() {
    assertDone(
        job("list", "--profile=prod", "--address", other.address())
            .environment("RAY_ADDRESS", "http://127.0.0.1:1")
            .toTheEnd());
    assertThat(header(other, "X-Ray-Authorization")).isEqualTo("Bearer prod-token-1");
    assertThat(prod.requests()).isEmpty();
  }

  @Test
  void aProfileOfTheEnvironmentServesWhereNothingElseSaysOtherwise() {
    assertDone(job("list").environment("RAY_JOB_PROFILE", "prod").toTheEnd());
    assertThat(header(prod, "X-Ray-Authorization")).isEqualTo("Bearer prod-token-1");

    assertDone(
        job("list")
            .environment("RAY_JOB_PROFILE", "prod")
            .environment("RAY_AUTH_TOKEN", "newer-token")
            .toTheEnd());
    assertThat(header(prod, "X-Ray-Authorization")).isEqualTo("Bearer newer-token");

    assertDone(
        job("list")
            .environment("RAY_JOB_PROFILE", "prod")
            .environment("RAY_AUTH_MODE", "disabled")
            .toTheEnd());
    assertThat(header(prod, "X-Ray-Authorization")).isNull();
  }

  @Test
  void anotherAddressGetsNoTokenOfAProfileOfTheEnvironment() {
    assertDone(
        job("submit", "--no-wait", "--submission-id", "a", "--", "true")
            .environment("RAY_JOB_PROFILE", "prod")
            .environment("RAY_ADDRESS", other.address())
            .toTheEnd());
    assertDone(
        job("submit", "--no-wait", "--submission-id", "b", "--address", other.address())
            .arguments("--metadata-json", "{\"stage\": \"test\"}", "--", "true")
            .environment("RAY_JOB_PROFILE", "prod")
            .toTheEnd());
    assertThat(prod.requests()).isEmpty();
    for (RecordedRequest request : other.requests()) {
      assertThat(request.getHeaders().toString()).doesNotContain("prod-token-1");
    }
    assertThat(other.job("a").metadata()).containsEntry("team", "pricing");
    assertThat(other.job("a").metadata()).containsEntry("stage", "prod");
    assertThat(other.job("b").metadata()).containsEntry("stage", "test");
  }

  @Test
  void aProfileWithoutAnAddressGoesWithEach() {
    assertDone(
        job("list")
            .environment("RAY_JOB_PROFILE", "anywhere")
            .environment("RAY_ADDRESS", other.address())
            .toTheEnd());
    assertThat(header(other, "Authorization")).isEqualTo("Bearer prod-token-1");
  }

  @Test
  void aProfileMaySayThatNoTokenIsSent() {
    assertDone(
        job("list", "--profile", "open")
            .environment("RAY_AUTH_MODE", "token")
            .environment("RAY_AUTH_TOKEN", "of-another")
            .toTheEnd());
    assertThat(header(prod, "Authorization")).isNull();
  }

  @Test
  void namesTheProfileInTheCommandsThatItOffers() {
    prod.onSubmit(job -> job.run().print("on its way\n"));
    Result result =
        job("submit", "--profile", "prod", "--timeout", "2s", "--submission-id", "x", "--", "true")
            .toTheEnd();
    assertThat(result.exitCode()).isEqualTo(ExitCode.TIMED_OUT);
    assertThat(result.err()).contains("logs x --follow --profile prod");
  }

  @Test
  void refusesAProfileThatIsNotThere() {
    Result result = job("list", "--profile", "pord").toTheEnd();
    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err())
        .contains("There is no profile 'pord'", "did you mean prod?", "prod, anywhere, open");
  }

  @Test
  void loadsNothingOfAllThisForAnHttpAddress() throws IOException {
    Path log = home.resolve("classes");
    assertDone(
        job("list")
            .environment("RAY_ADDRESS", other.address())
            .environment("RAYJOBS_JAVA_OPTIONS", "-Xlog:class+load:file=" + log)
            .toTheEnd());
    List<String> ours =
        Files.readAllLines(log).stream().filter(line -> line.contains("dev.rayjobs")).toList();
    assertThat(ours).anyMatch(line -> line.contains("dev.rayjobs.internal.http.Transport"));
    assertThat(ours)
        .noneMatch(
            line ->
                line.contains("dev.rayjobs.internal.discovery")
                    || line.contains("dev.rayjobs.internal.gcs")
                    || line.contains("dev.rayjobs.internal.yaml")
                    || line.contains("dev.rayjobs.address")
                    || line.contains("dev.rayjobs.cli.Profile")
                    || line.contains("dev.rayjobs.cli.ConfigSection"));
  }
}
