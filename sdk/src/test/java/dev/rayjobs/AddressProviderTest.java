package dev.rayjobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rayjobs.address.AddressProvider;
import dev.rayjobs.address.DashboardLocation;
import dev.rayjobs.errors.InvalidInputException;
import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.internal.env.Environment;
import dev.rayjobs.testing.FakeDashboard;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Addresses of other platforms; {@link AcmeProvider} is on the class path. */
class AddressProviderTest {
  private final FakeDashboard dashboard = FakeDashboard.start();

  @AfterEach
  void close() {
    dashboard.close();
  }

  private static JobClient.Builder client(String address) {
    return JobClient.builder()
        .environment(Environment.of(Map.of("RAY_ADDRESS", address)))
        .retry(RetrySettings.none());
  }

  @Test
  void takesAddressHeadersCookiesAndMetadataFromThePlugIn() {
    AcmeProvider.answers(
        () ->
            DashboardLocation.at(dashboard.address() + "/")
                .header("X-Acme", "acme")
                .header("X-Both", "acme")
                .cookie("acme", "c1")
                .cookie("both", "c1")
                .metadata("platform", "acme")
                .metadata("both", "acme")
                .metadata("own", "acme")
                .build());
    try (JobClient client =
        client("acme://team-a/x")
            .header("x-both", "user")
            .cookie("both", "c2")
            .defaultMetadata(Map.of("both", "default", "own", "default"))
            .build()) {
      assertThat(client).hasToString("JobClient[acme://team-a/x (RAY_ADDRESS)]");
      assertThat(AcmeProvider.ASKED).hasValue(0);

      JobSubmission previewed = JobSubmission.builder("true").metadata("own", "job").build();
      assertThat(metadata(client.preview(previewed)))
          .contains("both=default", "own=job")
          .doesNotContain("platform");
      assertThat(AcmeProvider.ASKED).hasValue(0);

      client.submission("true").submissionId("one").metadata("own", "job").submit();
      client.list();
      assertThat(metadata(client.preview(previewed)))
          .contains("platform=acme", "both=default", "own=job");

      assertThat(AcmeProvider.ASKED).hasValue(1);
      assertThat(client.address()).hasToString(dashboard.address());
      assertThat(client.addressOrigin())
          .isEqualTo("found by dev.rayjobs.AcmeProvider for acme://team-a/x (RAY_ADDRESS)");
    }
    RecordedRequest request = dashboard.requests().get(0);
    assertThat(request.getHeaders().get("X-Acme")).isEqualTo("acme");
    assertThat(request.getHeaders().values("X-Both")).containsExactly("user");
    assertThat(request.getHeaders().get("Cookie")).isEqualTo("acme=c1; both=c2");
    assertThat(dashboard.job("one").metadata())
        .containsAllEntriesOf(Map.of("platform", "acme", "both", "default", "own", "job"));
  }

  private static String metadata(SubmissionPreview preview) {
    return String.valueOf(preview.request().get("metadata"));
  }

  @Test
  void namesWhatIsInstalledForASchemeThatIsNot() {
    assertThatThrownBy(() -> client("anyscale://x").build())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("No plug-in is installed for anyscale://")
        .hasMessageContaining("anyscale://x (RAY_ADDRESS)")
        .hasMessageContaining("there is one for acme://")
        .hasMessageContaining("http://HOST:8265");
    assertThatThrownBy(() -> client("ACME://x").build()).isInstanceOf(InvalidInputException.class);
  }

  @Test
  void saysWhichPlugInFailed() {
    try (JobClient client = client("acme://nowhere").build()) {
      assertThatThrownBy(client::version)
          .isInstanceOf(RayJobsException.class)
          .hasMessageContaining("dev.rayjobs.AcmeProvider")
          .hasMessageContaining("acme://nowhere (RAY_ADDRESS)")
          .hasMessageContaining("no cluster nowhere")
          .hasCauseInstanceOf(IllegalArgumentException.class);
    }
    RayJobsException own = new RayJobsException("not today");
    AcmeProvider.answers(
        () -> {
          throw own;
        });
    try (JobClient client = client("acme://team-a/x").build()) {
      assertThatThrownBy(client::version).isSameAs(own);
    }
  }

  @Test
  void checksWhatThePlugInSays() {
    assertRefused(
        DashboardLocation.at("acme://again").build(), "found by dev.rayjobs.AcmeProvider");
    assertRefused(
        DashboardLocation.at(dashboard.address()).header("X-A", "b\nc").build(), "header X-A");
    assertRefused(DashboardLocation.at(dashboard.address()).cookie("a", "b;c").build(), "cookie a");
  }

  private static void assertRefused(DashboardLocation location, String words) {
    AcmeProvider.answers(() -> location);
    try (JobClient client = client("acme://team-a/x").build()) {
      assertThatThrownBy(client::version)
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining(words);
    }
  }

  @Test
  void showsNoSecretsOfALocation() {
    assertThat(DashboardLocation.at("https://me:pw@h").header("a", "b").cookie("c", "d").build())
        .hasToString("DashboardLocation[...]");
  }

  @Test
  void saysThatAPlugInIsBroken(@TempDir Path folder) throws Exception {
    Path services = Files.createDirectories(folder.resolve("META-INF").resolve("services"));
    Files.writeString(services.resolve(AddressProvider.class.getName()), "no.such.Provider\n");
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (URLClassLoader broken = new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
      Thread.currentThread().setContextClassLoader(broken);
      assertThatThrownBy(() -> client("anyscale://x").build())
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("A plug-in for addresses is broken")
          .hasMessageContaining("no.such.Provider");
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  @Test
  void findsPlugInsWithoutAContextClassLoader() {
    AcmeProvider.answers(() -> DashboardLocation.at(dashboard.address()).build());
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());
    try (JobClient client = client("acme://team-a/x").build()) {
      assertThat(client.version().rayVersion()).isEqualTo("2.60.0");
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }
}
