package dev.rayjobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.cli.Run.Result;
import dev.rayjobs.testing.FakeDashboard;
import dev.rayjobs.testing.FakeGcs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The built program with the address of a GCS. */
class GcsAddressIT {
  private static final String TOKEN = "marker-token-90d2";

  /** This machine in a spelling that nobody takes for it without a look-up. */
  private static final String AS_IF_REMOTE = "127.1";

  private final FakeDashboard dashboard = FakeDashboard.start().requireToken(TOKEN);
  private final FakeGcs gcs = FakeGcs.start();

  @AfterEach
  void close() {
    dashboard.close();
    gcs.close();
  }

  private Run list() {
    return Run.ray("job", "list")
        .environment("RAY_ADDRESS", gcs.address().replace("127.0.0.1", AS_IF_REMOTE))
        .environment("RAY_AUTH_MODE", "token")
        .environment("RAY_AUTH_TOKEN", TOKEN);
  }

  @Test
  void warnsOnceOfATokenInPlainTextAndNamesTheWaysOut() {
    gcs.knows("ray.example.com:8265");
    // What is sent to that host ends at the fake.
    Result result = list().environment("http_proxy", dashboard.address()).toTheEnd();
    assertThat(result.exitCode()).as("%s", result).isZero();
    assertThat(result.err())
        .hasLineCount(1)
        .startsWith("WARN The token goes unencrypted to the GCS at " + AS_IF_REMOTE)
        .contains("ssh -N -L 8265:127.0.0.1:8265 " + AS_IF_REMOTE, "a TLS proxy", "a VPN")
        .contains("RAY_AUTH_PLAINTEXT=allow")
        .doesNotContain(TOKEN);
    assertThat(dashboard.requests()).isNotEmpty();
  }

  @Test
  void sendsNoTokenInPlainTextWhereThatIsDenied() {
    Result result = list().environment("RAY_AUTH_PLAINTEXT", "deny").toTheEnd();
    assertThat(result.exitCode()).isEqualTo(ExitCode.AUTHENTICATION);
    assertThat(result.err())
        .hasLineCount(1)
        .startsWith("Error: No token is sent to the GCS at " + AS_IF_REMOTE)
        .contains("ssh -N -L 8265");
    assertThat(gcs.asked()).isZero();
  }
}
