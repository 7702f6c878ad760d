package dev.rayjobs.internal.tls;

import dev.rayjobs.errors.InvalidInputException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/** Private keys in PEM: PKCS#8, plain or encrypted, PKCS#1 (RSA) and SEC 1 (EC). */
final class PemKeys {
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "Ed25519", "Ed448");

  private PemKeys() {}

  /** The first private key of the file. */
  static PrivateKey read(Path file, char @Nullable [] password)
      throws IOException, GeneralSecurityException {
    for (PemBlock block : PemBlock.in(file)) {
      if (block.isPrivateKey()) {
        return key(block, file, password);
      }
    }
    throw new InvalidInputException(
        "There is no PEM private key in " + file + " (a block BEGIN PRIVATE KEY is wanted)");
  }

  private static PrivateKey key(PemBlock block, Path file, char @Nullable [] password)
      throws IOException, GeneralSecurityException {
    if (block.isEncryptedOldWay()) {
      throw new InvalidInputException(
          "The private key in "
              + file
              + " is encrypted in an old way that Java cannot read: openssl pkcs8 -topk8 -in "
              + file
              + " writes it in today's, which can have a password too");
    }
    return switch (block.label()) {
      case "PRIVATE KEY" -> decode(block.content(), file);
      case "RSA PRIVATE KEY" -> decode(Pkcs8.ofRsa(block.content()), file);
      case "EC PRIVATE KEY" -> decode(Pkcs8.ofEc(block.content(), file), file);
      case "ENCRYPTED PRIVATE KEY" -> decrypt(block.content(), file, password);
      default ->
          throw new InvalidInputException(
              "The private key in " + file + " is of a kind not known: " + block.label());
    };
  }

  private static PrivateKey decode(byte[] pkcs8, Path file) throws GeneralSecurityException {
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (InvalidKeySpecException ofAnother) {
        // The next, then.
      }
    }
    throw new InvalidInputException(
        "The private key in " + file + " is neither RSA nor EC nor EdDSA, or is damaged");
  }

  private static PrivateKey decrypt(byte[] content, Path file, char @Nullable [] password)
      throws IOException, GeneralSecurityException {
    if (password == null || password.length == 0) {
      throw new InvalidInputException(
          "The private key in "
              + file
              + " is encrypted: give its password, or set "
              + TlsSettings.PASSWORD_VARIABLE);
    }
    EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(content);
    // Java names the scheme PBES2 and finds no cipher by that name; its parameters tell the whole.
    String algorithm =
        info.getAlgParameters() == null ? info.getAlgName() : info.getAlgParameters().toString();
    try {
      Cipher cipher = Cipher.getInstance(algorithm);
      cipher.init(
          Cipher.DECRYPT_MODE,
          SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(password)),
          info.getAlgParameters());
      return decode(info.getKeySpec(cipher).getEncoded(), file);
    } catch (InvalidKeySpecException e) {
      throw new InvalidInputException("The password does not open the private key in " + file, e);
    }
  }
}
