package dev.rayjobs.internal.tls;

import dev.rayjobs.errors.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The certificate and key that are shown to a server that asks for them: PEM files, with the key as
 * PKCS#8, PKCS#1 or SEC 1 and in the same file or one of its own; or a PKCS#12 file.
 */
final class ClientCertificate {
  private static final char[] NO_PASSWORD = {};

  private ClientCertificate() {}

  /**
   * Reads it.
   *
   * @param key the file of the key; null: the certificate's
   * @param origin who named the certificate, for messages
   */
  static X509KeyManager load(
      Path certificate, @Nullable Path key, char @Nullable [] password, String origin) {
    String place = certificate + " (" + origin + ")";
    try {
      List<Certificate> chain = PemTrust.pemCertificates(certificate);
      if (chain.isEmpty()) {
        if (key != null) {
          throw new InvalidInputException("There is no PEM certificate in " + place);
        }
        return managing(pkcs12(certificate, password, place), orEmpty(password), place);
      }
      PrivateKey secret = PemKeys.read(key == null ? certificate : key, password);
      checkPair(secret, chain.get(0), place, key == null ? certificate : key);
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("client", secret, NO_PASSWORD, chain.toArray(new Certificate[0]));
      return managing(store, NO_PASSWORD, place);
    } catch (IOException | GeneralSecurityException e) {
      throw new InvalidInputException(
          "Cannot use the client certificate in " + place + ": " + reason(e), e);
    }
  }

  private static String reason(Exception e) {
    return e instanceof java.nio.file.NoSuchFileException missing
        ? "there is no file " + missing.getFile()
        : String.valueOf(e.getMessage());
  }

  private static KeyStore pkcs12(Path file, char @Nullable [] password, String place)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, orEmpty(password));
    } catch (IOException e) {
      if (e instanceof java.nio.file.FileSystemException) {
        throw e;
      }
      // Java's own words speak of keystores and show nothing of use.
      throw new InvalidInputException(
          place
              + " holds no PEM certificate, and cannot be opened as PKCS#12 "
              + (password == null || password.length == 0
                  ? "without a password: give it, or set " + TlsSettings.PASSWORD_VARIABLE
                  : "with the given password"),
          e);
    }
    return store;
  }

  private static X509KeyManager managing(KeyStore store, char[] password, String place)
      throws GeneralSecurityException {
    boolean any = false;
    for (String alias : Collections.list(store.aliases())) {
      any |= store.isKeyEntry(alias);
    }
    if (!any) {
      throw new InvalidInputException("There is no private key in " + place);
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, password);
    for (KeyManager manager : factory.getKeyManagers()) {
      if (manager instanceof X509KeyManager keys) {
        return keys;
      }
    }
    throw new GeneralSecurityException("this JVM has no X.509 keys");
  }

  /** Java would notice only in the handshake, and show nothing to the server. */
  private static void checkPair(PrivateKey secret, Certificate certificate, String place, Path key)
      throws GeneralSecurityException {
    PublicKey open = certificate.getPublicKey();
    String algorithm =
        switch (secret.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> secret.getAlgorithm();
        };
    byte[] probe = {1};
    boolean pair = open.getAlgorithm().equals(secret.getAlgorithm());
    if (pair) {
      Signature signing = Signature.getInstance(algorithm);
      signing.initSign(secret);
      signing.update(probe);
      byte[] signature = signing.sign();
      Signature checking = Signature.getInstance(algorithm);
      checking.initVerify(open);
      checking.update(probe);
      pair = checking.verify(signature);
    }
    if (!pair) {
      throw new InvalidInputException(
          "The private key in "
              + key
              + " does not belong to the first certificate in "
              + place
              + ": the client's own certificate must come first, before those of its issuers");
    }
  }

  private static char[] orEmpty(char @Nullable [] password) {
    return password == null ? NO_PASSWORD : password;
  }
}
