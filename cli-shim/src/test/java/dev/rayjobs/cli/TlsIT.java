package dev.rayjobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.cli.Run.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

/** The program's options and variables for TLS, before a server that can want a certificate. */
class TlsIT {
  private static final HeldCertificate AUTHORITY =
      new HeldCertificate.Builder().certificateAuthority(0).commonName("authority").build();
  private static final HeldCertificate SERVER =
      new HeldCertificate.Builder()
          .signedBy(AUTHORITY)
          .addSubjectAlternativeName("localhost")
          .addSubjectAlternativeName("127.0.0.1")
          .build();
  private static final HeldCertificate CLIENT =
      new HeldCertificate.Builder().signedBy(AUTHORITY).build();

  private final MockWebServer server = new MockWebServer();
  @TempDir private Path folder;

  @BeforeEach
  void start() throws IOException {
    Files.writeString(folder.resolve("ca.pem"), AUTHORITY.certificatePem());
    Files.writeString(folder.resolve("me.pem"), CLIENT.certificatePem());
    Files.writeString(folder.resolve("me.key"), CLIENT.privateKeyPkcs8Pem());
    server.useHttps(
        new HandshakeCertificates.Builder()
            .heldCertificate(SERVER)
            .addTrustedCertificate(AUTHORITY.certificate())
            .build()
            .sslSocketFactory());
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            String body =
                request.getTarget().equals("/api/jobs/") ? "[]" : "{\"ray_version\":\"2.60.0\"}";
            return new MockResponse.Builder().body(body).build();
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Run list(String... options) {
    return Run.ray("job", "list", "--address", server.url("/").toString()).arguments(options);
  }

  private void assertLists(Run run) {
    Result result = run.toTheEnd();
    assertThat(result.exitCode()).as("%s", result).isZero();
    assertThat(result.out()).endsWith("[]\n");
    assertThat(result.err()).isEmpty();
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  @Test
  void trustsWhatItIsTold() {
    assertLists(list("--verify", file("ca.pem")));
    assertLists(list("--verify", folder.toString()));
    assertLists(list().environment("REQUESTS_CA_BUNDLE", file("ca.pem")));
    assertLists(list().environment("SSL_CERT_FILE", file("ca.pem")));

    Result careful = list().toTheEnd();
    assertThat(careful.exitCode()).isEqualTo(ExitCode.CANNOT_REACH);
    assertThat(careful.err()).contains("--verify").hasLineCount(1);
    Result careless = list("--verify", "false").toTheEnd();
    assertThat(careless.exitCode()).isZero();
    assertThat(careless.err()).contains("is not checked").hasLineCount(1);
  }

  @Test
  void showsTheCertificateThatItIsGiven() {
    server.requireClientAuth();
    String ca = file("ca.pem");
    assertLists(
        list("--verify", ca, "--client-cert", file("me.pem"), "--client-key", file("me.key")));
    assertLists(
        list("--verify", ca)
            .environment("RAY_JOB_CLIENT_CERT", file("me.pem"))
            .environment("RAY_JOB_CLIENT_KEY", file("me.key")));

    Result without = list("--verify", ca).toTheEnd();
    assertThat(without.exitCode()).isEqualTo(ExitCode.CANNOT_REACH);
    assertThat(without.err()).contains("RAY_JOB_CLIENT_CERT").hasLineCount(1);
    Result keyOnly = list("--client-key", file("me.key")).toTheEnd();
    assertThat(keyOnly.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(keyOnly.err()).contains("--client-key needs --client-cert");
  }
}
