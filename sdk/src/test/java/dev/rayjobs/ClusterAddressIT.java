package dev.rayjobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.rayjobs.errors.AuthenticationException;
import dev.rayjobs.errors.InvalidInputException;
import dev.rayjobs.errors.UnexpectedAnswerException;
import dev.rayjobs.internal.env.Environment;
import dev.rayjobs.internal.json.Json;
import dev.rayjobs.testing.RayHead;
import dev.rayjobs.testing.RayInstallation;
import dev.rayjobs.testing.RealRay;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import okhttp3.tls.HeldCertificate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** From a cluster's address to its dashboard on real Ray, beside Ray's own client. */
@ExtendWith(RealRay.class)
class ClusterAddressIT {
  @TempDir private Path folder;

  /**
   * An address, and the variables around it; {@code GCS} is the head's, {@code DIR} has its file.
   */
  private record Case(@Nullable String address, Map<String, String> variables) {
    Case(@Nullable String address, String... variables) {
      this(address, new HashMap<>());
      for (String variable : variables) {
        String[] parts = variable.split("=", 2);
        this.variables.put(parts[0], parts[1]);
      }
    }

    Case on(RayHead head, Path folder) {
      Map<String, String> filled = new HashMap<>();
      variables.forEach((name, value) -> filled.put(name, fill(value, head, folder)));
      return new Case(address == null ? null : fill(address, head, folder), filled);
    }

    private static String fill(String text, RayHead head, Path folder) {
      String port = head.gcsAddress().replaceFirst(".*:", "");
      return text.replace("GCS", head.gcsAddress())
          .replace("PORT", port)
          .replace("DIR", folder.toString());
    }
  }

  private static final List<Case> CASES =
      List.of(
          new Case("GCS"),
          new Case("localhost:PORT"),
          new Case("http://own:1", "RAY_ADDRESS=GCS"),
          new Case("GCS", "RAY_ADDRESS=http://ray:2"),
          new Case("GCS", "RAY_ADDRESS=http://ray:2", "RAY_API_SERVER_ADDRESS=https://api/x"),
          new Case("http://own:1", "RAY_ADDRESS=", "RAY_API_SERVER_ADDRESS="),
          new Case("GCS", "RAY_ADDRESS=", "RAY_API_SERVER_ADDRESS="),
          new Case("http://own:1", "RAY_ADDRESS=GCS", "RAY_API_SERVER_ADDRESS=auto"),
          new Case(null, "RAY_API_SERVER_ADDRESS=localhost:PORT", "RAY_ADDRESS=nowhere:1"),
          new Case(null, "RAY_TMPDIR=DIR"),
          new Case("auto", "RAY_TMPDIR=DIR"),
          new Case("http://own:1", "RAY_ADDRESS=auto", "RAY_TMPDIR=DIR"),
          new Case(null, "TMPDIR=DIR"),
          new Case(null, "RAY_TMPDIR=DIR", "TMPDIR=/no/such/folder"),
          new Case("localhost"),
          new Case("Auto"),
          new Case(":PORT"),
          new Case("::1:PORT"),
          new Case("", "RAY_TMPDIR=DIR"));

  private JobClient.Builder client(RayHead head, Map<String, String> more) {
    Map<String, String> variables = new HashMap<>(more);
    variables.put("HOME", folder.toString());
    head.token()
        .ifPresent(
            token -> {
              variables.putIfAbsent("RAY_AUTH_MODE", "token");
              variables.putIfAbsent("RAY_AUTH_TOKEN", token);
            });
    return JobClient.builder().environment(Environment.of(variables)).retry(RetrySettings.none());
  }

  private @Nullable String ours(RayHead head, Case asked) {
    JobClient.Builder builder = client(head, asked.variables());
    if (asked.address() != null) {
      builder.address(asked.address());
    }
    try (JobClient client = builder.build()) {
      return client.address().toString();
    } catch (InvalidInputException e) {
      return null;
    }
  }

  private static void layClusterFile(RayHead head, Path folder) throws IOException {
    Path file = folder.resolve("ray").resolve("ray_current_cluster");
    Files.createDirectories(file.getParent());
    Files.copy(head.clusterFile(), file);
  }

  @Test
  void goesWhereRaysOwnClientGoes(RayHead head) throws Exception {
    layClusterFile(head, folder);
    Process ray = startRaysClient(head);
    try (Writer questions = ray.outputWriter(StandardCharsets.UTF_8);
        BufferedReader answers = ray.inputReader(StandardCharsets.UTF_8)) {
      for (Case pattern : CASES) {
        Case asked = pattern.on(head, folder);
        Map<String, @Nullable Object> question = new HashMap<>();
        question.put("environment", asked.variables());
        question.put("address", asked.address());
        questions.write(Json.write(question) + "\n");
        questions.flush();
        Map<String, ? extends @Nullable Object> answer =
            Json.parseObject(Objects.requireNonNull(answers.readLine(), "Ray's client ended"));
        assertThat(ours(head, asked))
            .as("%s, to which Ray's client said %s", asked, answer)
            .isEqualTo(answer.get("url"));
      }
    } finally {
      ray.destroy();
    }
  }

  private static Process startRaysClient(RayHead head) throws IOException {
    ProcessBuilder client =
        new ProcessBuilder(RayInstallation.of(head.version()).python().toString(), "-c", script())
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    client.environment().keySet().removeIf(name -> name.startsWith("RAY_"));
    client.environment().put("RAY_AUTH_MODE", "token");
    client.environment().put("RAY_AUTH_TOKEN", head.token().orElseThrow());
    return client.start();
  }

  private static String script() throws IOException {
    try (InputStream in = ClusterAddressIT.class.getResourceAsStream("ask_ray_address.py")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void runsAJobOfAClusterThatIsKnownByItsGcs(RayHead head) {
    try (JobClient client = client(head, Map.of("RAY_ADDRESS", head.gcsAddress())).build()) {
      Job job = client.submission("echo found; echo $RAY_ADDRESS").submit();
      StringBuilder log = new StringBuilder();
      try (LogStream pieces = job.followLogs()) {
        pieces.forEach(log::append);
      }
      assertThat(log).contains("found\n");
      assertThat(job.await(Duration.ofMinutes(2)).status()).isEqualTo(JobStatus.SUCCEEDED);
      assertThat(client)
          .hasToString(
              "JobClient[%s (named by the GCS at %s, from RAY_ADDRESS)]",
              head.address(), head.gcsAddress());
    }
  }

  @Test
  void saysWhyTheGcsRefuses(RayHead head) {
    assertThat(failure(head, Map.of("RAY_ADDRESS", head.gcsAddress(), "RAY_AUTH_MODE", "")))
        .isInstanceOf(AuthenticationException.class)
        .hasFieldOrPropertyWithValue("statusCode", 401)
        .hasMessageContaining(head.gcsAddress() + " (RAY_ADDRESS) wants a token")
        .hasMessageContaining("export RAY_AUTH_MODE=token");
    assertThat(failure(head, Map.of("RAY_ADDRESS", head.gcsAddress(), "RAY_AUTH_TOKEN", "wrong")))
        .isInstanceOf(AuthenticationException.class)
        .hasFieldOrPropertyWithValue("statusCode", 403)
        .hasMessageContaining("refused the token from the variable RAY_AUTH_TOKEN");
  }

  @Test
  void tellsTheServersOfAHeadApart(RayHead head) {
    String dashboard = head.address().substring("http://".length());
    assertThat(failure(head, Map.of("RAY_ADDRESS", dashboard)))
        .isInstanceOf(UnexpectedAnswerException.class)
        .hasMessageContaining("speaks http. If it is the dashboard, write " + head.address());
    assertThat(failure(head, Map.of("RAY_ADDRESS", "http://" + head.gcsAddress())))
        .isInstanceOf(UnexpectedAnswerException.class)
        .hasMessageContaining("speaks gRPC, as Ray's GCS does");
    assertThat(failure(head, Map.of("RAY_ADDRESS", "https://" + dashboard)))
        .isInstanceOf(UnexpectedAnswerException.class)
        .hasMessageContaining("does not speak TLS: try " + head.address());
    assertThatThrownBy(() -> client(head, Map.of("RAY_ADDRESS", "ray://127.0.0.1:10001")).build())
        .hasMessageContaining("Ray Client address")
        .hasMessageContaining("http://127.0.0.1:8265");
  }

  private @Nullable Throwable failure(RayHead head, Map<String, String> variables) {
    try (JobClient client = client(head, variables).build()) {
      return catchThrowable(client::version);
    }
  }

  @Test
  void speaksTlsWithAGcsThatDoes() throws Exception {
    HeldCertificate.Builder certificate =
        new HeldCertificate.Builder().rsa2048().certificateAuthority(0).commonName("ray");
    certificate.addSubjectAlternativeName("localhost");
    for (NetworkInterface network : NetworkInterface.networkInterfaces().toList()) {
      for (InetAddress address : network.inetAddresses().toList()) {
        certificate.addSubjectAlternativeName(address.getHostAddress().replaceFirst("%.*", ""));
      }
    }
    HeldCertificate held = certificate.build();
    Path open = Files.writeString(folder.resolve("tls.crt"), held.certificatePem());
    Path secret = Files.writeString(folder.resolve("tls.key"), held.privateKeyPkcs8Pem());
    Map<String, String> variables =
        Map.of(
            "RAY_USE_TLS", "1",
            "RAY_TLS_CA_CERT", open.toString(),
            "RAY_TLS_SERVER_CERT", open.toString(),
            "RAY_TLS_SERVER_KEY", secret.toString());
    RayHead.Builder builder = RayHead.builder(RealRay.version());
    variables.forEach(builder::environment);
    try (RayHead head = builder.start()) {
      Map<String, String> named = new HashMap<>(variables);
      named.put("RAY_ADDRESS", head.gcsAddress());
      try (JobClient client = client(head, named).build()) {
        assertThat(client.address()).hasToString(head.address());
        assertThat(client.version().rayVersion()).isEqualTo(head.version());
      }
      assertThat(failure(head, Map.of("RAY_ADDRESS", head.gcsAddress())))
          .isInstanceOf(UnexpectedAnswerException.class)
          .hasMessageContaining("RAY_USE_TLS=1");
    }
  }
}
