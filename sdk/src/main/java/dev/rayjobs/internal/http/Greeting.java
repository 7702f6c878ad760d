package dev.rayjobs.internal.http;

import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.internal.json.Json;
import dev.rayjobs.internal.json.JsonException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import okhttp3.Handshake;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * How a server answered the question for its authentication mode, which Ray answers to everybody.
 *
 * @param status the HTTP status; 0 if no answer came
 * @param authenticationMode {@code token} or {@code disabled}; null if the answer is not Ray's
 * @param tls what the handshake showed; null without TLS
 * @param failure why no answer came
 */
public record Greeting(
    int status,
    @Nullable String authenticationMode,
    @Nullable Tls tls,
    @Nullable RayJobsException failure) {
  static final Duration PATIENCE = Duration.ofSeconds(10);

  /**
   * A TLS handshake.
   *
   * @param version for example {@code TLSv1.3}
   * @param server the server's certificates, its own first
   * @param shown the certificates that were shown to the server
   */
  public record Tls(String version, List<X509Certificate> server, List<X509Certificate> shown) {}

  static Greeting of(Response response, String body) {
    return new Greeting(
        response.code(),
        response.code() == 200 ? mode(body) : null,
        response.handshake() == null ? null : tls(response.handshake()),
        null);
  }

  static Greeting failed(RayJobsException failure) {
    return new Greeting(0, null, null, failure);
  }

  private static @Nullable String mode(String body) {
    try {
      return Json.parseObject(body).get("authentication_mode") instanceof String mode ? mode : null;
    } catch (JsonException e) {
      return null;
    }
  }

  private static Tls tls(Handshake handshake) {
    return new Tls(
        handshake.tlsVersion().javaName(),
        x509(handshake.peerCertificates()),
        x509(handshake.localCertificates()));
  }

  private static List<X509Certificate> x509(List<Certificate> certificates) {
    return certificates.stream()
        .filter(X509Certificate.class::isInstance)
        .map(X509Certificate.class::cast)
        .toList();
  }
}
