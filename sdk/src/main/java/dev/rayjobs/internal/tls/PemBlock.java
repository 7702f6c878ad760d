package dev.rayjobs.internal.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One {@code -----BEGIN …-----} block of a PEM file. Text around blocks is passed over, as OpenSSL
 * does.
 */
final class PemBlock {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

  private final String label;
  private final byte[] content;
  private final boolean encryptedOldWay;

  private PemBlock(String label, byte[] content, boolean encryptedOldWay) {
    this.label = label;
    this.content = content;
    this.encryptedOldWay = encryptedOldWay;
  }

  /** The blocks of a file, in order; none if it is not PEM. */
  static List<PemBlock> in(Path file) throws IOException {
    // One char for each byte: what is not ASCII can only be text between blocks.
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    List<PemBlock> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(text);
    while (matcher.find()) {
      String body = matcher.group(2);
      boolean encrypted = body.contains("Proc-Type: 4,ENCRYPTED");
      blocks.add(
          new PemBlock(matcher.group(1), encrypted ? new byte[0] : decode(body, file), encrypted));
    }
    return blocks;
  }

  private static byte[] decode(String body, Path file) throws IOException {
    try {
      return Base64.getMimeDecoder().decode(body);
    } catch (IllegalArgumentException e) {
      // Without the cause, whose words could show a part of it.
      throw new IOException(file + " holds a damaged block");
    }
  }

  boolean isCertificate() {
    return label.equals("CERTIFICATE") || label.equals("X509 CERTIFICATE");
  }

  boolean isPrivateKey() {
    return label.endsWith("PRIVATE KEY");
  }

  String label() {
    return label;
  }

  /** Whether it is encrypted in OpenSSL's own way, which Java cannot read. */
  boolean isEncryptedOldWay() {
    return encryptedOldWay;
  }

  byte[] content() {
    return content;
  }
}
