package dev.rayjobs.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.errors.InvalidInputException;
import dev.rayjobs.fuzz.Fuzz;
import dev.rayjobs.fuzz.Legibility;
import dev.rayjobs.internal.env.Environment;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Map;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates and keys, in PEM, DER and PKCS#12, with any of their bytes wrong. */
class PemFuzzTest {
  private static final HeldCertificate EC = new HeldCertificate.Builder().build();
  private static final HeldCertificate RSA = new HeldCertificate.Builder().rsa2048().build();
  private static final String PASSWORD = "pa55-w0rd";

  @TempDir private Path folder;

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] pkcs12() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "me",
        EC.keyPair().getPrivate(),
        PASSWORD.toCharArray(),
        new Certificate[] {EC.certificate()});
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    store.store(out, PASSWORD.toCharArray());
    return out.toByteArray();
  }

  private byte[] openssl(String key, String... arguments) throws Exception {
    Path in = Files.writeString(folder.resolve("in.pem"), key);
    Path out = folder.resolve("out.pem");
    List<String> command = new java.util.ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    command.addAll(List.of("-in", in.toString(), "-out", out.toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return Files.readAllBytes(out);
  }

  private void resolve(TlsSettings.Choice choice) {
    try {
      assertThat(TlsSettings.resolve(choice, Environment.of(Map.of()), false).isSpecial()).isTrue();
    } catch (InvalidInputException e) {
      Legibility.ofLine(e, PASSWORD);
    }
  }

  @Test
  void certificatesToTrustAreReadOrRefused() throws Exception {
    Path file = folder.resolve("ca.pem");
    Fuzz.bytes(
        "certificates to trust",
        List.of(
            ascii("a comment\n" + EC.certificatePem() + RSA.certificatePem()),
            EC.certificate().getEncoded(),
            new byte[0]),
        bytes -> {
          Files.write(file, bytes);
          resolve(new TlsSettings.Choice(file, true, null, null, null));
        });
  }

  @Test
  void aClientsCertificateAndKeyAreReadOrRefused() throws Exception {
    Path file = folder.resolve("client.pem");
    String ec = EC.privateKeyPkcs8Pem();
    String rsa = RSA.privateKeyPkcs8Pem();
    byte[] encrypted =
        openssl(ec, "pkcs8", "-topk8", "-iter", "10", "-passout", "pass:" + PASSWORD);
    byte[] old = openssl(ec, "pkey", "-traditional");
    Fuzz.bytes(
        "client certificate",
        List.of(
            ascii(EC.certificatePem() + ec),
            ascii(RSA.certificatePem() + RSA.privateKeyPkcs1Pem()),
            ascii(rsa + RSA.certificatePem() + EC.certificatePem()),
            ascii(EC.certificatePem() + new String(encrypted, StandardCharsets.US_ASCII)),
            ascii(EC.certificatePem() + new String(old, StandardCharsets.US_ASCII)),
            pkcs12()),
        bytes -> {
          Files.write(file, bytes);
          resolve(new TlsSettings.Choice(null, true, file, null, PASSWORD.toCharArray()));
        });
  }
}
