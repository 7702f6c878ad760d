package dev.rayjobs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * A server before Ray, as teams put one there: passes requests and WebSocket upgrades on, one
 * request for each connection, after a look at the head of each.
 */
final class ReverseProxy implements AutoCloseable {
  private static final int LONGEST_HEAD = 64 * 1024;

  private final ServerSocket listening;
  private final int target;
  private final UnaryOperator<List<String>> filter;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /**
   * Starts one.
   *
   * @param listening where; a TLS one makes a proxy that ends TLS
   * @param target the port of the dashboard on this machine
   * @param filter what becomes of a request line and the header lines; an empty list means 401
   */
  ReverseProxy(ServerSocket listening, int target, UnaryOperator<List<String>> filter) {
    this.listening = listening;
    this.target = target;
    this.filter = filter;
    daemon(this::accept);
  }

  /** Without TLS. */
  static ReverseProxy plain(int target, UnaryOperator<List<String>> filter) {
    try {
      return new ReverseProxy(
          new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target, filter);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return listening.getLocalPort();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        open.add(client);
        daemon(() -> serve(client));
      } catch (IOException e) {
        return; // Closed.
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        Socket ray = new Socket(InetAddress.getLoopbackAddress(), target)) {
      open.add(ray);
      List<String> head = head(client.getInputStream());
      if (head.isEmpty()) {
        return;
      }
      List<String> passed = filter.apply(head);
      if (passed.isEmpty()) {
        client
            .getOutputStream()
            .write(
                ("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"team\"\r\n"
                        + "Connection: close\r\nContent-Length: 9\r\n\r\nwho's it?")
                    .getBytes(StandardCharsets.ISO_8859_1));
        return;
      }
      ray.getOutputStream().write(bytes(passed));
      daemon(() -> pump(client, ray));
      pump(ray, client);
    } catch (IOException e) {
      // The client went away, or did not get through the TLS handshake.
      return;
    } finally {
      open.remove(client);
    }
  }

  static List<String> head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int last = 0;
    for (int next; (next = in.read()) >= 0 && head.size() < LONGEST_HEAD; ) {
      head.write(next);
      last = last << 8 | next;
      if (last == 0x0d0a0d0a) {
        return new ArrayList<>(head.toString(StandardCharsets.ISO_8859_1).lines().toList())
            .stream().filter(line -> !line.isEmpty()).toList();
      }
    }
    return List.of();
  }

  /** One request for each connection, so that the head of every request is seen. */
  private static byte[] bytes(List<String> head) {
    boolean upgrade = head.stream().anyMatch(line -> isHeader(line, "Upgrade"));
    StringBuilder text = new StringBuilder();
    for (String line : head) {
      if (upgrade || !isHeader(line, "Connection")) {
        text.append(line).append("\r\n");
      }
    }
    text.append(upgrade ? "\r\n" : "Connection: close\r\n\r\n");
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  static boolean isHeader(String line, String name) {
    return line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":");
  }

  static void pump(Socket from, Socket to) {
    byte[] piece = new byte[64 * 1024];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read; (read = in.read(piece)) >= 0; ) {
        out.write(piece, 0, read);
        out.flush();
      }
      to.shutdownOutput();
    } catch (IOException | UnsupportedOperationException e) {
      // One of the two is gone; the other direction ends by itself.
      return;
    }
  }

  static void daemon(Runnable work) {
    Thread thread = new Thread(work, "reverse-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      listening.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
