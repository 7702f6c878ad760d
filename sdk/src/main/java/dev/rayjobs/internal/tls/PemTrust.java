package dev.rayjobs.internal.tls;

import dev.rayjobs.errors.InvalidInputException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Which server certificates to trust, other than the JVM's choice. */
final class PemTrust {
  private PemTrust() {}

  /**
   * Trusts the certificates of a PEM file, or of all files in a folder, and no others. A folder may
   * hold other files too.
   *
   * @param origin who named the file, for messages
   */
  static X509TrustManager of(Path fileOrFolder, String origin) {
    String place = fileOrFolder + " (" + origin + ")";
    if (!Files.exists(fileOrFolder)) {
      throw new InvalidInputException(
          "The certificates to trust should be in "
              + place
              + ", but there is no such file or folder");
    }
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (Certificate certificate : certificatesIn(fileOrFolder)) {
        store.setCertificateEntry("trusted-" + number++, certificate);
      }
      if (number == 0) {
        throw new InvalidInputException(
            "No certificate to trust in " + place + ": PEM files are wanted");
      }
      return trusting(store);
    } catch (IOException | GeneralSecurityException e) {
      throw new InvalidInputException(
          "Cannot read the certificates to trust from " + place + ": " + e.getMessage(), e);
    }
  }

  private static List<Certificate> certificatesIn(Path fileOrFolder)
      throws IOException, CertificateException {
    if (!Files.isDirectory(fileOrFolder)) {
      List<Certificate> found = pemCertificates(fileOrFolder);
      return found.isEmpty() ? binaryCertificates(fileOrFolder) : found;
    }
    List<Path> files;
    try (Stream<Path> all = Files.list(fileOrFolder)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    List<Certificate> found = new ArrayList<>();
    for (Path file : files) {
      found.addAll(pemCertificates(file));
    }
    return found;
  }

  static List<Certificate> pemCertificates(Path file) throws IOException, CertificateException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<Certificate> found = new ArrayList<>();
    for (PemBlock block : PemBlock.in(file)) {
      if (block.isCertificate()) {
        try {
          found.add(factory.generateCertificate(new ByteArrayInputStream(block.content())));
        } catch (CertificateException e) {
          throw damaged(file);
        }
      }
    }
    return found;
  }

  private static List<Certificate> binaryCertificates(Path file)
      throws IOException, CertificateException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    try (InputStream in = Files.newInputStream(file)) {
      return new ArrayList<>(factory.generateCertificates(in));
    } catch (CertificateException e) {
      throw damaged(file);
    }
  }

  /** Without the cause, whose words show a part of the file, which may be a key. */
  private static IOException damaged(Path file) {
    return new IOException(file + " holds a damaged certificate, or none");
  }

  /** Trusts what the store holds; null: what the JVM trusts. */
  static X509TrustManager trusting(@Nullable KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509TrustManager trust) {
        return trust;
      }
    }
    throw new GeneralSecurityException("this JVM has no X.509 trust");
  }

  /** Trusts every certificate: for those who turned verification off. */
  static X509TrustManager anything() {
    return new X509TrustManager() {
      @Override
      public void checkClientTrusted(X509Certificate[] chain, String type) {}

      @Override
      public void checkServerTrusted(X509Certificate[] chain, String type) {}

      @Override
      public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
      }
    };
  }
}
