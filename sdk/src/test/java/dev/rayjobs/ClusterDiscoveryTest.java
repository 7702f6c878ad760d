package dev.rayjobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.rayjobs.auth.PlaintextTokens;
import dev.rayjobs.errors.AuthenticationMissingException;
import dev.rayjobs.errors.AuthenticationRejectedException;
import dev.rayjobs.errors.ConnectionException;
import dev.rayjobs.errors.InvalidInputException;
import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.errors.TimedOutException;
import dev.rayjobs.errors.TokenException;
import dev.rayjobs.errors.UnexpectedAnswerException;
import dev.rayjobs.internal.env.Environment;
import dev.rayjobs.testing.FakeDashboard;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import okio.Buffer;
import okio.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From an address that is not the dashboard's own to the dashboard, with all that can go wrong. */
class ClusterDiscoveryTest {
  private static final String TOKEN = "marker-token-31c7";

  private final FakeDashboard dashboard = FakeDashboard.start();
  private final FakeGcs gcs = FakeGcs.start();
  private final List<String> warnings = new ArrayList<>();
  @TempDir private Path folder;

  @AfterEach
  void close() {
    dashboard.close();
    gcs.close();
  }

  private JobClient.Builder client(String... variables) {
    Map<String, String> all = new HashMap<>();
    all.put("HOME", folder.toString());
    all.put("RAY_TMPDIR", folder.toString());
    for (String variable : variables) {
      String[] parts = variable.split("=", 2);
      all.put(parts[0], parts[1]);
    }
    return JobClient.builder()
        .environment(Environment.of(all))
        .usualPlace("http://127.0.0.1:1")
        .retry(RetrySettings.none())
        .listener(
            new SubmissionListener() {
              @Override
              public void warned(String warning) {
                warnings.add(warning);
              }
            });
  }

  private String place() {
    return "127.0.0.1:" + dashboard.port();
  }

  private Path clusterFile(String text) throws IOException {
    Path file = folder.resolve("ray").resolve("ray_current_cluster");
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  /** What the first call of such a client throws. */
  private static Throwable failureOf(JobClient.Builder builder) {
    try (JobClient client = builder.build()) {
      return catchThrowable(client::version);
    }
  }

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
    assertThat(warnings).isEmpty();
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
        .isInstanceOf(AuthenticationMissingException.class)
        .hasMessageContaining(gcs.address() + " (RAY_ADDRESS) wants a token")
        .hasMessageContaining("export RAY_AUTH_MODE=token");
    assertThat(
            failureOf(
                client(
                    "RAY_ADDRESS=" + gcs.address(),
                    "RAY_AUTH_MODE=token",
                    "RAY_AUTH_TOKEN=" + TOKEN)))
        .isInstanceOf(AuthenticationRejectedException.class)
        .hasMessageContaining("refused the token from the variable RAY_AUTH_TOKEN")
        .satisfies(
            e ->
                assertThat(((AuthenticationRejectedException) e).reason())
                    .isEqualTo(words + " ***"));
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
        .isInstanceOf(TimedOutException.class)
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

  @ParameterizedTest
  @ValueSource(strings = {"auto", "local"})
  void readsTheClusterFile(String word) throws Exception {
    Path file = clusterFile(gcs.address() + "\n");
    gcs.knows(place()).knows(place());
    try (JobClient client = client().address(word).build()) {
      assertThat(client.version().rayVersion()).isEqualTo("2.60.0");
      assertThat(client.addressOrigin())
          .isEqualTo(
              "named by the GCS at %s, from %s, since the given address is '%s'",
              gcs.address(), file, word);
    }
    try (JobClient client = client().build()) {
      assertThat(client)
          .hasToString("JobClient[the cluster of this machine (no address was given)]");
      assertThat(client.address()).hasToString(dashboard.address());
      assertThat(client.addressOrigin()).endsWith(file + ", since no address was given");
    }
  }

  @Test
  void looksForTheClusterFileWhereRayDoes() throws Exception {
    clusterFile("127.0.0.1:1");
    String none = folder.resolve("none").toString();
    String found = folder.toString();
    assertThat(failureOf(client("RAY_TMPDIR=" + found, "TMPDIR=" + none)))
        .hasMessageContaining("GCS at 127.0.0.1:1");
    assertThat(failureOf(client("RAY_TMPDIR=" + none, "TMPDIR=" + found)))
        .hasMessageContaining("there is no cluster file " + none + "/ray/ray_current_cluster");
    assertThat(failureOf(client("RAY_TMPDIR=", "TMPDIR=" + found)))
        .hasMessageContaining("there is no cluster file ray/ray_current_cluster");
    JobClient.Builder without =
        JobClient.builder()
            .usualPlace("http://127.0.0.1:1")
            .retry(RetrySettings.none())
            .environment(Environment.of(Map.of("TMPDIR", found)));
    assertThat(failureOf(without)).hasMessageContaining("GCS at 127.0.0.1:1");
  }

  @ParameterizedTest
  @CsvSource({"'', holds no HOST:PORT", "127.0.0.1, holds no HOST:PORT", "-, cannot be read"})
  void saysWhatIsWrongWithTheClusterFile(String text, String problem) throws Exception {
    Path file = clusterFile(text);
    if (text.equals("-")) {
      Files.delete(file);
      Files.createDirectory(file);
    }
    assertThat(failureOf(client()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("The cluster file " + file)
        .hasMessageContaining("no address was given")
        .hasMessageContaining(problem);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.60.0", "2.52.1", "2.40.0"})
  void triesTheUsualPlaceWithoutSecretsFirst(String version) throws Exception {
    dashboard.rayVersion(version);
    JobClient.Builder builder =
        client("RAY_AUTH_MODE=token", "RAY_AUTH_TOKEN=" + TOKEN)
            .usualPlace(dashboard.address())
            .header("X-Key", "secret");
    try (JobClient client = builder.build()) {
      assertThat(client.version().rayVersion()).isEqualTo(version);
      assertThat(client.addressOrigin())
          .isEqualTo("the usual place, since no address was given and no cluster is known");
    }
    RecordedRequest first = dashboard.requests().get(0);
    assertThat(first.getUrl().encodedPath()).isEqualTo("/api/authentication_mode");
    assertThat(first.getHeaders().get("Authorization")).isNull();
    assertThat(first.getHeaders().get("X-Key")).isNull();
    RecordedRequest last = dashboard.requests().get(dashboard.requests().size() - 1);
    assertThat(last.getHeaders().get("Authorization")).isEqualTo("Bearer " + TOKEN);
    assertThat(last.getHeaders().get("X-Key")).isEqualTo("secret");
  }

  @Test
  void saysThatThereIsNoClusterAnywhere() {
    assertThat(failureOf(client()))
        .isInstanceOf(ConnectionException.class)
        .hasMessageContaining("No Ray cluster found: no address was given")
        .hasMessageContaining(folder + "/ray/ray_current_cluster")
        .hasMessageContaining("http://127.0.0.1:1 nobody answers");
    dashboard.answerNext(
        "GET", "/api/authentication_mode", new MockResponse.Builder().body("<html>").build());
    assertThat(failureOf(client().usualPlace(dashboard.address())))
        .isInstanceOf(UnexpectedAnswerException.class)
        .hasMessageContaining("another server answers");
  }

  @Test
  void seesAClusterThatStartsMeanwhile() throws Exception {
    gcs.knows(place());
    SubmissionListener writer =
        new SubmissionListener() {
          @Override
          public void retrying(int attempt, RayJobsException failure, Duration wait) {
            try {
              clusterFile(gcs.address());
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          }
        };
    try (JobClient client =
        client().retry(RetrySettings.forAtMost(Duration.ofSeconds(30))).listener(writer).build()) {
      assertThat(client.version().rayVersion()).isEqualTo("2.60.0");
    }
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
