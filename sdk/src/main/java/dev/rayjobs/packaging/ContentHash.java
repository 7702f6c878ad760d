package dev.rayjobs.packaging;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The hash behind Ray's package URIs: eight bytes of SHA-1 for each path and its content, all put
 * together by exclusive or. Not for use by several threads.
 */
final class ContentHash {
  /** The hash of nothing: Ray starts with eight digits zero, as text. */
  static final long EMPTY = 0x3030303030303030L;

  private final MessageDigest sha1 = sha1();

  static MessageDigest sha1() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
  }

  /** Starts with a path, relative to the root. */
  ContentHash path(String relative) {
    sha1.reset();
    sha1.update(relative.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** Adds content. */
  void content(byte[] data, int offset, int length) {
    sha1.update(data, offset, length);
  }

  /** The hash of the path and its content. */
  long end() {
    return ByteBuffer.wrap(sha1.digest()).getLong();
  }

  static String uri(long hash) {
    return String.format("gcs://_ray_pkg_%016x.zip", hash);
  }
}
