package dev.rayjobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.auth.PlaintextTokens;
import dev.rayjobs.auth.Token;
import dev.rayjobs.doctor.Check;
import dev.rayjobs.doctor.Check.Level;
import dev.rayjobs.doctor.Check.Subject;
import dev.rayjobs.doctor.Diagnosis;
import dev.rayjobs.internal.env.Environment;
import dev.rayjobs.testing.FakeDashboard;
import dev.rayjobs.testing.FakeGcs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the doctor finds, case by case. */
class DoctorTest {
  private static final String TOKEN = "marker-token-77aa";

  private final FakeDashboard dashboard = FakeDashboard.start();
  @TempDir private Path folder;

  @AfterEach
  void close() {
    dashboard.close();
  }

  private Diagnosis diagnosis(String... variables) {
    return builder(variables).diagnose();
  }

  private JobClient.Builder builder(String... variables) {
    Map<String, String> all = new HashMap<>();
    all.put("HOME", folder.toString());
    for (String variable : variables) {
      String[] parts = variable.split("=", 2);
      all.put(parts[0], parts[1]);
    }
    return JobClient.builder().environment(Environment.of(all)).address(dashboard.address());
  }

  private static Check check(Diagnosis diagnosis, Subject subject) {
    assertThat(diagnosis.toString()).doesNotContain(TOKEN);
    return diagnosis.checks().stream()
        .filter(check -> check.subject() == subject)
        .findFirst()
        .orElseThrow(() -> new NoSuchElementException(subject + " in\n" + diagnosis));
  }

  private static void assertFound(
      Diagnosis diagnosis, Subject subject, Level level, String... words) {
    Check check = check(diagnosis, subject);
    assertThat(check.level()).as(check.toString()).isEqualTo(level);
    assertThat(check.detail() + " " + check.next().orElse("")).contains(wordsOrNone(words));
    if (level != Level.OK) {
      assertThat(check.next()).as(check.toString()).isPresent();
    }
  }

  private static List<String> wordsOrNone(String... words) {
    return words.length == 0 ? List.of("") : Arrays.asList(words);
  }

  private Path tokenFile(String token, String mode) throws IOException {
    Path file = folder.resolve(".ray").resolve("auth_token");
    Files.createDirectories(file.getParent());
    Files.writeString(file, token);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  @Test
  void findsNothingWrongWithAnOpenClusterOrOneWithAToken() throws Exception {
    Diagnosis open = diagnosis();
    assertThat(open.worst()).as(open.toString()).isEqualTo(Level.OK);
    assertFound(open, Subject.AUTHENTICATION_MODE, Level.OK, "wants no token");
    assertFound(open, Subject.TOKEN, Level.OK, "none is wanted", "RAY_AUTH_TOKEN is not set");
    assertFound(open, Subject.LOG_TAIL, Level.OK, "no job yet");

    dashboard.addJob("x", Map.of("entrypoint", "true")).run();
    dashboard.requireToken(TOKEN);
    Path file = tokenFile(TOKEN, "rw-------");
    Diagnosis secured = diagnosis("RAY_AUTH_MODE=token");
    assertThat(secured.worst()).as(secured.toString()).isEqualTo(Level.OK);
    assertFound(
        secured,
        Subject.TOKEN,
        Level.OK,
        "from the file " + file,
        "SHA-256 begins with " + Token.of(TOKEN).fingerprint(),
        "RAY_AUTH_TOKEN is not set",
        "RAY_AUTH_TOKEN_PATH is not set");
    assertFound(secured, Subject.TOKEN_FILE, Level.OK, "rw-------");
    assertFound(secured, Subject.ACCESS, Level.OK);
    assertFound(secured, Subject.VERSION, Level.OK, "Ray 2.60.0", "session_", "supported");
    assertFound(secured, Subject.LOG_TAIL, Level.OK, "log of x succeeds");
    assertThat(secured.checks().stream().map(Check::subject)).isSorted();
  }

  @Test
  void saysWhichAddressWins() {
    Diagnosis diagnosis =
        builder("RAY_ADDRESS=" + dashboard.address())
            .address("http://me:s3cret@other:8265")
            .diagnose();
    assertFound(
        diagnosis, Subject.ADDRESS, Level.OK, "(RAY_ADDRESS)", "wins over", "and RAY_ADDRESS if");
    assertThat(diagnosis.toString()).doesNotContain("s3cret");
  }

  @Test
  void saysWhyTheDashboardIsNotFound() {
    try (FakeGcs gcs = FakeGcs.start()) {
      gcs.knows("127.0.0.1:" + dashboard.port()).refuses(16, "no").refuses(12, "no").knowsNothing();
      String variable = "RAY_ADDRESS=" + gcs.address();

      assertFound(
          diagnosis(variable), Subject.ADDRESS, Level.OK, "named by the GCS at " + gcs.address());
      assertFound(diagnosis(variable), Subject.ACCESS, Level.PROBLEM, "wants a token", "mend that");
      assertFound(diagnosis(variable), Subject.ADDRESS, Level.PROBLEM, "seems to be no GCS");
      assertFound(diagnosis(variable), Subject.CONNECT, Level.PROBLEM, "knows of no dashboard");
      assertFound(
          diagnosis(variable, "RAY_AUTH_MODE=token", "RAY_AUTH_TOKEN_PATH=/no/such/file"),
          Subject.TOKEN,
          Level.PROBLEM,
          "/no/such/file");
    }
  }

  @Test
  void stopsAtWhatCannotBeUsedOrReached() throws Exception {
    Diagnosis malformed = diagnosis("RAY_ADDRESS=ray://head:10001");
    assertFound(malformed, Subject.ADDRESS, Level.PROBLEM, "Ray Client address");
    assertThat(malformed.checks()).hasSize(1);

    assertFound(
        diagnosis("RAY_AUTH_PLAINTEXT=perhaps"),
        Subject.SETTINGS,
        Level.PROBLEM,
        "RAY_AUTH_PLAINTEXT");
    assertFound(
        diagnosis("RAY_ADDRESS=http://no-such-host.invalid:8265"), Subject.DNS, Level.PROBLEM);
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Diagnosis nobody = diagnosis("RAY_ADDRESS=http://127.0.0.1:" + port);
    assertFound(nobody, Subject.CONNECT, Level.PROBLEM, "127.0.0.1:" + port, "port-forward");
    assertFound(
        diagnosis("RAY_ADDRESS=" + dashboard.address().replace("http", "https")),
        Subject.TLS,
        Level.PROBLEM,
        "speaks https");
  }

  @Test
  void tellsTheFourCasesOfTheGuideApart() throws Exception {
    // On at the cluster only, with a token at hand and without.
    dashboard.requireToken(TOKEN);
    assertFound(
        diagnosis(), Subject.TOKEN, Level.PROBLEM, "none found", "export RAY_AUTH_MODE=token");
    tokenFile(TOKEN, "rw-------");
    Diagnosis unsent = diagnosis();
    assertFound(unsent, Subject.TOKEN, Level.PROBLEM, "RAY_AUTH_MODE is not token");
    assertFound(unsent, Subject.ACCESS, Level.PROBLEM, "401");
    // Not found though wanted.
    assertFound(
        diagnosis("RAY_AUTH_MODE=token", "HOME=/nowhere"),
        Subject.TOKEN,
        Level.PROBLEM,
        "/nowhere/.ray/auth_token does not exist");
    // Wrong.
    Diagnosis wrong = diagnosis("RAY_AUTH_MODE=token", "RAY_AUTH_TOKEN=another");
    assertFound(wrong, Subject.TOKEN, Level.OK, "the variable RAY_AUTH_TOKEN", "a file is safer");
    assertFound(wrong, Subject.ACCESS, Level.PROBLEM, "403", "started with");
    // Broken.
    assertFound(
        diagnosis("RAY_AUTH_MODE=token", "RAY_AUTH_TOKEN_PATH=/no/file"),
        Subject.TOKEN,
        Level.PROBLEM,
        "/no/file");
  }

  @Test
  void warnsOfAFileThatOthersCanRead() throws Exception {
    dashboard.requireToken(TOKEN);
    Path file = tokenFile(TOKEN, "rw-r--r--");
    Diagnosis diagnosis = diagnosis("RAY_AUTH_MODE=token");
    assertFound(diagnosis, Subject.TOKEN_FILE, Level.WARNING, "chmod 600 " + file);
    assertThat(diagnosis.worst()).isEqualTo(Level.WARNING);
  }

  @Test
  void seesTheServerBeforeRay() {
    dashboard.answerNext(
        "GET", "/api/authentication_mode", new MockResponse.Builder().code(401).build());
    assertFound(diagnosis(), Subject.AUTHENTICATION_MODE, Level.WARNING, "401", "RAY_JOB_HEADERS");
  }

  @Test
  void seesAProxyThatPassesNoWebSocketOn() {
    dashboard.addJob("x", Map.of("entrypoint", "true")).run();
    dashboard.answerNext(
        "GET", "/api/jobs/x/logs/tail", new MockResponse.Builder().code(400).body("no").build());
    assertFound(diagnosis(), Subject.LOG_TAIL, Level.PROBLEM, "WebSocket upgrades");
  }

  @Test
  void judgesTheVersion() {
    dashboard.rayVersion("2.40.0");
    assertFound(diagnosis(), Subject.VERSION, Level.OK, "knows no tokens");
    dashboard.rayVersion("2.99.0");
    assertFound(diagnosis(), Subject.VERSION, Level.OK, "newer than");
    dashboard.rayVersion("3.0.0.dev0");
    assertFound(diagnosis(), Subject.VERSION, Level.OK, "newer than");
    dashboard.answerNext(
        "GET",
        "/api/version",
        new MockResponse.Builder().body("{\"ray_version\":\"ours\"}").build());
    assertFound(diagnosis(), Subject.VERSION, Level.OK, "a build of one's own");
    dashboard.rayVersion("1.13.0");
    assertFound(diagnosis(), Subject.VERSION, Level.PROBLEM, "not supported", "2.0 or newer");
  }

  @Test
  void seesAServerThatKnowsNoTokensOrIsNotRay() {
    dashboard.answerNext(
        "GET", "/api/authentication_mode", new MockResponse.Builder().code(404).build());
    assertFound(diagnosis(), Subject.AUTHENTICATION_MODE, Level.OK, "before 2.52", "no Ray");
    dashboard.answerNext(
        "GET", "/api/authentication_mode", new MockResponse.Builder().code(502).build());
    assertFound(diagnosis(), Subject.AUTHENTICATION_MODE, Level.WARNING, "502", "path prefix");
    dashboard.answerNext(
        "GET", "/api/version", new MockResponse.Builder().body("<html>hello</html>").build());
    assertFound(diagnosis(), Subject.VERSION, Level.PROBLEM, "no Ray dashboard");
  }

  @Test
  void seesATunnelThatLeadsNowhere() throws Exception {
    // As ssh does: takes the connection, and drops it when nobody listens at the other end.
    try (ServerSocket tunnel = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread dropping =
          new Thread(
              () -> {
                try {
                  while (true) {
                    tunnel.accept().close();
                  }
                } catch (IOException closed) {
                  return;
                }
              });
      dropping.start();
      Diagnosis diagnosis = diagnosis("RAY_ADDRESS=http://127.0.0.1:" + tunnel.getLocalPort());
      assertThat(diagnosis.checks().get(diagnosis.checks().size() - 1))
          .satisfies(check -> assertThat(check.subject()).isEqualTo(Subject.CONNECT))
          .satisfies(check -> assertThat(check.level()).isEqualTo(Level.PROBLEM))
          .satisfies(check -> assertThat(check.detail()).contains("At this end of a tunnel"))
          .satisfies(check -> assertThat(check.next().orElse("")).contains("at its other end"));
    }
  }

  /** A dashboard on another host, as far as names go: behind a proxy that takes plain http. */
  @Test
  void looksAtTheProxyAndThePlainTextOnTheWay() throws Exception {
    dashboard.requireToken(TOKEN);
    tokenFile(TOKEN, "rw-------");
    String proxy = "http_proxy=http://me:s3cret@127.0.0.1:" + dashboard.port();
    String[] variables = {"RAY_AUTH_MODE=token", "RAY_ADDRESS=http://ray.example.com:8265", proxy};
    Diagnosis remote = diagnosis(variables);
    assertFound(
        remote, Subject.PROXY, Level.OK, "127.0.0.1:" + dashboard.port(), "http_proxy", "NO_PROXY");
    assertThat(remote.toString()).doesNotContain("s3cret");
    assertFound(
        remote,
        Subject.ENCRYPTION,
        Level.WARNING,
        "plain http to ray.example.com",
        "SSH tunnel",
        "ray dashboard",
        "kubectl port-forward",
        "TLS proxy",
        "VPN");
    assertFound(remote, Subject.ACCESS, Level.OK);

    assertFound(
        builder(variables).plaintextTokens(PlaintextTokens.ALLOW).diagnose(),
        Subject.ENCRYPTION,
        Level.OK,
        "allows");
    Diagnosis denied = builder(variables).plaintextTokens(PlaintextTokens.DENY).diagnose();
    assertFound(denied, Subject.ENCRYPTION, Level.PROBLEM, "denied", "SSH tunnel");
    assertFound(denied, Subject.ACCESS, Level.PROBLEM, "No token is sent to ray.example.com");
    assertFound(
        diagnosis("RAY_AUTH_MODE=token"), Subject.ENCRYPTION, Level.OK, "to this machine only");
  }

  @Test
  void saysThatABrokenPlaceMattersLittleWhereNoTokenIsWanted() {
    assertFound(
        diagnosis("RAY_AUTH_TOKEN= "),
        Subject.TOKEN,
        Level.WARNING,
        "white space only",
        "no token is sent");
  }

  @Test
  void looksAtTheCertificate() throws Exception {
    HeldCertificate soon =
        new HeldCertificate.Builder()
            .addSubjectAlternativeName("127.0.0.1")
            .duration(3, TimeUnit.DAYS)
            .build();
    Path pem = Files.writeString(folder.resolve("ca.pem"), soon.certificatePem());
    try (FakeDashboard tls =
        FakeDashboard.startTls(
            new HandshakeCertificates.Builder().heldCertificate(soon).build().sslSocketFactory())) {
      List<String> address = List.of("RAY_ADDRESS=" + tls.address());
      assertFound(
          diagnosis(address.get(0), "SSL_CERT_FILE=" + pem),
          Subject.TLS,
          Level.WARNING,
          "TLSv1",
          "valid until",
          "SSL_CERT_FILE",
          "renew");
      assertFound(diagnosis(address.get(0)), Subject.TLS, Level.PROBLEM, "the JVM's");
      assertFound(
          builder(address.get(0)).verifyTls(false).diagnose(),
          Subject.TLS,
          Level.WARNING,
          "not checked");
    }
  }
}
