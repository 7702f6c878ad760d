package dev.rayjobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rayjobs.auth.TokenSources;
import dev.rayjobs.errors.AuthenticationException;
import dev.rayjobs.errors.BadRequestException;
import dev.rayjobs.errors.ConnectionException;
import dev.rayjobs.errors.InvalidInputException;
import dev.rayjobs.errors.ServerException;
import dev.rayjobs.errors.UnexpectedAnswerException;
import dev.rayjobs.testing.FakeDashboard;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.OkHttpClient;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over the wire, and what becomes of answers that a real Ray gives on no demand. */
class JobClientHttpTest extends WithServer {
  private static final String MARKER = "marker-token-5e1f";

  private RecordedRequest request() throws InterruptedException {
    return Objects.requireNonNull(server.takeRequest(60, TimeUnit.SECONDS), "no request came");
  }

  private static @Nullable String header(RecordedRequest request, String name) {
    return request.getHeaders().get(name);
  }

  @Test
  void sendsHeadersCookiesAndTokenEverywhereEvenWithTheTailsHandshake() {
    try (FakeDashboard dashboard = FakeDashboard.start().requireToken(MARKER)) {
      dashboard.addJob("x", Map.of("entrypoint", "true", "submission_id", "x")).run().print("a");
      try (JobClient client =
              builder()
                  .address(dashboard.address())
                  .header("X-Team", "pricing")
                  .cookie("a", "1")
                  .cookie("b", "2")
                  .tokenSource(TokenSources.explicit(MARKER))
                  .build();
          LogStream log = client.job("x").followLogs()) {
        Iterator<String> pieces = log.iterator();
        assertThat(pieces.next()).isEqualTo("a");
        dashboard.job("x").print("b");
        assertThat(pieces.next()).isEqualTo("b");
        LogToTail.print(
            dashboard,
            dashboard.job("x"),
            "c".repeat(80_000),
            pieces,
            piece -> assertThat(piece).startsWith("c"));
      }

      for (RecordedRequest request : dashboard.requests()) {
        assertThat(header(request, "Authorization")).isEqualTo("Bearer " + MARKER);
        assertThat(header(request, "X-Team")).isEqualTo("pricing");
        assertThat(header(request, "Cookie")).isEqualTo("a=1; b=2");
        assertThat(header(request, "User-Agent")).startsWith("rayjobs-java");
        assertThat(header(request, "Origin")).isNull();
        assertThat(header(request, "Sec-WebSocket-Extensions")).isNull();
      }
    }
  }

  @Test
  void leavesTheUsersAuthorizationAndSendsTheTokenBesideIt() throws Exception {
    server.enqueue(answer(200, VERSION));
    try (JobClient client =
        builder()
            .header("authorization", "Basic abc")
            .tokenSource(TokenSources.explicit(MARKER))
            .build()) {
      client.version();
    }

    RecordedRequest request = request();
    assertThat(request.getHeaders().values("Authorization")).containsExactly("Basic abc");
    assertThat(header(request, "X-Ray-Authorization")).isEqualTo("Bearer " + MARKER);
  }

  @Test
  void sendsUserAndPasswordOfTheAddressAsBasic() throws Exception {
    server.enqueue(answer(200, VERSION));
    String address = server.url("/").toString().replace("http://", "http://me:s3cret@");
    try (JobClient client = builder().address(address).build()) {
      client.version();
      assertThat(client.toString()).doesNotContain("s3cret");
      assertThat(client.address().toString()).doesNotContain("s3cret");
    }

    assertThat(header(request(), "Authorization")).isEqualTo("Basic bWU6czNjcmV0");
  }

  @Test
  void worksBelowAPathPrefix() throws Exception {
    server.enqueue(answer(200, VERSION));
    server.enqueue(answer(200, "[]"));
    try (JobClient client = builder().address(server.url("/ray/").toString()).build()) {
      client.list();
    }

    assertThat(request().getTarget()).isEqualTo("/ray/api/version");
    assertThat(request().getTarget()).isEqualTo("/ray/api/jobs/");
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void followsNoRedirect(int status) throws Exception {
    try (MockWebServer other = new MockWebServer()) {
      other.start();
      server.enqueue(
          new MockResponse.Builder()
              .code(status)
              .setHeader("Location", other.url("/login?secret=1").toString())
              .build());
      try (JobClient client = builder().tokenSource(TokenSources.explicit(MARKER)).build()) {
        assertThatThrownBy(client::version)
            .isInstanceOf(UnexpectedAnswerException.class)
            .hasMessageContaining(":" + other.getPort())
            .hasMessageNotContaining("secret")
            .hasMessageNotContaining(MARKER);
      }
      assertThat(other.getRequestCount()).isZero();
    }
  }

  @Test
  void tellsAProxysRefusalFromRays() {
    server.enqueue(answer(401, "<html>sign in</html>"));
    server.enqueue(answer(401, "<html>sign in</html>"));
    try (JobClient client = builder().build()) {
      assertThatThrownBy(client::version)
          .isInstanceOf(AuthenticationException.class)
          .hasFieldOrPropertyWithValue("statusCode", 401)
          .hasMessageContaining("A server before Ray");
    }
  }

  @Test
  void saysThatNobodyListens() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    try (JobClient client = builder().address("http://127.0.0.1:" + port).build()) {
      assertThatThrownBy(client::version)
          .isInstanceOf(ConnectionException.class)
          .hasMessageContaining("Cannot connect to http://127.0.0.1:" + port)
          .hasMessageContaining("Is the Ray head running");
    }
  }

  @Test
  void saysThatAHostIsUnknown() {
    try (JobClient client = builder().address("http://no-such-host.invalid:8265").build()) {
      assertThatThrownBy(client::version)
          .isInstanceOf(ConnectionException.class)
          .hasMessageContaining("no such host");
    }
  }

  @Test
  void givesUpOnASilentServer() {
    server.enqueue(new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE).build());
    try (JobClient client = builder().readTimeout(Duration.ofMillis(300)).build()) {
      assertThatThrownBy(client::version).isInstanceOf(ConnectionException.class);
    }
  }

  @Test
  void takesTheTimeOutsOfAClientOfTheUsersOwn() {
    server.enqueue(new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE).build());
    OkHttpClient hasty = new OkHttpClient.Builder().readTimeout(Duration.ofMillis(300)).build();
    long start = System.nanoTime();
    try (JobClient client = builder().httpClient(hasty).build()) {
      assertThatThrownBy(client::version).isInstanceOf(ConnectionException.class);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));

    server.enqueue(
        new MockResponse.Builder().body(VERSION).headersDelay(600, TimeUnit.MILLISECONDS).build());
    try (JobClient client =
        builder().httpClient(hasty).readTimeout(Duration.ofSeconds(20)).build()) {
      assertThat(client.version().rayVersion()).isNotEmpty();
    }
  }

  @Test
  void takesTooManyRequestsForAServerInTrouble() {
    server.enqueue(answer(429, "slow down"));
    server.enqueue(answer(418, "a teapot"));
    try (JobClient client = builder().build()) {
      assertThatThrownBy(client::version).isInstanceOf(ServerException.class);
      assertThatThrownBy(client::version).isInstanceOf(BadRequestException.class);
    }
  }

  @Test
  void sendsOnlyTheFieldsThatAreSet() throws Exception {
    server.enqueue(answer(200, VERSION));
    server.enqueue(answer(200, "{\"job_id\":\"x\",\"submission_id\":\"x\"}"));
    try (JobClient client =
        builder().defaultMetadata(Map.of("team", "a")).defaultMetadata("by", "me").build()) {
      client.submission("true").submissionId("x").metadata("team", "b").submit();
    }

    request();
    RecordedRequest submit = request();
    assertThat(submit.getMethod() + " " + submit.getTarget()).isEqualTo("POST /api/jobs/");
    assertThat(Objects.requireNonNull(submit.getBody()).utf8())
        .matches(
            "\\{\"entrypoint\":\"true\",\"submission_id\":\"x\",\"runtime_env\":\\{\\},"
                + "\"metadata\":\\{\"team\":\"b\",\"by\":\"me\",\"rayjobs.nonce\":\"[-0-9a-f]+\"\\}\\}");
  }

  @Test
  void boundsTheBodyOfAnError() {
    server.enqueue(answer(200, VERSION));
    server.enqueue(answer(400, "x".repeat(1_000_000)));
    try (JobClient client = builder().build()) {
      assertThatThrownBy(client::list)
          .isInstanceOfSatisfying(
              BadRequestException.class, e -> assertThat(e.body()).hasSize(64 * 1024))
          .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(3_000));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "", "a:b", "ü"})
  void refusesANameThatNoHeaderCanHave(String name) {
    assertThatThrownBy(() -> builder().header(name, "v")).isInstanceOf(InvalidInputException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3cret\n", "s3cret\r\nX: y", "s3cret\u0000", "s3cretü"})
  void refusesAValueThatNoHeaderCanHaveWithoutRepeatingIt(String value) {
    assertThatThrownBy(() -> builder().header("X-Key", value))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("X-Key")
        .hasMessageNotContaining("s3cret");
    assertThatThrownBy(() -> builder().cookie("c", value + ";"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void trustsTheGivenCertificateAndNoOther(@TempDir Path folder) throws Exception {
    HeldCertificate held =
        new HeldCertificate.Builder().addSubjectAlternativeName(server.getHostName()).build();
    server.useHttps(
        new HandshakeCertificates.Builder().heldCertificate(held).build().sslSocketFactory());
    Path pem = Files.writeString(folder.resolve("ca.pem"), held.certificatePem());
    for (int i = 0; i < 3; i++) {
      server.enqueue(answer(200, VERSION));
    }
    String address = server.url("/").toString();

    try (JobClient trusting = builder().address(address).trustedCertificates(pem).build();
        JobClient folderTrusting = builder().address(address).trustedCertificates(folder).build();
        JobClient careless = builder().address(address).verifyTls(false).build();
        JobClient careful = builder().address(address).build()) {
      assertThat(trusting.version().rayVersion()).isEqualTo("2.60.0");
      assertThat(folderTrusting.version().rayVersion()).isEqualTo("2.60.0");
      assertThat(careless.version().rayVersion()).isEqualTo("2.60.0");
      assertThatThrownBy(careful::version)
          .isInstanceOf(ConnectionException.class)
          .hasMessageContaining("TLS");
    }
    assertThatThrownBy(
            () ->
                builder().address(address).trustedCertificates(folder.resolve("none.pem")).build())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("none.pem");
  }

  @Test
  void usesAndLeavesOpenAnOkHttpClientOfTheUsersOwn() {
    AtomicInteger seen = new AtomicInteger();
    OkHttpClient own =
        new OkHttpClient.Builder()
            .addInterceptor(
                chain -> {
                  seen.incrementAndGet();
                  return chain.proceed(chain.request());
                })
            .build();
    server.enqueue(answer(200, VERSION));
    try (JobClient client = builder().httpClient(own).build()) {
      client.version();
    }

    assertThat(seen).hasValue(1);
    assertThat(own.dispatcher().executorService().isShutdown()).isFalse();
    own.dispatcher().executorService().shutdown();
  }
}
