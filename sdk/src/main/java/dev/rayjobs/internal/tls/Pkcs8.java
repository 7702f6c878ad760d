package dev.rayjobs.internal.tls;

import dev.rayjobs.errors.InvalidInputException;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Puts the older forms of private keys into PKCS#8, the only one that Java reads (RFC 5208). */
final class Pkcs8 {
  private static final int INTEGER = 0x02;
  private static final int OCTETS = 0x04;
  private static final int SEQUENCE = 0x30;
  private static final int EC_PARAMETERS = 0xA0;
  private static final byte[] VERSION_0 = {INTEGER, 1, 0};
  private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");
  private static final byte[] EC_KEY = HexFormat.of().parseHex("06072a8648ce3d0201");

  private Pkcs8() {}

  /** A PKCS#1 key. */
  static byte[] ofRsa(byte[] pkcs1) {
    return element(SEQUENCE, VERSION_0, RSA, element(OCTETS, pkcs1));
  }

  /** A SEC 1 key (RFC 5915), which names its curve in its optional first field. */
  static byte[] ofEc(byte[] sec1, Path file) {
    byte[] curve = curveOf(sec1);
    if (curve == null) {
      throw new InvalidInputException(
          "The EC private key in "
              + file
              + " does not name its curve: openssl pkcs8 -topk8 -nocrypt -in "
              + file
              + " writes one that does");
    }
    return element(SEQUENCE, VERSION_0, element(SEQUENCE, EC_KEY, curve), element(OCTETS, sec1));
  }

  private static byte @Nullable [] curveOf(byte[] sec1) {
    try {
      ByteBuffer key = ByteBuffer.wrap(sec1);
      enter(key);
      while (key.hasRemaining()) {
        int tag = key.get() & 0xff;
        byte[] content = new byte[length(key)];
        key.get(content);
        if (tag == EC_PARAMETERS) {
          return content;
        }
      }
      return null;
    } catch (BufferUnderflowException | NegativeArraySizeException e) {
      return null;
    }
  }

  private static void enter(ByteBuffer der) {
    der.get();
    length(der);
  }

  private static int length(ByteBuffer der) {
    int first = der.get() & 0xff;
    if (first < 0x80) {
      return first;
    }
    int length = 0;
    for (int i = 0; i < (first & 0x7f); i++) {
      length = (length << 8) | (der.get() & 0xff);
    }
    if (length > der.remaining()) {
      throw new BufferUnderflowException();
    }
    return length;
  }

  private static byte[] element(int tag, byte[]... parts) {
    int size = 0;
    for (byte[] part : parts) {
      size += part.length;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(size + 6);
    out.write(tag);
    if (size < 0x80) {
      out.write(size);
    } else {
      byte[] length = BigInteger.valueOf(size).toByteArray();
      int from = length[0] == 0 ? 1 : 0;
      out.write(0x80 | (length.length - from));
      out.write(length, from, length.length - from);
    }
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
