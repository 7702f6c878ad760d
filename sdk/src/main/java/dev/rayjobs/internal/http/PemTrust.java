package dev.rayjobs.internal.http;

import dev.rayjobs.errors.InvalidInputException;
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

/** Which server certificates to trust, other than the JVM's choice. */
public final class PemTrust {
  private PemTrust() {}

  /** Trusts the certificates of a PEM file, or of all files in a folder, and no others. */
  public static X509TrustManager of(Path fileOrFolder) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (Path file : filesOf(fileOrFolder)) {
        for (Certificate certificate : certificatesOf(file)) {
          store.setCertificateEntry("trusted-" + number++, certificate);
        }
      }
      if (number == 0) {
        throw new InvalidInputException(
            "No certificate to trust in " + fileOrFolder + ": PEM files are wanted");
      }
      return trusting(store);
    } catch (IOException | GeneralSecurityException e) {
      throw new InvalidInputException(
          "Cannot read the certificates to trust from " + fileOrFolder + ": " + e.getMessage(), e);
    }
  }

  private static List<Path> filesOf(Path fileOrFolder) throws IOException {
    if (!Files.exists(fileOrFolder)) {
      throw new InvalidInputException(
          "The certificates to trust should be in "
              + fileOrFolder
              + ", but there is no such file or folder");
    }
    if (!Files.isDirectory(fileOrFolder)) {
      return List.of(fileOrFolder);
    }
    try (Stream<Path> files = Files.list(fileOrFolder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static List<Certificate> certificatesOf(Path file)
      throws IOException, CertificateException {
    try (InputStream in = Files.newInputStream(file)) {
      return new ArrayList<>(CertificateFactory.getInstance("X.509").generateCertificates(in));
    }
  }

  private static X509TrustManager trusting(KeyStore store) throws GeneralSecurityException {
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
  public static X509TrustManager anything() {
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
