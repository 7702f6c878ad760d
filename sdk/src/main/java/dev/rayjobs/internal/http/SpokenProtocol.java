package dev.rayjobs.internal.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What a server speaks, told by the first bytes that it answers to a plain and empty request. */
public enum SpokenProtocol {
  /** HTTP/1, as a dashboard does. */
  HTTP,
  /** TLS. */
  TLS,
  /** HTTP/2 without TLS, as gRPC servers do. */
  HTTP_2,
  /** Something else, or nothing in time. */
  UNKNOWN;

  private static final int PATIENCE_MILLIS = 1_000;
  private static final byte[] REQUEST =
      "HEAD / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int ALERT = 0x15;
  private static final int TLS_MAJOR = 3;
  private static final int SETTINGS = 4;

  /**
   * Asks.
   *
   * @param host as in a URL, an IPv6 address in brackets
   */
  public static SpokenProtocol at(String host, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), PATIENCE_MILLIS);
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(REQUEST);
      return of(socket.getInputStream().readNBytes(4));
    } catch (IOException e) {
      return UNKNOWN;
    }
  }

  private static SpokenProtocol of(byte[] start) {
    if (start.length < 4) {
      return UNKNOWN;
    }
    if (Arrays.equals(start, "HTTP".getBytes(StandardCharsets.US_ASCII))) {
      return HTTP;
    }
    if (start[0] == ALERT && start[1] == TLS_MAJOR) {
      return TLS;
    }
    // A frame's length, always short here, and its type.
    return start[0] == 0 && start[1] == 0 && start[3] == SETTINGS ? HTTP_2 : UNKNOWN;
  }
}
