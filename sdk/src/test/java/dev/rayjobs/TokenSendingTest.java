package dev.rayjobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rayjobs.auth.PlaintextTokens;
import dev.rayjobs.auth.TokenHeader;
import dev.rayjobs.auth.TokenSources;
import dev.rayjobs.errors.AuthenticationException;
import dev.rayjobs.errors.InvalidInputException;
import dev.rayjobs.errors.TokenException;
import dev.rayjobs.testing.FakeDashboard;
import dev.rayjobs.testing.FakeJob;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the token goes out, and what is said of its refusal. */
class TokenSendingTest extends WithSecuredDashboard {
  @ParameterizedTest
  @ValueSource(strings = {"AUTOMATIC", "AUTHORIZATION", "X_RAY_AUTHORIZATION"})
  void putsTheTokenIntoTheHeaderAskedFor(TokenHeader choice) {
    try (JobClient client =
        client(Map.of()).tokenSource(TokenSources.explicit(OLD)).tokenHeader(choice).build()) {
      client.version();
    }
    boolean beside = choice == TokenHeader.X_RAY_AUTHORIZATION;
    RecordedRequest request = dashboard.requests().get(0);
    assertThat(request.getHeaders().get("X-Ray-Authorization"))
        .isEqualTo(beside ? "Bearer " + OLD : null);
    assertThat(request.getHeaders().get("Authorization"))
        .isEqualTo(beside ? null : "Bearer " + OLD);
  }

  @Test
  void refusesAHeaderThatTheUserNeedsForAnother() {
    JobClient.Builder builder =
        client(Map.of())
            .tokenSource(TokenSources.explicit(OLD))
            .tokenHeader(TokenHeader.AUTHORIZATION)
            .header("authorization", "Basic s3cret");
    assertThatThrownBy(builder::build)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("Authorization")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void saysThatRayGotTheUsersOwnAuthorization() {
    try (JobClient client =
        client(Map.of())
            .tokenSource(TokenSources.explicit(OLD))
            .header("Authorization", "Basic s3cret")
            .build()) {
      assertThatThrownBy(client::version)
          .isInstanceOf(AuthenticationException.class)
          .hasFieldOrPropertyWithValue("statusCode", 403)
          .hasMessageContaining("let the proxy take it away")
          .hasMessageNotContaining("s3cret");
    }
  }

  @Test
  void saysThatAProxyTookTheTokenAway() {
    dashboard.answerNext(
        "GET",
        "/api/version",
        new MockResponse.Builder()
            .code(401)
            .body("Unauthorized: Missing authentication token")
            .build());
    try (JobClient client = client(Map.of()).tokenSource(TokenSources.explicit(OLD)).build()) {
      assertThatThrownBy(client::version)
          .isInstanceOf(AuthenticationException.class)
          .hasFieldOrPropertyWithValue("statusCode", 401)
          .hasMessageContaining("takes the header away");
    }
  }

  @Test
  void asksTheServerWhetherABare401MeansRaysToken() {
    dashboard.answerNext(
        "GET", "/api/version", new MockResponse.Builder().code(401).body("401").build());
    try (JobClient client = client(Map.of()).build()) {
      assertThatThrownBy(client::version)
          .isInstanceOf(AuthenticationException.class)
          .hasFieldOrPropertyWithValue("statusCode", 401)
          .hasMessageContaining("wants a token")
          .hasMessageContaining("export RAY_AUTH_MODE=token");
    }
    assertThat(targets()).containsExactly("/api/version", "/api/authentication_mode");
  }

  @Test
  void tellsTheTokenOfRayFromTheCredentialsOfAProxyBeforeAnOpenRay() {
    try (FakeDashboard open = FakeDashboard.start();
        JobClient client = client(Map.of()).address(open.address()).build()) {
      open.answerNext(
          "GET", "/api/version", new MockResponse.Builder().code(401).body("401").build());
      assertThatThrownBy(client::version)
          .isInstanceOf(AuthenticationException.class)
          .hasFieldOrPropertyWithValue("statusCode", 401)
          .hasMessageContaining("A server before Ray")
          .hasMessageContaining("Ray itself says that it wants no token");
    }
  }

  @Test
  void asksForTheModeWithoutTheToken() {
    dashboard.answerNext(
        "GET", "/api/version", new MockResponse.Builder().code(401).body("401").build());
    try (JobClient client =
        client(Map.of())
            .tokenSource(TokenSources.explicit(OLD))
            .header("X-Team", "pricing")
            .build()) {
      assertThatThrownBy(client::version).hasMessageContaining("its own credentials");
    }
    RecordedRequest probe = dashboard.requests().get(1);
    assertThat(probe.getTarget()).isEqualTo("/api/authentication_mode");
    assertThat(probe.getHeaders().get("Authorization")).isNull();
    assertThat(probe.getHeaders().get("X-Team")).isEqualTo("pricing");
  }

  /** The server that refuses it is not Ray, and must not learn the token by refusing. */
  @Test
  void doesNotAskForTheModeAgainWithTheToken() {
    MockResponse refusal = new MockResponse.Builder().code(401).body("401").build();
    dashboard.answerNext("GET", "/api/version", refusal);
    dashboard.answerNext("GET", "/api/authentication_mode", refusal);
    try (JobClient client = client(Map.of()).tokenSource(TokenSources.explicit(OLD)).build()) {
      assertThatThrownBy(client::version)
          .isInstanceOf(AuthenticationException.class)
          .hasFieldOrPropertyWithValue("statusCode", 401);
    }
    assertThat(targets()).containsExactly("/api/version", "/api/authentication_mode");
    assertThat(dashboard.requests().get(1).getHeaders().get("Authorization")).isNull();
  }

  @Test
  void leavesTheThreadInterruptedThatAsksForTheMode() {
    try (JobClient client =
        client(Map.of())
            .httpClient(
                new OkHttpClient.Builder()
                    .addInterceptor(
                        chain -> {
                          if (chain.request().url().encodedPath().endsWith("_mode")) {
                            Thread.currentThread().interrupt();
                          }
                          return chain.proceed(
                              chain.request().newBuilder().header("Connection", "close").build());
                        })
                    .build())
            .build()) {
      dashboard.answerNext(
          "GET",
          "/api/version",
          new MockResponse.Builder().code(401).addHeader("Connection", "close").build());
      assertThatThrownBy(client::version)
          .isInstanceOf(AuthenticationException.class)
          .hasFieldOrPropertyWithValue("statusCode", 401);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void tellsAClusterStartedAnewFromAWrongToken() {
    try (JobClient client = client(Map.of()).tokenSource(TokenSources.explicit(OLD)).build()) {
      String session = client.version().sessionName();
      dashboard.replaceCluster();
      dashboard.requireToken(NEW);

      AuthenticationException e = catchThrowableOfType(AuthenticationException.class, client::list);
      assertThat(e)
          .hasMessageContaining("started anew with another token")
          .hasMessageContaining(session);
      assertThat(e.acceptedBefore()).isTrue();
    }
  }

  @Test
  void saysSoInTheMiddleOfALogToo() {
    FakeJob job = dashboard.addJob("x", Map.of("entrypoint", "true")).run();
    job.print("one\n");
    try (JobClient client = client(Map.of()).tokenSource(TokenSources.explicit(OLD)).build();
        LogStream log = client.job("x").followLogs()) {
      Iterator<String> pieces = log.iterator();
      assertThat(pieces.next()).isEqualTo("one\n");
      dashboard.requireToken(NEW);
      dashboard.replaceCluster();
      assertThatThrownBy(pieces::hasNext)
          .isInstanceOf(AuthenticationException.class)
          .hasFieldOrPropertyWithValue("statusCode", 403)
          .hasMessageContaining("started anew with another token");
    }
  }

  @Test
  void saysThatAClusterWithoutTokenWasStartedAnewWithOne() {
    try (FakeDashboard open = FakeDashboard.start();
        JobClient client = client(Map.of()).address(open.address()).build()) {
      client.version();
      open.requireToken(NEW);
      assertThatThrownBy(client::list)
          .isInstanceOf(AuthenticationException.class)
          .hasFieldOrPropertyWithValue("statusCode", 401)
          .hasMessageContaining("started anew")
          .hasMessageContaining("export RAY_AUTH_MODE=token");
    }
  }

  /** A client whose requests to another host end at the dashboard. */
  private JobClient.Builder remote(Map<String, String> variables) {
    return client(variables)
        .address("http://ray.example.com:8265")
        .tokenSource(TokenSources.explicit(OLD))
        .httpClient(
            new OkHttpClient.Builder()
                .proxy(
                    new Proxy(
                        Proxy.Type.HTTP, new InetSocketAddress("127.0.0.1", dashboard.port())))
                .build());
  }

  @Test
  void warnsOnceOfATokenInPlainTextAndNamesTheHost() {
    try (CapturedLog log = new CapturedLog();
        JobClient client = remote(Map.of()).build()) {
      client.version();
      client.list();
      assertThat(log.text())
          .containsOnlyOnce("plain http")
          .contains("ray.example.com", "ssh -N -L 8265", "kubectl port-forward", "TLS proxy", "VPN")
          .doesNotContain(OLD);
    }
  }

  @Test
  void sendsNoTokenInPlainTextWhereThatIsDenied() {
    try (JobClient byVariable = remote(Map.of("RAY_AUTH_PLAINTEXT", "deny")).build();
        JobClient byProgram =
            remote(Map.of("RAY_AUTH_PLAINTEXT", "allow"))
                .plaintextTokens(PlaintextTokens.DENY)
                .build()) {
      for (JobClient client : List.of(byVariable, byProgram)) {
        assertThatThrownBy(client::version)
            .isInstanceOf(TokenException.class)
            .hasMessageContaining("ray.example.com");
        try (LogStream log = client.job("x").followLogs()) {
          assertThatThrownBy(() -> log.iterator().hasNext()).isInstanceOf(TokenException.class);
        }
      }
    }
    assertThat(dashboard.requests()).isEmpty();
  }

  @Test
  void saysNothingWhereThatIsAllowedOrTheHostIsThisOne() {
    try (CapturedLog log = new CapturedLog();
        JobClient allowed = remote(Map.of("RAY_AUTH_PLAINTEXT", "Allow")).build();
        JobClient here =
            client(Map.of("RAY_AUTH_PLAINTEXT", "deny"))
                .tokenSource(TokenSources.explicit(OLD))
                .build()) {
      allowed.version();
      here.version();
      assertThat(log.text()).isEmpty();
    }
    assertThatThrownBy(() -> remote(Map.of("RAY_AUTH_PLAINTEXT", "no")).build())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("deny, warn or allow");
  }

  @Test
  void warnsOnceOfATokenFileThatOthersCanRead() throws Exception {
    Path file = tokenFile(OLD);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    try (CapturedLog log = new CapturedLog();
        JobClient client =
            client(Map.of("RAY_AUTH_MODE", "token", "RAY_AUTH_TOKEN_PATH", file.toString()))
                .build()) {
      client.version();
      client.list();
      assertThat(log.text()).containsOnlyOnce("chmod 600 " + file).doesNotContain(OLD);
    }
  }

  @Test
  void saysNothingOfATokenFileForItsOwner() throws Exception {
    Path file = tokenFile(OLD);
    try (CapturedLog log = new CapturedLog();
        JobClient client = client(Map.of()).tokenSource(TokenSources.file(file)).build()) {
      client.version();
      assertThat(log.text()).isEmpty();
    }
  }

  @Test
  void worksBelowAPathPrefixWithTheTailToo() {
    dashboard.answerNext(
        "GET",
        "/ray/api/version",
        new MockResponse.Builder().body("{\"ray_version\":\"2.60.0\"}").build());
    dashboard.answerNext(
        "GET",
        "/ray/api/jobs/x/logs/tail",
        new MockResponse.Builder().code(404).body("Job x does not exist").build());
    // A log that is no longer short comes from the tail.
    String text = "x".repeat(80_000);
    for (int i = 0; i < 20; i++) {
      dashboard.answerNext(
          "GET",
          "/ray/api/jobs/x/logs",
          new MockResponse.Builder().body("{\"logs\": \"" + text + "\"}").build());
    }
    for (int i = 0; i < 20; i++) {
      String status = i < 8 ? "RUNNING" : "SUCCEEDED";
      dashboard.answerNext(
          "GET",
          "/ray/api/jobs/x",
          new MockResponse.Builder().body("{\"status\": \"" + status + "\"}").build());
    }
    try (JobClient client =
            client(Map.of())
                .address(dashboard.address() + "/ray/")
                .tokenSource(TokenSources.explicit(OLD))
                .build();
        LogStream log = client.job("x").followLogs()) {
      assertThat(String.join("", log)).isEqualTo(text);
    }
    assertThat(targets())
        .contains("/ray/api/version", "/ray/api/jobs/x/logs/tail")
        .allMatch(target -> target.startsWith("/ray/api/"));
  }
}
