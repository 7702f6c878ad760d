package dev.rayjobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.rayjobs.auth.PlaintextTokens;
import dev.rayjobs.auth.TokenSource;
import dev.rayjobs.auth.TokenSources;
import dev.rayjobs.errors.AuthenticationException;
import dev.rayjobs.errors.CancelledException;
import dev.rayjobs.errors.ConnectionException;
import dev.rayjobs.errors.InvalidInputException;
import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.errors.TokenException;
import dev.rayjobs.errors.UnexpectedAnswerException;
import dev.rayjobs.testing.FakeGcs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import okio.Buffer;
import okio.ByteString;
import org.junit.jupiter.api.Test;

/** The question to the GCS, with all that can go wrong. */
class GcsDiscoveryTest extends DiscoveryFixture {
  @Test
  void asksTheGcsOnceAndOnlyWhenItHasTo() throws Exception {
    gcs.knows(place());
    try (JobClient client = client().address(gcs.address()).build()) {
      Job job = client.job("x");
      assertThat(client).hasToString("JobClient[" + gcs.address() + " (the given address)]");
      assertThat(gcs.asked()).isZero();

      assertThat(client.version().rayVersion()).isEqualTo("2.60.0");
      assertThatThrownBy(job::status).hasMessageContaining("does not exist");
      client.list();
      assertThat(gcs.asked()).isOne();
      assertThat(client.address()).hasToString(dashboard.address());
      String origin = "named by the GCS at " + gcs.address() + ", from the given address";
      assertThat(client.addressOrigin()).isEqualTo(origin);
      assertThat(client).hasToString("JobClient[" + dashboard.address() + " (" + origin + ")]");
    }
    RecordedRequest question = gcs.question();
    assertThat(question.getRequestLine())
        .isEqualTo("POST /ray.rpc.InternalKVGcsService/InternalKVGet HTTP/2");
    assertThat(question.getHeaders().get("content-type")).isEqualTo("application/grpc");
    assertThat(question.getHeaders().get("te")).isEqualTo("trailers");
    assertThat(question.getHeaders().get("authorization")).isNull();
    assertThat(question.getBody())
        .isEqualTo(
            ByteString.decodeHex(
                "0000000016" + "0a0964617368626f617264" + "120964617368626f617264"));
  }

  @Test
  void sendsTheTokenToTheGcsAndNothingElseOfTheUsers() throws Exception {
    dashboard.requireToken(TOKEN);
    gcs.knows(place());
    try (JobClient client =
        client("RAY_AUTH_MODE=token", "RAY_AUTH_TOKEN=" + TOKEN)
            .address(gcs.address())
            .header("X-Proxy", "secret-of-the-proxy")
            .cookie("session", "secret-cookie")
            .build()) {
      client.version();
    }
    RecordedRequest question = gcs.question();
    assertThat(question.getHeaders().get("authorization")).isEqualTo("Bearer " + TOKEN);
    assertThat(question.getHeaders().toString()).doesNotContain("secret");
    assertThat(warnings.all()).isEmpty();
  }

  @Test
  void keepsTheSettingsThatTheClientWasBuiltWith() throws Exception {
    gcs.knows(place());
    JobClient.Builder builder = client().address(gcs.address()).header("X-Key", "first");
    try (JobClient client = builder.build()) {
      builder.address("http://127.0.0.1:1").header("X-Key", "second");
      client.version();
    }
    assertThat(dashboard.requests().get(0).getHeaders().get("X-Key")).isEqualTo("first");
  }

  @Test
  void looksAgainAfterAFailure() {
    gcs.refuses(14, "starting").knows(place());
    try (JobClient client = client().address(gcs.address()).build()) {
      assertThatThrownBy(client::version)
          .isInstanceOf(ConnectionException.class)
          .hasMessageContaining("is not available: starting");
      assertThat(client.version().rayVersion()).isEqualTo("2.60.0");
    }
  }

  @Test
  void waitsForADashboardThatIsNotUpYet() {
    gcs.knowsNothing().knowsNothing().knows(place());
    try (JobClient client =
        client().address(gcs.address()).retry(RetrySettings.standard()).build()) {
      assertThat(client.version().rayVersion()).isEqualTo("2.60.0");
    }
    assertThat(gcs.asked()).isEqualTo(3);
  }

  @Test
  void saysThatTheGcsKnowsNoDashboard() {
    gcs.knowsNothing();
    assertThat(failureOf(client().address(gcs.address())))
        .isInstanceOf(ConnectionException.class)
        .hasMessageContaining("The GCS at " + gcs.address() + " (the given address) knows of no");
  }

  @Test
  void explainsWhyTheGcsRefuses() {
    String words = "InvalidAuthToken: Authentication token is missing or incorrect";
    gcs.refuses(16, words).refuses(16, words + " " + TOKEN);

    assertThat(failureOf(client("RAY_ADDRESS=" + gcs.address())))
        .isInstanceOf(AuthenticationException.class)
        .hasFieldOrPropertyWithValue("statusCode", 401)
        .hasMessageContaining(gcs.address() + " (RAY_ADDRESS) wants a token")
        .hasMessageContaining("export RAY_AUTH_MODE=token");
    assertThat(
            failureOf(
                client(
                    "RAY_ADDRESS=" + gcs.address(),
                    "RAY_AUTH_MODE=token",
                    "RAY_AUTH_TOKEN=" + TOKEN)))
        .isInstanceOf(AuthenticationException.class)
        .hasFieldOrPropertyWithValue("statusCode", 403)
        .hasMessageContaining("refused the token from the variable RAY_AUTH_TOKEN")
        .satisfies(
            e -> assertThat(((AuthenticationException) e).reason()).isEqualTo(words + " ***"));
  }

  @Test
  void readsARefusedTokenAgainOnce() throws Exception {
    AtomicInteger read = new AtomicInteger();
    TokenSource vault =
        TokenSources.supplier(() -> read.getAndIncrement() == 0 ? "stale" : TOKEN, "the vault");
    gcs.refuses(16, "wrong").knows(place());
    try (JobClient client = client().tokenSource(vault).address(gcs.address()).build()) {
      assertThat(client.version().rayVersion()).isEqualTo("2.60.0");
    }
    assertThat(gcs.question().getHeaders().get("authorization")).isEqualTo("Bearer stale");
    assertThat(gcs.question().getHeaders().get("authorization")).isEqualTo("Bearer " + TOKEN);

    gcs.refuses(16, "wrong");
    assertThat(failureOf(client().tokenSource(vault).address(gcs.address())))
        .isInstanceOf(AuthenticationException.class)
        .hasFieldOrPropertyWithValue("statusCode", 403)
        .hasMessageContaining("the vault");
    assertThat(gcs.asked()).isEqualTo(3);
  }

  /** From a pipe, as a shell's {@code <(command)} makes it, it can be read only once. */
  @Test
  void readsTheTokenForGcsAndDashboardFromOnePlace() throws Exception {
    dashboard.requireToken(TOKEN);
    gcs.knows(place());
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Thread writer =
        new Thread(
            () -> {
              try {
                Files.writeString(pipe, TOKEN);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    writer.setDaemon(true);
    writer.start();
    String[] variables = {"RAY_AUTH_MODE=token", "RAY_AUTH_TOKEN_PATH=" + pipe};
    try (JobClient client = client(variables).address(gcs.address()).build()) {
      assertTimeoutPreemptively(Duration.ofSeconds(20), client::version);
    }
    assertThat(gcs.question().getHeaders().get("authorization")).isEqualTo("Bearer " + TOKEN);
  }

  @Test
  void warnsOnceOfATokenFileThatOthersCanRead() throws Exception {
    dashboard.requireToken(TOKEN);
    gcs.knows(place());
    Path file = Files.writeString(folder.resolve("token"), TOKEN);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    String[] variables = {"RAY_AUTH_MODE=token", "RAY_AUTH_TOKEN_PATH=" + file};
    try (CapturedLog log = new CapturedLog();
        JobClient client = client(variables).address(gcs.address()).build()) {
      client.version();
      assertThat(log.text()).containsOnlyOnce("chmod 600 " + file);
    }
  }

  @Test
  void leavesAThreadInterruptedAndSaysSo() {
    gcs.knows(place());
    try (JobClient client = client().address(gcs.address()).build()) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(client::version)
          .isInstanceOf(RayJobsException.class)
          .isInstanceOf(CancelledException.class)
          .hasMessageContaining("Interrupted while waiting for the GCS at " + gcs.address());
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void takesAnUnknownMethodForAServerThatIsNoGcs() {
    gcs.refuses(12, "Method not found!");
    assertThat(failureOf(client().address(gcs.address())))
        .isInstanceOf(UnexpectedAnswerException.class)
        .hasMessageContaining("seems to be no GCS: it speaks gRPC")
        .hasMessageContaining("http://127.0.0.1:8265");
  }

  @Test
  void showsWhatTheGcsSaysOfOtherErrors() {
    gcs.refuses(7, "100%25 ver%62oten+%C3%BC");
    assertThat(failureOf(client().address(gcs.address())))
        .isInstanceOf(UnexpectedAnswerException.class)
        .hasMessageEndingWith("gRPC status 7, 100% verboten+ü");
  }

  @Test
  void acceptsNothingThatIsNotGrpc() {
    gcs.answer(new MockResponse.Builder().code(404).body("not here").build())
        .answer(new MockResponse.Builder().addHeader("content-type", "text/html").build())
        .answer(new MockResponse.Builder().addHeader("content-type", "application/grpc").build())
        .answerFrame(new Buffer().writeByte(0).writeInt(9).writeUtf8("short"))
        .answerFrame(new Buffer().writeByte(1).writeInt(0))
        .answerFrame(new Buffer().writeUtf8("x"))
        .answerFrame(new Buffer().writeByte(0).writeInt(2).writeByte(0x12).writeByte(5))
        .answerFrame(new Buffer().writeByte(0).writeInt(1).writeByte(0x13))
        .answerFrame(new Buffer().write(new byte[70_000]));
    for (int i = 0; i < 9; i++) {
      assertThat(failureOf(client().address(gcs.address())))
          .isInstanceOf(UnexpectedAnswerException.class)
          .hasMessageContaining("seems to be no GCS: it broke off, or its answer is not gRPC's");
    }
    assertThat(gcs.asked()).isEqualTo(9);
  }

  @Test
  void acceptsNoAddressThatIsNone() {
    gcs.knows("h h").knows("me:pw@h:1/?x");
    for (int i = 0; i < 2; i++) {
      assertThat(failureOf(client().address(gcs.address())))
          .isInstanceOf(UnexpectedAnswerException.class)
          .hasMessageContaining("names a dashboard whose address cannot be used");
    }
  }

  @Test
  void doesNotWaitForEver() {
    gcs.answer(new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE).build());
    assertThat(failureOf(client().address(gcs.address()).readTimeout(Duration.ofMillis(200))))
        .isInstanceOf(ConnectionException.class)
        .hasMessageContaining("No answer from the GCS at " + gcs.address());
  }

  @Test
  void saysWhereNobodyListens() throws IOException {
    String free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = "127.0.0.1:" + socket.getLocalPort();
    }
    assertThat(failureOf(client("RAY_ADDRESS=" + free)))
        .isInstanceOf(ConnectionException.class)
        .hasMessageContaining("Cannot connect to the GCS at " + free + " (RAY_ADDRESS)")
        .hasMessageContaining("refused");
    assertThat(failureOf(client("RAY_ADDRESS=no-such-host.invalid:6379")))
        .isInstanceOf(ConnectionException.class)
        .hasMessageContaining("no such host");
  }

  @Test
  void tellsADashboardFromAGcs() {
    assertThat(failureOf(client().address(place()).readTimeout(Duration.ofMillis(500))))
        .isInstanceOf(UnexpectedAnswerException.class)
        .hasMessageContaining("speaks http. If it is the dashboard, write http://" + place());
  }

  @Test
  void speaksTlsWithTheGcsByRaysVariables() throws Exception {
    HeldCertificate authority = new HeldCertificate.Builder().certificateAuthority(0).build();
    HeldCertificate node =
        new HeldCertificate.Builder()
            .signedBy(authority)
            .addSubjectAlternativeName("127.0.0.1")
            .build();
    Path ca = Files.writeString(folder.resolve("ca.pem"), authority.certificatePem());
    Path cert = Files.writeString(folder.resolve("cert.pem"), node.certificatePem());
    Path key = Files.writeString(folder.resolve("key.pem"), node.privateKeyPkcs8Pem());
    HandshakeCertificates certificates =
        new HandshakeCertificates.Builder()
            .heldCertificate(node)
            .addTrustedCertificate(authority.certificate())
            .build();
    try (FakeGcs secure = FakeGcs.startTls(certificates.sslSocketFactory())) {
      secure.knows(place());
      String[] variables = {
        "RAY_ADDRESS=" + secure.address(),
        "RAY_USE_TLS=True",
        "RAY_TLS_CA_CERT=" + ca,
        "RAY_TLS_SERVER_CERT=" + cert,
        "RAY_TLS_SERVER_KEY=" + key
      };
      try (JobClient client = client(variables).build()) {
        assertThat(client.version().rayVersion()).isEqualTo("2.60.0");
      }
      assertThat(Objects.requireNonNull(secure.question().getHandshake()).peerCertificates().get(0))
          .isEqualTo(node.certificate());

      assertThat(failureOf(client("RAY_ADDRESS=" + secure.address())))
          .isInstanceOf(UnexpectedAnswerException.class)
          .hasMessageContaining("it speaks TLS")
          .hasMessageContaining("RAY_USE_TLS=1");
      variables[2] = "RAY_TLS_CA_CERT=";
      assertThat(failureOf(client(variables)))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("RAY_TLS_CA_CERT must name a file");
      HeldCertificate stranger = new HeldCertificate.Builder().certificateAuthority(0).build();
      variables[2] =
          "RAY_TLS_CA_CERT="
              + Files.writeString(folder.resolve("stranger.pem"), stranger.certificatePem());
      assertThat(failureOf(client(variables)))
          .isInstanceOf(ConnectionException.class)
          .hasMessageContaining("No TLS connection to the GCS at " + secure.address());
      variables[2] = "RAY_TLS_CA_CERT=" + ca;
      variables[0] = "RAY_ADDRESS=" + gcs.address();
      assertThat(failureOf(client(variables))).hasMessageContaining("RAY_USE_TLS is set");
    }
  }

  @Test
  void refusesToSendATokenInTheClearIfToldSo() {
    String[] variables = {
      "RAY_ADDRESS=203.0.113.7:6379", "RAY_AUTH_MODE=token", "RAY_AUTH_TOKEN=" + TOKEN
    };
    assertThat(failureOf(client(variables).plaintextTokens(PlaintextTokens.DENY)))
        .isInstanceOf(TokenException.class)
        .hasMessageContaining("No token is sent to the GCS at 203.0.113.7:6379 (RAY_ADDRESS)");
  }
}
