package dev.rayjobs.cli;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.cli.Run.Result;
import dev.rayjobs.testing.FakeDashboard;
import dev.rayjobs.testing.FakeGcs;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The guide to what goes wrong: each of its lines is what the built program says when it does. */
class TroubleshootingIT {
  private static final Document GUIDE = Document.at("sdk/docs/troubleshooting.md");
  private static final Pattern CODE = Pattern.compile("`([^`]*)`");

  /** How each is made to happen. */
  private static final Map<String, Trouble> TROUBLES =
      Map.ofEntries(
          entry("Cannot connect to …: Connection refused", here -> here.list(nobody())),
          entry(
              "Cannot connect to …: no such host",
              here -> here.list("http://no-such-host.invalid:8265")),
          entry("No Ray cluster found: …", TroubleshootingIT::noCluster),
          entry("There is no Ray dashboard at …", TroubleshootingIT::anotherServer),
          entry(
              "There is no dashboard at …: what answers there speaks gRPC, as Ray's GCS does",
              TroubleshootingIT::gcs),
          entry(
              "is a Ray Client address, for Python's ray.init()",
              here -> here.list("ray://head:10001")),
          entry(
              "what answers there speaks TLS: try https://",
              here -> here.list(here.tlsPort("http"))),
          entry("No TLS connection to …", here -> here.list(here.tlsPort("https"))),
          entry("redirects (…) to …, which is not followed", TroubleshootingIT::redirect),
          entry("no Java found", TroubleshootingIT::noJava),
          entry(
              "The cluster at … wants a token …: none was sent, because RAY_AUTH_MODE is not set to token",
              TroubleshootingIT::noMode),
          entry("No Ray token found: …", TroubleshootingIT::noToken),
          entry(
              "refused the token from …: it is not the one that the cluster was started with",
              TroubleshootingIT::wrongToken),
          entry("can be read by other users", TroubleshootingIT::readableToken),
          entry(
              "goes over plain http: everybody between here and … can read it",
              TroubleshootingIT::plainHttp),
          entry(
              "Job with submission_id … already exists", here -> here.submit("--submission-id=x")),
          entry(
              "runtime_env field 'working_dir': there is no …",
              here -> here.submit("--working-dir=nowhere")),
          entry("over the 104857600 bytes", TroubleshootingIT::tooLarge),
          entry(
              "would go to the cluster, where every job can read", TroubleshootingIT::packedToken),
          entry("the package would be empty", TroubleshootingIT::emptied),
          entry("need Ray 2.54; the cluster runs …", TroubleshootingIT::tooOld),
          entry("has not started within …. Ray says: …", TroubleshootingIT::pending),
          entry("Job … failed", TroubleshootingIT::failed),
          entry("has not ended within …", TroubleshootingIT::late),
          entry(
              "Job … is lost: the cluster at … is another one than before",
              TroubleshootingIT::lost),
          entry("does not exist (GET /api/jobs/…", here -> here.job("status", "none").toTheEnd()));

  private final FakeDashboard dashboard = FakeDashboard.start();
  private final List<AutoCloseable> others = new ArrayList<>();
  private String address = dashboard.address();
  @TempDir private Path folder;

  /** What is done, in its place, until the program says it. */
  private interface Trouble {
    Result meet(TroubleshootingIT here) throws IOException;
  }

  @BeforeEach
  void prepare() throws IOException {
    dashboard.addJob("x", Map.of("entrypoint", "other")).run().print("log\n").succeed();
    Files.writeString(folder.resolve("script.py"), "print('hello')\n");
    Files.writeString(folder.resolve("ca.pem"), certificate().certificatePem());
    dashboard.addJob("ID", Map.of("entrypoint", "true")).run().succeed();
  }

  @AfterEach
  void close() throws Exception {
    dashboard.close();
    for (AutoCloseable other : others) {
      other.close();
    }
  }

  private Run job(String... words) {
    return Run.ray("job")
        .arguments(words)
        .environment("HOME", folder.toString())
        .environment("RAY_ADDRESS", address)
        .in(folder);
  }

  private Result submit(String... options) {
    return job("submit").arguments(options).arguments("--", "true").toTheEnd();
  }

  private Result list(String cluster) {
    address = cluster;
    return job("list").toTheEnd();
  }

  private static String nobody() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return "http://127.0.0.1:" + socket.getLocalPort();
    }
  }

  private static HeldCertificate certificate() {
    return new HeldCertificate.Builder().addSubjectAlternativeName("127.0.0.1").build();
  }

  private String tlsPort(String scheme) {
    HandshakeCertificates tls =
        new HandshakeCertificates.Builder().heldCertificate(certificate()).build();
    FakeDashboard other = FakeDashboard.startTls(tls.sslSocketFactory());
    others.add(other);
    return scheme + "://127.0.0.1:" + other.port();
  }

  private Result noCluster() {
    try (ServerSocket free = new ServerSocket()) {
      free.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 8265));
    } catch (IOException e) {
      throw new IllegalStateException(
          "There is something at 127.0.0.1:8265: end it, or this cannot be shown", e);
    }
    return job("list")
        .without("RAY_ADDRESS")
        .environment("RAY_TMPDIR", folder.toString())
        .toTheEnd();
  }

  private Result anotherServer() {
    dashboard.meetNext(new MockResponse.Builder().body("<html>Welcome</html>").build());
    return list(address);
  }

  private Result gcs() {
    FakeGcs gcs = FakeGcs.start();
    others.add(gcs);
    return list("http://" + gcs.address());
  }

  private Result redirect() {
    dashboard.meetNext(
        new MockResponse.Builder()
            .code(302)
            .setHeader("Location", "https://login.example")
            .build());
    return list(address);
  }

  private Result noJava() {
    return job("list").without("JAVA_HOME").environment("PATH", folder.toString()).toTheEnd();
  }

  private Result noMode() {
    dashboard.requireToken("right");
    return list(address);
  }

  private Result noToken() {
    dashboard.requireToken("right");
    return job("list").environment("RAY_AUTH_MODE", "token").toTheEnd();
  }

  private Result wrongToken() {
    dashboard.requireToken("right");
    return job("list")
        .environment("RAY_AUTH_MODE", "token")
        .environment("RAY_AUTH_TOKEN", "wrong")
        .toTheEnd();
  }

  private Result readableToken() throws IOException {
    Path token = Files.writeString(folder.resolve("token"), "right");
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r--r--"));
    return job("list")
        .environment("RAY_AUTH_MODE", "token")
        .environment("RAY_AUTH_TOKEN_PATH", token.toString())
        .toTheEnd();
  }

  private Result plainHttp() {
    address = "http://no-such-host.invalid:8265";
    return wrongToken();
  }

  private Result tooLarge() throws IOException {
    // Random bytes, which do not become fewer.
    try (RandomAccessFile file = new RandomAccessFile(folder.resolve("big").toFile(), "rw")) {
      byte[] bytes = new byte[1 << 20];
      new Random(1).nextBytes(bytes);
      for (int mebibytes = 0; mebibytes < 101; mebibytes++) {
        file.write(bytes);
      }
    }
    return submit("--working-dir=.");
  }

  private Result packedToken() throws IOException {
    Path token = Files.writeString(folder.resolve("mine"), "right");
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
    return job("submit", "--working-dir=.", "--", "true")
        .environment("RAY_AUTH_MODE", "token")
        .environment("RAY_AUTH_TOKEN_PATH", token.toString())
        .toTheEnd();
  }

  private Result emptied() throws IOException {
    Files.writeString(folder.resolve(".rayignore"), "*\n");
    return submit("--working-dir=.");
  }

  private Result tooOld() {
    dashboard.rayVersion("2.52.1");
    return submit("--entrypoint-label-selector={\"zone\": \"a\"}");
  }

  private Result pending() {
    dashboard.onSubmit(job -> {});
    return submit("--pending-timeout=1s");
  }

  private Result failed() {
    dashboard.onSubmit(job -> job.run().fail(3));
    return submit();
  }

  private Result late() {
    dashboard.onSubmit(job -> job.run());
    return submit("--timeout=1s");
  }

  private Result lost() {
    dashboard.onSubmit(
        job -> {
          job.run();
          dashboard.replaceCluster();
        });
    return submit();
  }

  static Stream<List<String>> rows() {
    return GUIDE.rows("it says").stream();
  }

  private static String symptom(List<String> row) {
    return row.get(0).substring(1, row.get(0).length() - 1);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void happens(List<String> row) throws IOException {
    String symptom = symptom(row);
    Result result = Objects.requireNonNull(TROUBLES.get(symptom), symptom).meet(this);
    String pattern =
        Arrays.stream(symptom.split("…", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
    assertThat(result.out() + result.err()).containsPattern(pattern);
    for (String command : commands(row.get(2))) {
      Result done =
          Run.program(Path.of("/bin/sh"), "-c", command)
              .environment("HOME", folder.toString())
              .environment("PATH", Run.dist().resolve("bin") + ":/usr/bin:/bin")
              .environment("JAVA_HOME", System.getProperty("java.home"))
              .environment("RAY_ADDRESS", address)
              .in(folder)
              .toTheEnd();
      assertThat(done.err()).as(command).doesNotContain("No such", "Usage:", "fault of this");
    }
  }

  private static List<String> commands(String cell) {
    return CODE.matcher(cell)
        .results()
        .map((MatchResult code) -> code.group(1))
        .filter(code -> code.startsWith("ray "))
        .toList();
  }

  @Test
  void knowsNoOthers() {
    assertThat(rows().map(TroubleshootingIT::symptom))
        .containsExactlyInAnyOrderElementsOf(TROUBLES.keySet());
  }
}
