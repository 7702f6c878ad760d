package dev.rayjobs.internal.tls;

import dev.rayjobs.errors.InvalidInputException;
import dev.rayjobs.internal.env.Environment;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * What is used in TLS handshakes.
 *
 * @param trust which server certificates to trust; null: those that the JVM trusts
 * @param trustOrigin where that choice comes from, for messages
 * @param identity the certificate to show to servers that ask for one; null: none
 * @param identityOrigin where that comes from, for messages
 * @param verify whether the server's certificate must be trusted and be for the host's name
 */
public record TlsSettings(
    @Nullable X509TrustManager trust,
    String trustOrigin,
    @Nullable X509KeyManager identity,
    String identityOrigin,
    boolean verify) {
  /** Names the file of the client's certificate: {@code RAY_JOB_CLIENT_CERT}. */
  public static final String CERTIFICATE_VARIABLE = "RAY_JOB_CLIENT_CERT";

  /** Names the file of its private key: {@code RAY_JOB_CLIENT_KEY}. */
  public static final String KEY_VARIABLE = "RAY_JOB_CLIENT_KEY";

  /** The password of the key, or of the PKCS#12 file: {@code RAY_JOB_CLIENT_KEY_PASSWORD}. */
  public static final String PASSWORD_VARIABLE = "RAY_JOB_CLIENT_KEY_PASSWORD";

  /**
   * As Python's requests (the first two) and ssl (the third) take them; the first that is set
   * counts. Ray's client asks requests for REST and ssl for the log tail; here both take the same.
   */
  private static final List<String> TRUST_VARIABLES =
      List.of("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE");

  /**
   * What the caller asked for.
   *
   * @param trusted a PEM file or a folder of them, or null
   * @param verify whether to check at all
   * @param certificate the client's certificate, PEM or PKCS#12, or null
   * @param key its key, if that is not in the same file
   * @param password of the key, or null
   */
  @SuppressWarnings("ArrayRecordComponent") // A password; never compared or shown.
  public record Choice(
      @Nullable Path trusted,
      boolean verify,
      @Nullable Path certificate,
      @Nullable Path key,
      char @Nullable [] password) {
    /** Never the password. */
    @Override
    public String toString() {
      return "Choice[...]";
    }
  }

  /**
   * The settings: the caller's choice first; for what it leaves open the variables, where the
   * connection is encrypted and the caller brings no TLS of its own.
   */
  public static TlsSettings resolve(Choice choice, Environment environment, boolean askVariables) {
    X509TrustManager trust = null;
    String trustOrigin = "the JVM's";
    if (!choice.verify()) {
      trust = PemTrust.anything();
      trustOrigin = "not checked";
    } else if (choice.trusted() != null) {
      trust = PemTrust.of(choice.trusted(), "the given certificates");
      trustOrigin = choice.trusted().toString();
    } else if (askVariables && System.getProperty("javax.net.ssl.trustStore") == null) {
      for (String variable : TRUST_VARIABLES) {
        Path named = path(environment, variable);
        if (named != null) {
          trust = PemTrust.of(named, variable);
          trustOrigin = named + " (" + variable + ")";
          break;
        }
      }
    }
    X509KeyManager identity = null;
    String identityOrigin = "none";
    if (choice.certificate() != null) {
      identity =
          ClientCertificate.load(
              choice.certificate(), choice.key(), choice.password(), "the given certificate");
      identityOrigin = choice.certificate().toString();
    } else if (askVariables) {
      Path certificate = path(environment, CERTIFICATE_VARIABLE);
      Path key = path(environment, KEY_VARIABLE);
      if (certificate != null) {
        String password = environment.getNonEmpty(PASSWORD_VARIABLE);
        identity =
            ClientCertificate.load(
                certificate,
                key,
                password == null ? null : password.toCharArray(),
                CERTIFICATE_VARIABLE);
        identityOrigin = certificate + " (" + CERTIFICATE_VARIABLE + ")";
      } else if (key != null) {
        throw new InvalidInputException(
            KEY_VARIABLE
                + " names a key, but "
                + CERTIFICATE_VARIABLE
                + " names no certificate: set both, or the second to one file that holds both");
      }
    }
    return new TlsSettings(trust, trustOrigin, identity, identityOrigin, choice.verify());
  }

  private static @Nullable Path path(Environment environment, String variable) {
    String value = environment.getNonEmpty(variable);
    try {
      return value == null ? null : Path.of(value);
    } catch (InvalidPathException e) {
      throw new InvalidInputException(
          variable + " names a file whose name cannot be used here: " + e.getReason(), e);
    }
  }

  /** Whether there is anything that a JVM would not do by itself. */
  public boolean isSpecial() {
    return trust != null || identity != null;
  }

  @Override
  public String toString() {
    return "TlsSettings[trust " + trustOrigin + ", identity " + identityOrigin + "]";
  }
}
