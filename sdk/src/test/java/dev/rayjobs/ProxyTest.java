package dev.rayjobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rayjobs.auth.TokenSources;
import dev.rayjobs.errors.ConnectionException;
import dev.rayjobs.errors.InvalidInputException;
import dev.rayjobs.errors.TokenException;
import dev.rayjobs.internal.env.Environment;
import dev.rayjobs.testing.FakeDashboard;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Proxy;
import java.net.ProxySelector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.OkHttpClient;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.TestAbortedException;

/** The way through an HTTP proxy. Which one is chosen is held against Python elsewhere. */
class ProxyTest {
  private static final String VERSION = "{\"version\":\"4\",\"ray_version\":\"2.60.0\"}";

  private final MockWebServer proxy = new MockWebServer();

  @BeforeEach
  void start() throws IOException {
    proxy.start();
  }

  @AfterEach
  void stop() {
    proxy.close();
  }

  private JobClient.Builder client(Map<String, String> variables) {
    return JobClient.builder()
        .environment(Environment.of(variables))
        .retry(RetrySettings.none())
        .tokenSource(TokenSources.explicit("t"))
        .address("http://ray.example.com:8265");
  }

  private String at(String userInfo) {
    return "http://" + userInfo + "127.0.0.1:" + proxy.getPort();
  }

  @Test
  void goesThroughTheProxyOfTheVariables() throws Exception {
    proxy.enqueue(new MockResponse.Builder().body(VERSION).build());
    try (JobClient client = client(Map.of("HTTP_PROXY", at(""))).build()) {
      client.version();
    }
    RecordedRequest request = Objects.requireNonNull(proxy.takeRequest(60, TimeUnit.SECONDS));
    assertThat(request.getRequestLine())
        .isEqualTo("GET http://ray.example.com:8265/api/version HTTP/1.1");
  }

  @Test
  void givesTheProxyItsCredentialsAndNobodyElse() throws Exception {
    proxy.enqueue(new MockResponse.Builder().code(407).build());
    proxy.enqueue(new MockResponse.Builder().body(VERSION).build());
    try (JobClient client = client(Map.of("http_proxy", at("me:s3cret@"))).build()) {
      client.version();
    }
    proxy.takeRequest();
    RecordedRequest request = Objects.requireNonNull(proxy.takeRequest(60, TimeUnit.SECONDS));
    assertThat(request.getHeaders().get("Proxy-Authorization")).isEqualTo("Basic bWU6czNjcmV0");
    assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer t");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:",
        "http://localhost:",
        "http://127.1.2.3:",
        "http://a.localhost:"
      })
  void neverGoesThroughItToThisMachine(String loopback) throws Exception {
    try (MockWebServer dashboard = new MockWebServer()) {
      dashboard.start();
      try (JobClient client =
          client(Map.of("http_proxy", at(""), "ALL_PROXY", at("")))
              .address(loopback + dashboard.getPort())
              .build()) {
        dashboard.enqueue(new MockResponse.Builder().body(VERSION).build());
        try {
          client.version();
        } catch (ConnectionException e) {
          // Not every address of this machine is listened to, but none is the proxy's.
          assertThat(e).hasMessageNotContaining("proxy");
        }
      }
    }
    assertThat(proxy.getRequestCount()).isZero();
  }

  /** Neither by a variable nor by the JVM: nobody would be warned of the token there. */
  @Test
  void neverGoesThroughItToAnotherAddressOfThisMachine() throws Exception {
    InetAddress own = notLoopback();
    ProxySelector before = ProxySelector.getDefault();
    ProxySelector jvm = ProxySelector.of(new InetSocketAddress("127.0.0.1", proxy.getPort()));
    try (MockWebServer dashboard = new MockWebServer()) {
      dashboard.start(own, 0);
      String address = "http://" + inUrl(own) + ":" + dashboard.getPort();
      for (ProxySelector selector : new ProxySelector[] {before, jvm}) {
        ProxySelector.setDefault(selector);
        dashboard.enqueue(new MockResponse.Builder().body(VERSION).build());
        Map<String, String> variables = Map.of("RAY_AUTH_PLAINTEXT", "deny", "http_proxy", at(""));
        try (JobClient client = client(variables).address(address).build()) {
          client.version();
        }
      }
      assertThat(dashboard.getRequestCount()).isEqualTo(2);
    } finally {
      ProxySelector.setDefault(before);
    }
    assertThat(proxy.getRequestCount()).isZero();
  }

  @Test
  void judgesAProxyOfTheUsersOwnClientAsAnotherMachine() throws Exception {
    OkHttpClient own =
        new OkHttpClient.Builder()
            .proxy(new Proxy(Proxy.Type.HTTP, new InetSocketAddress("127.0.0.1", proxy.getPort())))
            .build();
    String address = "http://" + inUrl(notLoopback()) + ":8265";
    try (JobClient client =
        client(Map.of("RAY_AUTH_PLAINTEXT", "deny")).address(address).httpClient(own).build()) {
      assertThatThrownBy(client::version).isInstanceOf(TokenException.class);
    }
    assertThat(proxy.getRequestCount()).isZero();
  }

  private static InetAddress notLoopback() throws IOException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
        .findFirst()
        .orElseThrow(() -> new TestAbortedException("this machine has no network"));
  }

  private static String inUrl(InetAddress address) {
    String text = address.getHostAddress();
    return address instanceof Inet6Address ? "[" + text.replaceFirst("%.*", "") + "]" : text;
  }

  @Test
  void namesTheProxyThatCannotBeReachedButNotItsPassword() {
    proxy.close();
    try (JobClient client = client(Map.of("http_proxy", at("me:s3cret@"))).build()) {
      assertThatThrownBy(client::version)
          .isInstanceOf(ConnectionException.class)
          .hasMessageContaining("through the proxy 127.0.0.1:" + proxy.getPort())
          .hasMessageContaining("http_proxy")
          .hasMessageNotContaining("s3cret");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://me:s3cret@h:1",
        "ftp://me:s3cret@h",
        "socks5://me:s3cret@h:1",
        "http://me:s3cret@ h"
      })
  void refusesAProxyThatCannotBeUsed(String value) {
    assertThatThrownBy(() -> client(Map.of("HTTP_PROXY", value)).build())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("HTTP_PROXY")
        .hasMessageNotContaining("s3cret");
  }

  /** As a JVM takes it from {@code -Dhttp.proxyHost}. */
  @Test
  void goesThroughTheProxyOfTheJvmBeforeThatOfTheVariables() throws Exception {
    ProxySelector before = ProxySelector.getDefault();
    ProxySelector.setDefault(ProxySelector.of(new InetSocketAddress("127.0.0.1", proxy.getPort())));
    try (JobClient client = client(Map.of("HTTP_PROXY", "http://127.0.0.1:1")).build()) {
      proxy.enqueue(new MockResponse.Builder().body(VERSION).build());
      client.version();
    } finally {
      ProxySelector.setDefault(before);
    }
    RecordedRequest request = Objects.requireNonNull(proxy.takeRequest(5, TimeUnit.SECONDS));
    assertThat(request.getRequestLine()).startsWith("GET http://ray.example.com:8265/api/version");
  }

  @Test
  void goesThroughATunnelToAnEncryptedDashboardWithTheTailToo(@TempDir Path folder)
      throws Exception {
    HeldCertificate held =
        new HeldCertificate.Builder().addSubjectAlternativeName("ray.example.com").build();
    Path pem = Files.writeString(folder.resolve("ca.pem"), held.certificatePem());
    HandshakeCertificates certificates =
        new HandshakeCertificates.Builder().heldCertificate(held).build();
    try (FakeDashboard dashboard =
            FakeDashboard.startTls(certificates.sslSocketFactory()).requireToken("t");
        ConnectProxy tunnels = new ConnectProxy("Basic bWU6czNjcmV0", dashboard.port())) {
      dashboard.addJob("x", Map.of("entrypoint", "true")).run().print("one\n");
      String variable = "http://me:s3cret@127.0.0.1:" + tunnels.port();
      try (JobClient client =
              client(Map.of("HTTPS_PROXY", variable))
                  .address("https://ray.example.com")
                  .trustedCertificates(pem)
                  .build();
          LogStream log = client.job("x").followLogs()) {
        Iterator<String> pieces = log.iterator();
        LogToTail.print(
            dashboard,
            dashboard.job("x"),
            "one\n".repeat(20_000),
            pieces,
            piece -> assertThat(piece).contains("one\n"));
      }
      // The proxy learns nothing of Ray's token, nor Ray of the proxy's password.
      assertThat(tunnels.seen())
          .contains("CONNECT ray.example.com:443 HTTP/1.1")
          .noneMatch(line -> line.startsWith("Authorization"));
      for (RecordedRequest request : dashboard.requests()) {
        assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer t");
        assertThat(request.getHeaders().get("Proxy-Authorization")).isNull();
      }
    }
  }
}
