package dev.rayjobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rayjobs.auth.TokenHeader;
import dev.rayjobs.doctor.Check;
import dev.rayjobs.doctor.Diagnosis;
import dev.rayjobs.errors.AuthenticationException;
import dev.rayjobs.errors.ConnectionException;
import dev.rayjobs.internal.env.Environment;
import dev.rayjobs.testing.RayHead;
import dev.rayjobs.testing.RealRay;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLServerSocket;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Tokens on real Ray: on and off, behind proxies, and when a cluster is started anew. */
class AuthenticationIT {
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final String BASIC =
      "Basic "
          + Base64.getEncoder().encodeToString("me:s3cret".getBytes(StandardCharsets.US_ASCII));

  @TempDir private Path folder;

  private static JobClient.Builder client(RayHead head) {
    Map<String, String> variables =
        head.token()
            .map(token -> Map.of("RAY_AUTH_MODE", "token", "RAY_AUTH_TOKEN", token))
            .orElse(Map.of());
    return JobClient.builder().environment(Environment.of(variables)).address(head.address());
  }

  /** Upload, submission, log tail, status: each must come through. */
  private void assertRunsAJob(JobClient.Builder settings) throws IOException {
    Path work = Files.createDirectories(folder.resolve("work"));
    Files.writeString(work.resolve("say.txt"), "through " + System.nanoTime() + "\n");
    try (JobClient client = settings.build()) {
      Job job = client.submission("cat say.txt; sleep 1; echo end").workingDir(work).submit();
      StringBuilder log = new StringBuilder();
      try (LogStream pieces = job.followLogs()) {
        pieces.forEach(log::append);
      }
      assertThat(log).containsPattern("(?m)^through \\d+$").endsWith("end\n");
      assertThat(job.await(LONG).status()).isEqualTo(JobStatus.SUCCEEDED);
    }
    Diagnosis diagnosis = settings.diagnose();
    assertThat(diagnosis.worst()).as(diagnosis.toString()).isEqualTo(Check.Level.OK);
    assertThat(diagnosis.toString()).contains("handshake for the log of");
  }

  @Test
  @ExtendWith(RealRay.class)
  void comesThroughATlsProxyThatWantsAClientCertificate(RayHead head) throws Exception {
    assertComesThroughTls(head);
  }

  private void assertComesThroughTls(RayHead head) throws Exception {
    HeldCertificate authority =
        new HeldCertificate.Builder().certificateAuthority(0).commonName("authority").build();
    HeldCertificate server =
        new HeldCertificate.Builder()
            .signedBy(authority)
            .addSubjectAlternativeName("127.0.0.1")
            .duration(90, java.util.concurrent.TimeUnit.DAYS)
            .build();
    HeldCertificate me = new HeldCertificate.Builder().signedBy(authority).rsa2048().build();
    Path ca = Files.writeString(folder.resolve("ca.pem"), authority.certificatePem());
    Path certificate = Files.writeString(folder.resolve("me.pem"), me.certificatePem());
    Path key = Files.writeString(folder.resolve("me.key"), me.privateKeyPkcs1Pem());
    SSLServerSocket listening =
        (SSLServerSocket)
            new HandshakeCertificates.Builder()
                .heldCertificate(server)
                .addTrustedCertificate(authority.certificate())
                .build()
                .sslContext()
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    listening.setNeedClientAuth(true);
    try (ReverseProxy proxy = new ReverseProxy(listening, head.dashboardPort(), all -> all)) {
      String address = "https://127.0.0.1:" + proxy.port();
      assertRunsAJob(
          client(head)
              .address(address)
              .trustedCertificates(ca)
              .clientCertificate(certificate, key));
      try (JobClient without =
          client(head)
              .address(address)
              .trustedCertificates(ca)
              .retry(RetrySettings.none())
              .build()) {
        assertThatThrownBy(without::version)
            .isInstanceOf(ConnectionException.class)
            .hasMessageContaining("RAY_JOB_CLIENT_CERT");
      }
    }
  }

  /** Wants Basic credentials; below a path of its own. */
  private static List<String> wantingBasic(List<String> head, boolean stripping) {
    if (head.stream().noneMatch(line -> line.equalsIgnoreCase("Authorization: " + BASIC))) {
      return List.of();
    }
    List<String> passed = new ArrayList<>();
    for (String line : head) {
      if (!stripping || !ReverseProxy.isHeader(line, "Authorization")) {
        passed.add(line);
      }
    }
    passed.set(0, passed.get(0).replace(" /ray/", " /"));
    return passed;
  }

  @Test
  @ExtendWith(RealRay.class)
  void comesThroughAProxyThatWantsBasicCredentialsAndStripsThem(RayHead head) throws Exception {
    assertComesThroughBasic(head);
  }

  private void assertComesThroughBasic(RayHead head) throws Exception {
    try (ReverseProxy proxy =
        ReverseProxy.plain(head.dashboardPort(), all -> wantingBasic(all, true))) {
      String address = "127.0.0.1:" + proxy.port() + "/ray/";
      assertRunsAJob(client(head).address("http://me:s3cret@" + address));
      assertRunsAJob(
          client(head)
              .address("http://" + address)
              .tokenHeader(TokenHeader.X_RAY_AUTHORIZATION)
              .header("Authorization", BASIC));
      try (JobClient without = client(head).address("http://" + address).build()) {
        assertThatThrownBy(without::version)
            .isInstanceOf(AuthenticationException.class)
            .hasFieldOrPropertyWithValue("statusCode", 401)
            .hasMessageContaining("A server before Ray")
            .hasMessageNotContaining(head.token().orElse("no token here"));
      }
    }
  }

  @Test
  @ExtendWith(RealRay.class)
  void explainsAProxyThatDoesNotStripItsCredentials(RayHead head) {
    try (ReverseProxy proxy =
            ReverseProxy.plain(head.dashboardPort(), all -> wantingBasic(all, false));
        JobClient client =
            client(head).address("http://me:s3cret@127.0.0.1:" + proxy.port()).build()) {
      assertThatThrownBy(client::version)
          .isInstanceOf(AuthenticationException.class)
          .hasFieldOrPropertyWithValue("statusCode", 403)
          .hasMessageContaining("let the proxy take it away");
    }
  }

  @Test
  @ExtendWith(RealRay.class)
  void readsATokenAgainThatWasRotated(RayHead head) throws Exception {
    List<String> tokens = new ArrayList<>(List.of("stale", head.token().orElseThrow()));
    try (JobClient client =
        JobClient.builder()
            .environment(Environment.of(Map.of()))
            .address(head.address())
            .tokenSource(
                dev.rayjobs.auth.TokenSources.supplier(
                    () -> tokens.size() > 1 ? tokens.remove(0) : tokens.get(0), "the vault"))
            .build()) {
      assertThat(client.version().rayVersion()).isEqualTo(head.version());
    }
  }

  @Test
  void goesOnWithoutTokensAndNoticesAClusterStartedAnewWithOneAndThenAnother() throws Exception {
    RayHead head = RayHead.builder(RealRay.version()).withoutToken().start();
    int port = head.dashboardPort();
    try {
      assertRunsAJob(client(head).address(head.gcsAddress()));
      assertComesThroughTls(head);
      assertComesThroughBasic(head);
      try (JobClient client = client(head).build();
          LogStream log = following(client)) {
        Iterator<String> pieces = log.iterator();
        assertThat(pieces.next()).isNotEmpty();
        head.close();
        head = RayHead.builder(RealRay.version()).dashboardPort(port).token("first").start();
        assertThatThrownBy(() -> pieces.forEachRemaining(piece -> {}))
            .isInstanceOf(AuthenticationException.class)
            .hasFieldOrPropertyWithValue("statusCode", 401)
            .hasMessageContaining("started anew")
            .hasMessageContaining("export RAY_AUTH_MODE=token");
      }
      try (JobClient client = client(head).build();
          LogStream log = following(client)) {
        Iterator<String> pieces = log.iterator();
        assertThat(pieces.next()).isNotEmpty();
        head.close();
        head = RayHead.builder(RealRay.version()).dashboardPort(port).token("second").start();
        assertThatThrownBy(() -> pieces.forEachRemaining(piece -> {}))
            .isInstanceOfSatisfying(
                AuthenticationException.class, e -> assertThat(e.acceptedBefore()).isTrue())
            .hasMessageContaining("started anew with another token")
            .hasMessageContaining("session_");
      }
    } finally {
      head.close();
    }
  }

  private static LogStream following(JobClient client) {
    return client.submission("echo on its way; sleep 600").submit().followLogs();
  }
}
