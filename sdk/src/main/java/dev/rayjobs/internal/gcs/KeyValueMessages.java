package dev.rayjobs.internal.gcs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The two protobuf messages of the GCS's {@code InternalKVGet}, each in gRPC's frame (a byte that
 * says whether it is compressed, and its length in four bytes):
 *
 * <pre>
 * message InternalKVGetRequest { bytes key = 1; bytes namespace = 2; }
 * message InternalKVGetReply { GcsStatus status = 1; bytes value = 2; }
 * </pre>
 */
final class KeyValueMessages {
  private static final int FRAME_HEAD = 5;
  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED_32 = 5;
  private static final int KEY = 1;
  private static final int NAMESPACE = 2;
  private static final int VALUE = 2;

  private KeyValueMessages() {}

  /** A request, framed. Key and namespace are shorter than 128 bytes. */
  static byte[] request(String key, String namespace) {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    put(message, KEY, key);
    put(message, NAMESPACE, namespace);
    return ByteBuffer.allocate(FRAME_HEAD + message.size())
        .put((byte) 0)
        .putInt(message.size())
        .put(message.toByteArray())
        .array();
  }

  private static void put(ByteArrayOutputStream message, int field, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    message.write(field << 3 | BYTES);
    message.write(bytes.length);
    message.writeBytes(bytes);
  }

  /**
   * The value in a framed reply; empty if the key is not known.
   *
   * @throws IOException if this is no such reply
   */
  static String valueOf(byte[] reply) throws IOException {
    try {
      ByteBuffer frame = ByteBuffer.wrap(reply);
      if (frame.get() != 0 || frame.getInt() != frame.remaining()) {
        throw new IOException("a broken or compressed frame");
      }
      return value(frame);
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new IOException("a message that ends too early", e);
    }
  }

  private static String value(ByteBuffer message) throws IOException {
    String value = "";
    while (message.hasRemaining()) {
      long tag = varint(message);
      switch ((int) (tag & 7)) {
        case VARINT -> varint(message);
        case FIXED_64 -> message.getLong();
        case FIXED_32 -> message.getInt();
        case BYTES -> {
          byte[] bytes = new byte[length(message)];
          message.get(bytes);
          if (tag >>> 3 == VALUE) {
            value = new String(bytes, StandardCharsets.UTF_8);
          }
        }
        default -> throw new IOException("a field of an unknown kind");
      }
    }
    return value;
  }

  private static int length(ByteBuffer message) throws IOException {
    long length = varint(message);
    if (length < 0 || length > message.remaining()) {
      throw new IOException("a field that is longer than its message");
    }
    return (int) length;
  }

  private static long varint(ByteBuffer message) throws IOException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte part = message.get();
      value |= (part & 0x7fL) << shift;
      if (part >= 0) {
        return value;
      }
    }
    throw new IOException("a number without an end");
  }
}
