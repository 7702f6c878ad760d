package dev.rayjobs.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rayjobs.errors.InvalidInputException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The forms in which OpenSSL writes one and the same key. */
class PemKeysTest {
  @TempDir private Path folder;

  private Path openssl(String name, String... arguments) throws Exception {
    Path file = folder.resolve(name);
    List<String> command = new java.util.ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    command.addAll(List.of("-out", file.toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(said).isZero();
    return file;
  }

  @ParameterizedTest
  @CsvSource({
    "RSA, rsa_keygen_bits:2048",
    "EC, ec_paramgen_curve:P-256",
    "EC, ec_paramgen_curve:P-384",
    "EC, ec_paramgen_curve:P-521",
    "ED25519, "
  })
  void readsEveryForm(String algorithm, String option) throws Exception {
    Path key =
        option == null
            ? openssl("k.pem", "genpkey", "-algorithm", algorithm)
            : openssl("k.pem", "genpkey", "-algorithm", algorithm, "-pkeyopt", option);
    byte[] expected = PemKeys.read(key, null).getEncoded();
    char[] password = "pass word".toCharArray();
    Path encrypted =
        openssl("e.pem", "pkcs8", "-topk8", "-in", key.toString(), "-passout", "pass:pass word");
    assertThat(PemKeys.read(encrypted, password).getEncoded()).isEqualTo(expected);
    assertThatThrownBy(() -> PemKeys.read(encrypted, "wrong".toCharArray()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("password");
    assertThatThrownBy(() -> PemKeys.read(encrypted, null))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("RAY_JOB_CLIENT_KEY_PASSWORD");
    if (!algorithm.equals("ED25519")) {
      Path old = openssl("o.pem", "pkey", "-traditional", "-in", key.toString());
      assertThat(java.nio.file.Files.readString(old)).contains(algorithm + " PRIVATE KEY");
      assertThat(publicPartOf(old)).isEqualTo(publicPartOf(key));
    }
  }

  /** Signatures of one are good for the other: the encodings may differ in what is left out. */
  private static Object publicPartOf(Path file) throws Exception {
    java.security.PrivateKey key = PemKeys.read(file, null);
    return key instanceof java.security.interfaces.ECPrivateKey ec
        ? ec.getS()
        : ((java.security.interfaces.RSAPrivateKey) key).getPrivateExponent();
  }
}
