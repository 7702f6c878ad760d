package dev.rayjobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rayjobs.auth.TokenSources;
import dev.rayjobs.errors.ConnectionException;
import dev.rayjobs.errors.InvalidInputException;
import dev.rayjobs.internal.env.Environment;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that wants a client certificate, and whom to trust, by builder and by variables. */
class ClientCertificateTest {
  private static final HeldCertificate AUTHORITY =
      new HeldCertificate.Builder().certificateAuthority(0).commonName("authority").build();
  private static final HeldCertificate SERVER =
      new HeldCertificate.Builder()
          .signedBy(AUTHORITY)
          .addSubjectAlternativeName("localhost")
          .addSubjectAlternativeName("127.0.0.1")
          .build();
  private static final HeldCertificate EC_CLIENT =
      new HeldCertificate.Builder().signedBy(AUTHORITY).commonName("ec client").build();
  private static final HeldCertificate RSA_CLIENT =
      new HeldCertificate.Builder().signedBy(AUTHORITY).rsa2048().commonName("rsa client").build();
  private static final String PASSWORD = "s3cret-password";

  private final MockWebServer server = new MockWebServer();
  @TempDir private Path folder;
  private Path ca = Path.of("");

  @BeforeEach
  void start() throws IOException {
    ca = Files.writeString(folder.resolve("ca.pem"), AUTHORITY.certificatePem());
    server.useHttps(
        new HandshakeCertificates.Builder()
            .heldCertificate(SERVER)
            .addTrustedCertificate(AUTHORITY.certificate())
            .build()
            .sslSocketFactory());
    server.requireClientAuth();
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return request.getTarget().endsWith("/tail")
                ? new MockResponse.Builder().code(404).body("Job x does not exist").build()
                : new MockResponse.Builder()
                    .body("{\"version\":\"4\",\"ray_version\":\"2.60.0\"}")
                    .build();
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private JobClient.Builder client(Map<String, String> variables) {
    return JobClient.builder()
        .environment(Environment.of(variables))
        .retry(RetrySettings.none())
        .address(server.url("/").toString());
  }

  private void assertShows(HeldCertificate expected, JobClient.Builder builder) throws Exception {
    server.setDispatcher(new OneJob());
    while (server.takeRequest(0, TimeUnit.SECONDS) != null) {
      // Of an earlier client.
      continue;
    }
    try (JobClient client = builder.build();
        LogStream log = client.job("x").followLogs()) {
      assertThat(String.join("", log)).isEqualTo(OneJob.LOG);
    }
    String target;
    do {
      RecordedRequest request = Objects.requireNonNull(server.takeRequest(60, TimeUnit.SECONDS));
      target = request.getTarget();
      assertThat(Objects.requireNonNull(request.getHandshake()).peerCertificates().get(0))
          .isEqualTo(expected.certificate());
    } while (!target.equals("/api/jobs/x/logs/tail"));
  }

  /** Tells of a job that runs until somebody asks for its tail, and refuses that. */
  private static final class OneJob extends Dispatcher {
    /** A log that is no longer short comes from the tail. */
    static final String LOG = "line\n".repeat(20_000);

    private volatile boolean ended;

    @Override
    public MockResponse dispatch(RecordedRequest request) {
      return switch (request.getTarget()) {
        case "/api/version" -> answer(200, "{\"ray_version\": \"2.60.0\"}");
        case "/api/jobs/x" ->
            answer(200, "{\"status\": \"" + (ended ? "SUCCEEDED" : "RUNNING") + "\"}");
        case "/api/jobs/x/logs" -> answer(200, "{\"logs\": \"" + LOG.replace("\n", "\\n") + "\"}");
        default -> {
          ended |= request.getTarget().endsWith("/tail");
          yield answer(404, "not here");
        }
      };
    }

    private static MockResponse answer(int status, String body) {
      return new MockResponse.Builder().code(status).body(body).build();
    }
  }

  private Path write(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  @Test
  void showsAnEcCertificateWithAPkcs8Key() throws Exception {
    Path certificate = write("c.pem", "a comment - like this\n" + EC_CLIENT.certificatePem());
    Path key = write("k.pem", EC_CLIENT.privateKeyPkcs8Pem());
    assertShows(
        EC_CLIENT, client(Map.of()).trustedCertificates(ca).clientCertificate(certificate, key));
  }

  @Test
  void showsAnRsaCertificateWithAPkcs1Key() throws Exception {
    Path certificate = write("c.pem", RSA_CLIENT.certificatePem());
    Path key = write("k.pem", RSA_CLIENT.privateKeyPkcs1Pem());
    assertShows(
        RSA_CLIENT, client(Map.of()).trustedCertificates(ca).clientCertificate(certificate, key));
  }

  @Test
  void takesAllFromVariables() throws Exception {
    Path both = write("both.pem", EC_CLIENT.privateKeyPkcs8Pem() + EC_CLIENT.certificatePem());
    assertShows(
        EC_CLIENT,
        client(
            Map.of("REQUESTS_CA_BUNDLE", ca.toString(), "RAY_JOB_CLIENT_CERT", both.toString())));
    Path certificate = write("c.pem", RSA_CLIENT.certificatePem());
    Path key = write("k.pem", RSA_CLIENT.privateKeyPkcs8Pem());
    assertShows(
        RSA_CLIENT,
        client(
            Map.of(
                "SSL_CERT_FILE",
                ca.toString(),
                "RAY_JOB_CLIENT_CERT",
                certificate.toString(),
                "RAY_JOB_CLIENT_KEY",
                key.toString())));
  }

  @Test
  void showsACertificateFromPkcs12() throws Exception {
    Path file = folder.resolve("client.p12");
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "me",
        RSA_CLIENT.keyPair().getPrivate(),
        PASSWORD.toCharArray(),
        new Certificate[] {RSA_CLIENT.certificate()});
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, PASSWORD.toCharArray());
    }
    assertShows(
        RSA_CLIENT,
        client(Map.of()).trustedCertificates(ca).clientCertificate(file, PASSWORD.toCharArray()));
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("REQUESTS_CA_BUNDLE", ca.toString());
    variables.put("RAY_JOB_CLIENT_CERT", file.toString());
    assertThatThrownBy(() -> client(variables).build())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("RAY_JOB_CLIENT_KEY_PASSWORD");
    variables.put("RAY_JOB_CLIENT_KEY_PASSWORD", "wrong-" + PASSWORD);
    assertThatThrownBy(() -> client(variables).build())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("with the given password")
        .hasMessageNotContaining(PASSWORD);
    variables.put("RAY_JOB_CLIENT_KEY_PASSWORD", PASSWORD);
    assertShows(RSA_CLIENT, client(variables));
  }

  @Test
  void trustsACertificateForTheNameThatWasAskedForOnly() throws Exception {
    HeldCertificate other =
        new HeldCertificate.Builder()
            .signedBy(AUTHORITY)
            .addSubjectAlternativeName("other.example.com")
            .build();
    try (MockWebServer wrong = new MockWebServer()) {
      wrong.useHttps(
          new HandshakeCertificates.Builder().heldCertificate(other).build().sslSocketFactory());
      wrong.start();
      try (JobClient client =
          client(Map.of())
              .address(wrong.url("/").toString())
              .trustedCertificates(ca)
              .tokenSource(TokenSources.explicit("t"))
              .build()) {
        assertThatThrownBy(client::version)
            .isInstanceOf(ConnectionException.class)
            .hasMessageContaining("No TLS connection to")
            .hasMessageContaining("other.example.com");
      }
      assertThat(wrong.getRequestCount()).isZero();
    }
  }

  @Test
  void saysThatTheServerWantsACertificate() {
    try (JobClient client = client(Map.of()).trustedCertificates(ca).build()) {
      assertThatThrownBy(client::version)
          .isInstanceOf(ConnectionException.class)
          .hasMessageContaining("RAY_JOB_CLIENT_CERT");
    }
  }

  @Test
  void refusesAKeyOfAnotherCertificateWithoutShowingIt() throws Exception {
    Path certificate = write("c.pem", RSA_CLIENT.certificatePem());
    Path key = write("k.pem", EC_CLIENT.privateKeyPkcs8Pem());
    Path other =
        write("o.pem", new HeldCertificate.Builder().rsa2048().build().privateKeyPkcs8Pem());
    for (Path wrong : List.of(key, other)) {
      assertThatThrownBy(() -> client(Map.of()).clientCertificate(certificate, wrong).build())
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("does not belong")
          .hasMessageContaining(wrong.toString());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no key at all",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        "-----BEGIN EC PRIVATE KEY-----\nMAA=\n-----END EC PRIVATE KEY-----\n",
        "-----BEGIN EC PRIVATE KEY-----\nMIT/////\n-----END EC PRIVATE KEY-----\n",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAA=\n-----END ENCRYPTED PRIVATE KEY-----\n",
        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END RSA PRIVATE KEY-----\n",
        "-----BEGIN DSA PRIVATE KEY-----\nAAAA\n-----END DSA PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\nA\n-----END PRIVATE KEY-----\n"
      })
  void refusesAKeyThatCannotBeUsed(String text) throws Exception {
    Path certificate = write("c.pem", RSA_CLIENT.certificatePem());
    Path key = write("k.pem", text);
    assertThatThrownBy(() -> client(Map.of()).clientCertificate(certificate, key).build())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(key.toString());
  }

  @Test
  void refusesFilesThatAreNotThere() {
    Path none = folder.resolve("none.pem");
    assertThatThrownBy(() -> client(Map.of()).clientCertificate(none, none).build())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("there is no file " + none);
    assertThatThrownBy(() -> client(Map.of("REQUESTS_CA_BUNDLE", none.toString())).build())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("REQUESTS_CA_BUNDLE")
        .hasMessageContaining(none.toString());
    assertThatThrownBy(() -> client(Map.of("RAY_JOB_CLIENT_KEY", none.toString())).build())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("RAY_JOB_CLIENT_CERT");
  }

  @Test
  void asksNoVariablesForAPlainAddress() {
    Map<String, String> broken = Map.of("REQUESTS_CA_BUNDLE", "/none", "SSL_CERT_FILE", "/none");
    try (JobClient client = client(broken).address("http://127.0.0.1:8265").build()) {
      assertThat(client.address()).hasScheme("http");
    }
  }

  @Test
  void passesOverOtherFilesInAFolderOfCertificates() throws Exception {
    write("README", "These are ours.\n");
    write("k.pem", EC_CLIENT.privateKeyPkcs8Pem());
    Path both = write("both.pem", EC_CLIENT.certificatePem() + EC_CLIENT.privateKeyPkcs8Pem());
    assertShows(
        EC_CLIENT,
        client(Map.of("RAY_JOB_CLIENT_CERT", both.toString())).trustedCertificates(folder));
  }

  @Test
  void warnsThatNothingIsChecked() throws Exception {
    Path both = write("both.pem", EC_CLIENT.certificatePem() + EC_CLIENT.privateKeyPkcs8Pem());
    try (CapturedLog log = new CapturedLog()) {
      assertShows(
          EC_CLIENT, client(Map.of("RAY_JOB_CLIENT_CERT", both.toString())).verifyTls(false));
      assertThat(log.text()).containsOnlyOnce("is not checked").contains("localhost");
    }
  }
}
