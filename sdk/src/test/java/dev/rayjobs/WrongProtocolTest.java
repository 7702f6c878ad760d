package dev.rayjobs;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rayjobs.errors.ConnectionException;
import dev.rayjobs.errors.UnexpectedAnswerException;
import dev.rayjobs.internal.env.Environment;
import dev.rayjobs.testing.FakeDashboard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HexFormat;
import java.util.Map;
import mockwebserver3.MockResponse;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses whose scheme or port is another server's. */
class WrongProtocolTest {
  private static void assertFails(
      String address, Class<? extends Throwable> type, String... words) {
    try (JobClient client =
        JobClient.builder()
            .environment(Environment.of(Map.of()))
            .retry(RetrySettings.none())
            .address(address)
            .build()) {
      assertThatThrownBy(client::version).isInstanceOf(type).hasMessageContainingAll(words);
    }
  }

  /** A server that answers these bytes to whatever comes, and hangs up. */
  private static final class Bytes implements AutoCloseable {
    private final ServerSocket server;
    private final byte[] answer;

    Bytes(String hex) throws IOException {
      server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
      answer = HexFormat.of().parseHex(hex);
      Thread thread = new Thread(this::serve, "bytes");
      thread.setDaemon(true);
      thread.start();
    }

    private void serve() {
      while (!server.isClosed()) {
        try (Socket socket = server.accept()) {
          socket.getInputStream().read(new byte[4096]);
          socket.getOutputStream().write(answer);
        } catch (IOException e) {
          if (!server.isClosed()) {
            throw new UncheckedIOException(e);
          }
        }
      }
    }

    String authority() {
      return "127.0.0.1:" + server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }

  @Test
  void saysThatAnHttpsAddressIsPlain() throws IOException {
    String badRequest = "HTTP/1.1 400 Bad Request\r\n\r\n";
    try (Bytes plain = new Bytes(HexFormat.of().formatHex(badRequest.getBytes(US_ASCII)))) {
      assertFails(
          "https://" + plain.authority() + "/prefix",
          UnexpectedAnswerException.class,
          "There is no dashboard at https://" + plain.authority(),
          "does not speak TLS: try http://" + plain.authority() + "/prefix");
    }
  }

  @Test
  void saysThatAnHttpAddressSpeaksTls() {
    HeldCertificate server =
        new HeldCertificate.Builder().addSubjectAlternativeName("127.0.0.1").build();
    HandshakeCertificates certificates =
        new HandshakeCertificates.Builder().heldCertificate(server).build();
    try (FakeDashboard dashboard = FakeDashboard.startTls(certificates.sslSocketFactory())) {
      String authority = "127.0.0.1:" + dashboard.port();
      assertFails(
          "http://" + authority,
          UnexpectedAnswerException.class,
          "There is no dashboard at http://" + authority,
          "speaks TLS: try https://" + authority);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<html><center>The plain HTTP request was sent to HTTPS port</center></html>",
        "Client sent an HTTP request to an HTTPS server.\n",
        "<p>Reason: You're speaking plain HTTP to an SSL-enabled server port.<br />"
      })
  void believesAServerThatSaysItWantsHttps(String words) {
    try (FakeDashboard dashboard = FakeDashboard.start()) {
      dashboard.answerNext(
          "GET", "/api/version", new MockResponse.Builder().code(400).body(words).build());
      assertFails(
          dashboard.address(),
          UnexpectedAnswerException.class,
          "speaks https: try https://127.0.0.1:" + dashboard.port());
    }
  }

  @Test
  void saysThatAnHttpAddressIsThatOfAGcs() throws IOException {
    // HTTP/2's SETTINGS, with which a gRPC server begins.
    try (Bytes gcs = new Bytes("000006040000000000000400003fff")) {
      assertFails(
          "http://" + gcs.authority(),
          UnexpectedAnswerException.class,
          "There is no dashboard at http://" + gcs.authority(),
          "speaks gRPC, as Ray's GCS does",
          "http://127.0.0.1:8265",
          "leave the scheme away, " + gcs.authority());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "00", "0d0a0d0a"})
  void staysVagueWhereNothingIsCertain(String hex) throws IOException {
    try (Bytes other = new Bytes(hex)) {
      assertFails(
          "http://" + other.authority(),
          ConnectionException.class,
          "broke before an answer came",
          "Is this a Ray dashboard?",
          "A port that speaks https may end like this, too");
      assertFails(
          other.authority(),
          UnexpectedAnswerException.class,
          "What answers at " + other.authority() + " (the given address) seems to be no GCS");
    }
  }

  @Test
  void namesHostsWithUnderscoresLikeOthers() {
    try (JobClient client =
        JobClient.builder()
            .environment(Environment.of(Map.of()))
            .address("http://no_such_host.invalid:8265")
            .build()) {
      assertThat(client.address()).hasToString("http://no_such_host.invalid:8265");
      assertThatThrownBy(client::version).hasMessageContaining("no such host");
    }
  }
}
