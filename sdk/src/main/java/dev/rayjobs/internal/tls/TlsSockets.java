package dev.rayjobs.internal.tls;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * What makes TLS connections by given settings.
 *
 * @param factory makes the sockets
 * @param trust what they trust
 */
public record TlsSockets(SSLSocketFactory factory, X509TrustManager trust) {
  /** Sockets by these settings. */
  public static TlsSockets by(TlsSettings settings) {
    try {
      X509TrustManager trust =
          settings.trust() == null ? PemTrust.trusting(null) : settings.trust();
      KeyManager[] keys =
          settings.identity() == null ? null : new KeyManager[] {settings.identity()};
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, new TrustManager[] {trust}, new SecureRandom());
      return new TlsSockets(context.getSocketFactory(), trust);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM has no TLS", e);
    }
  }
}
