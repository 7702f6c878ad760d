package dev.rayjobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rayjobs.auth.TokenSources;
import dev.rayjobs.errors.UnexpectedAnswerException;
import dev.rayjobs.internal.env.Environment;
import dev.rayjobs.testing.FakeDashboard;
import dev.rayjobs.testing.FakeJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Consumer;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A redirect could carry token, cookies, headers and bodies to a stranger: none is followed. */
class RedirectTest {
  private static final String TOKEN = "marker-token-93d1";

  private final MockWebServer stranger = new MockWebServer();
  @TempDir private Path folder;

  @BeforeEach
  void start() throws IOException {
    stranger.start();
  }

  @AfterEach
  void stop() {
    stranger.close();
  }

  private JobClient client(FakeDashboard dashboard) throws IOException {
    return JobClient.builder()
        .environment(Environment.of(Map.of()))
        .retry(RetrySettings.none())
        .address(dashboard.address())
        .tokenSource(TokenSources.explicit(TOKEN))
        .header("X-Key", "s3cret")
        .cookie("session", "s3cret")
        .build();
  }

  private MockResponse redirect(int status, String to) {
    return new MockResponse.Builder().code(status).setHeader("Location", to).build();
  }

  @Test
  void aTokenInTheAddressThatItLeadsToIsNotShown() throws IOException {
    try (FakeDashboard dashboard = FakeDashboard.start();
        JobClient client = client(dashboard)) {
      dashboard.answerNext("GET", "/api/version", redirect(302, "/login/" + TOKEN));
      assertThatThrownBy(client::version)
          .isInstanceOf(UnexpectedAnswerException.class)
          .hasMessageContaining("/login/***")
          .hasMessageNotContaining(TOKEN);
    }
  }

  private void assertStays(String method, String path, int status, Consumer<JobClient> use)
      throws IOException {
    try (FakeDashboard dashboard = FakeDashboard.start();
        JobClient client = client(dashboard)) {
      dashboard.addJob("x", Map.of("entrypoint", "true")).run().print("one\n");
      client.version();
      int before = dashboard.requests().size();
      for (int i = 0; i < 50; i++) {
        dashboard.answerNext(
            method, path, redirect(status, stranger.url("/login?next=s3cret").toString()));
      }
      assertThatThrownBy(() -> use.accept(client))
          .isInstanceOf(UnexpectedAnswerException.class)
          .hasMessageContaining("redirects (" + method + " " + path)
          .hasMessageContaining("to http://" + stranger.getHostName() + ":" + stranger.getPort())
          .hasMessageContaining("not followed")
          .hasMessageNotContaining("s3cret")
          .hasMessageNotContaining(TOKEN);
      assertThat(dashboard.requests()).hasSizeGreaterThan(before);
    }
    assertThat(stranger.getRequestCount()).isZero();
  }

  @Test
  void staysWithASubmission() throws Exception {
    for (int status : new int[] {301, 302, 303, 307, 308}) {
      assertStays("POST", "/api/jobs/", status, client -> client.submission("true").submit());
    }
  }

  @Test
  void staysWithAQuestionAndADeletion() throws Exception {
    assertStays("GET", "/api/jobs/x", 302, client -> client.job("x").details());
    assertStays("DELETE", "/api/jobs/x", 307, client -> client.job("x").delete());
  }

  @Test
  void staysWithAnUpload() throws Exception {
    Files.writeString(folder.resolve("main.py"), "print(1)\n");
    String uri;
    try (FakeDashboard dashboard = FakeDashboard.start();
        JobClient client = client(dashboard)) {
      client.submission("true").workingDir(folder).submit();
      uri = dashboard.packages().iterator().next();
    }
    String path = "/api/packages/" + uri.replace("://", "/");
    assertStays("PUT", path, 307, client -> client.submission("true").workingDir(folder).submit());
  }

  /** A tail that cannot be had is done without: the log is fetched. */
  @Test
  void staysWithTheLogTail() throws Exception {
    String tail = "/api/jobs/x/logs/tail";
    String text = "a line\n".repeat(20_000);
    try (FakeDashboard dashboard = FakeDashboard.start();
        JobClient client = client(dashboard)) {
      FakeJob job = dashboard.addJob("x", Map.of("entrypoint", "true")).run();
      job.print(text);
      for (int i = 0; i < 50; i++) {
        dashboard.answerNext("GET", tail, redirect(302, stranger.url(tail).toString()));
      }
      StringBuilder seen = new StringBuilder();
      try (LogStream log = client.job("x").followLogs()) {
        Iterator<String> pieces = log.iterator();
        LogToTail.print(dashboard, job, text, pieces, seen::append);
        job.succeed();
        pieces.forEachRemaining(seen::append);
      }
      assertThat(seen.toString().replace("a line\n", "")).isEmpty();
      assertThat(seen.length() % text.length()).isZero();
    }
    assertThat(stranger.getRequestCount()).isZero();
  }

  @Test
  void goesFromEncryptionToPlainTextOnNoAccount() throws Exception {
    HeldCertificate held =
        new HeldCertificate.Builder().addSubjectAlternativeName("127.0.0.1").build();
    Path pem = Files.writeString(folder.resolve("ca.pem"), held.certificatePem());
    HandshakeCertificates certificates =
        new HandshakeCertificates.Builder().heldCertificate(held).build();
    try (FakeDashboard tls = FakeDashboard.startTls(certificates.sslSocketFactory());
        JobClient client =
            JobClient.builder()
                .environment(Environment.of(Map.of()))
                .address(tls.address())
                .trustedCertificates(pem)
                .tokenSource(TokenSources.explicit(TOKEN))
                .build()) {
      // The same host, and its very port.
      tls.answerNext(
          "GET", "/api/version", redirect(301, "http://127.0.0.1:" + tls.port() + "/api/version"));
      assertThatThrownBy(client::version)
          .isInstanceOf(UnexpectedAnswerException.class)
          .hasMessageContaining("to http://127.0.0.1:" + tls.port())
          .hasMessageContaining("not followed");
      assertThat(tls.requests()).hasSize(1);
    }
  }
}
