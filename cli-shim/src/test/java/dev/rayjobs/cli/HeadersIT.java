package dev.rayjobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.cli.Run.Result;
import dev.rayjobs.testing.FakeDashboard;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where the user's own headers and the token go together. */
class HeadersIT {
  private final FakeDashboard dashboard = FakeDashboard.start();

  @AfterEach
  void close() {
    dashboard.close();
  }

  private RecordedRequest sentBy(Run run) {
    Result result =
        run.environment("RAY_API_SERVER_ADDRESS", dashboard.address())
            .environment("RAY_AUTH_MODE", "token")
            .environment("RAY_AUTH_TOKEN", "t")
            .toTheEnd();
    assertThat(result.exitCode()).as("%s", result).isZero();
    return dashboard.requests().get(dashboard.requests().size() - 1);
  }

  @Test
  void theTokenMakesWayForTheUsersAuthorization() {
    String headers = "{\"authorization\": \"Basic abc\", \"Cookie\": \"a=b\"}";
    for (Run run :
        new Run[] {
          Run.ray("job", "list").environment("RAY_JOB_HEADERS", headers),
          Run.ray("job", "list", "--headers", headers)
              .environment("RAY_JOB_HEADERS", "{\"authorization\": \"Basic other\"}")
        }) {
      RecordedRequest request = sentBy(run);
      assertThat(request.getHeaders().values("Authorization")).containsExactly("Basic abc");
      assertThat(request.getHeaders().get("X-Ray-Authorization")).isEqualTo("Bearer t");
      assertThat(request.getHeaders().get("Cookie")).isEqualTo("a=b");
    }
  }

  @Test
  void theTokenGoesWhereRayLooksFirstOtherwise() {
    RecordedRequest request = sentBy(Run.ray("job", "list", "--headers", "{\"X-Team\": \"us\"}"));
    assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer t");
    assertThat(request.getHeaders().get("X-Ray-Authorization")).isNull();
    assertThat(request.getHeaders().get("X-Team")).isEqualTo("us");
  }
}
