package dev.rayjobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rayjobs.errors.AuthenticationException;
import dev.rayjobs.internal.env.Environment;
import dev.rayjobs.testing.FakeDashboard;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import mockwebserver3.RecordedRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Without RAY_AUTH_MODE=token there may be tokens everywhere, and none is sent. */
class UnaskedTokenTest {
  private static final String TOKEN = "marker-token-20c7";

  private final FakeDashboard dashboard = FakeDashboard.start();
  @TempDir private Path folder;

  @AfterEach
  void close() {
    dashboard.close();
  }

  private JobClient client(@Nullable String mode, Map<String, String> variables) {
    Map<String, String> all = new HashMap<>(variables);
    all.put("HOME", folder.toString());
    if (mode != null) {
      all.put("RAY_AUTH_MODE", mode);
    }
    return JobClient.builder()
        .environment(Environment.of(all))
        .retry(RetrySettings.none())
        .address(dashboard.address())
        .build();
  }

  private void tokenFile() throws Exception {
    Path file = Files.createDirectories(folder.resolve(".ray")).resolve("auth_token");
    Files.writeString(file, TOKEN);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "disabled", "tokens", " token", "true"})
  void goesNowhereNotEvenToThisMachine(@Nullable String mode) throws Exception {
    tokenFile();
    dashboard.addJob("x", Map.of("entrypoint", "true")).run().print("one\n");
    try (JobClient client = client(mode, Map.of("RAY_AUTH_TOKEN", TOKEN));
        LogStream log = client.job("x").followLogs()) {
      client.submission("true").submit();
      Iterator<String> pieces = log.iterator();
      LogToTail.print(
          dashboard,
          dashboard.job("x"),
          "one\n".repeat(20_000),
          pieces,
          piece -> assertThat(piece).contains("one\n"));
    }
    for (RecordedRequest request : dashboard.requests()) {
      assertThat(request.getHeaders().toString()).doesNotContain(TOKEN, "uthorization", "Cookie");
    }
  }

  @Test
  void isToldOfWithTheLineToSet() throws Exception {
    dashboard.requireToken(TOKEN);
    tokenFile();
    assertSays(
        Map.of("RAY_AUTH_TOKEN", TOKEN),
        "(the token from the variable RAY_AUTH_TOKEN is sent then)");
    assertSays(
        Map.of(),
        "(the token from the file " + folder.resolve(".ray/auth_token") + " is sent then)");
    Files.delete(folder.resolve(".ray/auth_token"));
    assertSays(
        Map.of(),
        ", and put the cluster's token into RAY_AUTH_TOKEN, into a file that RAY_AUTH_TOKEN_PATH"
            + " names, or into ~/.ray/auth_token");
    assertSays(
        Map.of("RAY_AUTH_TOKEN", " "),
        ", and mend this: RAY_AUTH_TOKEN is set but holds white space only: put the token there,"
            + " or unset it");
  }

  private void assertSays(Map<String, String> variables, String after) {
    try (JobClient client = client(null, variables)) {
      String separator = after.startsWith("(") ? " " : "";
      assertThatThrownBy(client::list)
          .isInstanceOf(AuthenticationException.class)
          .hasFieldOrPropertyWithValue("statusCode", 401)
          .hasMessage(
              "The cluster at "
                  + dashboard.address()
                  + " wants a token (GET /api/version, HTTP 401): none was sent, because"
                  + " RAY_AUTH_MODE is not set to token. Do: export RAY_AUTH_MODE=token"
                  + separator
                  + after);
    }
  }
}
