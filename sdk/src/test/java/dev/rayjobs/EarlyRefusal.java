package dev.rayjobs;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A proxy that refuses uploads by their header: it answers 413 at once, reads a little more, and
 * closes the connection while the client is still writing.
 */
final class EarlyRefusal implements AutoCloseable {
  private static final String VERSION = "{\"version\":\"4\",\"ray_version\":\"2.60.0\"}";
  private static final int A_LITTLE = 100_000;

  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final AtomicInteger uploads = new AtomicInteger();

  EarlyRefusal() throws IOException {
    Thread thread = new Thread(this::serve, "early-refusal");
    thread.setDaemon(true);
    thread.start();
  }

  String address() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  /** How many uploads were begun. */
  int uploads() {
    return uploads.get();
  }

  private void serve() {
    while (!server.isClosed()) {
      try (Socket client = server.accept()) {
        answer(client);
      } catch (IOException e) {
        // The client went, or the test is over.
        continue;
      }
    }
  }

  private void answer(Socket client) throws IOException {
    InputStream in = client.getInputStream();
    String first = head(in);
    if (first.startsWith("GET /api/version")) {
      write(client, "200 OK", VERSION);
    } else if (first.startsWith("PUT")) {
      uploads.incrementAndGet();
      write(client, "413 Request Entity Too Large", "<html>too large</html>");
      client.shutdownOutput();
      in.readNBytes(A_LITTLE);
    } else {
      write(client, "404 Not Found", "");
    }
  }

  /** The request's first line, all of its header read and not a byte more. */
  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("no request");
      }
      head.append((char) next);
    }
    return head.substring(0, head.indexOf("\r\n"));
  }

  private static void write(Socket client, String status, String body) throws IOException {
    String answer =
        "HTTP/1.1 "
            + status
            + "\r\nConnection: close\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body;
    client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
    client.getOutputStream().flush();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
