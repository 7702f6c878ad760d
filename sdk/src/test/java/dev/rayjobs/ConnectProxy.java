package dev.rayjobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A proxy as companies have one: wants a password, and makes tunnels to what it knows as a host.
 */
final class ConnectProxy implements AutoCloseable {
  private final ServerSocket listening;
  private final String authorization;
  private final int target;
  private final List<String> seen = new CopyOnWriteArrayList<>();

  /**
   * Starts one.
   *
   * @param authorization what it wants as {@code Proxy-Authorization}
   * @param target the port on this machine where all its tunnels end
   */
  ConnectProxy(String authorization, int target) throws IOException {
    this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.authorization = authorization;
    this.target = target;
    ReverseProxy.daemon(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  /** All lines that it was told in plain text. */
  List<String> seen() {
    return seen;
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        ReverseProxy.daemon(() -> serve(client));
      } catch (IOException e) {
        return; // Closed.
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      List<String> head = ReverseProxy.head(client.getInputStream());
      seen.addAll(head);
      if (!head.contains("Proxy-Authorization: " + authorization)) {
        say(client, "407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"us\"");
        return;
      }
      try (Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
        say(client, "200 Connected");
        ReverseProxy.daemon(() -> ReverseProxy.pump(client, server));
        ReverseProxy.pump(server, client);
      }
    } catch (IOException e) {
      // The client went away.
      return;
    }
  }

  private static void say(Socket client, String head) throws IOException {
    String answer = "HTTP/1.1 " + head + "\r\nConnection: close\r\n\r\n";
    client.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Override
  public void close() {
    try {
      listening.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
