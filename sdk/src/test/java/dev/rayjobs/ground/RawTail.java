package dev.rayjobs.ground;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Log tails as the JDK's own WebSocket client sees them. */
final class RawTail {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private RawTail() {}

  /** A connection that is open or was. */
  static final class Tail implements WebSocket.Listener {
    private final List<String> frames = new CopyOnWriteArrayList<>();
    private final StringBuilder partial = new StringBuilder();
    private final StringBuilder text = new StringBuilder();
    private final AtomicInteger pongs = new AtomicInteger();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private volatile String reason = "";
    private volatile @Nullable WebSocket socket;

    @Override
    public void onOpen(WebSocket opened) {
      socket = opened;
      opened.request(1);
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      partial.append(data);
      if (last) {
        frames.add(partial.toString());
        add(partial);
        partial.setLength(0);
      }
      from.request(1);
      return null;
    }

    private synchronized void add(CharSequence more) {
      text.append(more);
      notifyAll();
    }

    /** Waits until the text so far ends so. */
    synchronized void awaitText(String end) throws InterruptedException {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (text.length() < end.length()
          || !text.substring(text.length() - end.length()).equals(end)) {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0 || closed.isDone()) {
          throw new AssertionError("no '" + end + "' at the end of: " + text);
        }
        wait(Math.min(left, 1000));
      }
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
      pongs.incrementAndGet();
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String why) {
      reason = why;
      closed.complete(code);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      closed.completeExceptionally(error);
    }

    void ping() {
      Objects.requireNonNull(socket).sendPing(ByteBuffer.wrap(new byte[] {1})).join();
    }

    Tail awaitClose() throws Exception {
      closed.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      return this;
    }

    boolean isClosed() {
      return closed.isDone();
    }

    int closeCode() throws Exception {
      return closed.get(0, TimeUnit.SECONDS);
    }

    String closeReason() {
      return reason;
    }

    /** The text messages. */
    List<String> frames() {
      return frames;
    }

    synchronized String text() {
      return text.toString();
    }

    int pongs() {
      return pongs.get();
    }
  }

  /** The head of an answer and the bytes after it. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Handshake(String head, byte[] rest) {}

  static Tail open(RawDashboard ray, String id) {
    Tail tail = new Tail();
    connect(ray, "/api/jobs/" + id + "/logs/tail", ray.token(), tail).join();
    return tail;
  }

  private static CompletableFuture<WebSocket> connect(
      RawDashboard ray, String path, String token, Tail tail) {
    WebSocket.Builder builder = ray.http().newWebSocketBuilder();
    if (!token.isEmpty()) {
      builder.header("Authorization", "Bearer " + token);
    }
    return builder.buildAsync(URI.create(ray.address().replace("http:", "ws:") + path), tail);
  }

  /** The status with which the handshake is refused. */
  static int refusal(RawDashboard ray, String path, String token) {
    try {
      connect(ray, path, token, new Tail()).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof WebSocketHandshakeException refused) {
        return refused.getResponse().statusCode();
      }
      throw e;
    }
    throw new AssertionError("not refused: " + path);
  }

  /** The JDK's client cannot offer extensions. */
  static Handshake offerCompression(RawDashboard ray, String id) throws IOException {
    return speak(ray, id, "Sec-WebSocket-Extensions: permessage-deflate\r\n", 4);
  }

  /** The JDK's client errs in many ways, or waits for ever, when it is cut within a message. */
  static Handshake untilCut(RawDashboard ray, String id) throws IOException {
    return speak(ray, id, "", Integer.MAX_VALUE);
  }

  private static Handshake speak(RawDashboard ray, String id, String header, int count)
      throws IOException {
    URI uri = URI.create(ray.address());
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      socket.setSoTimeout(30_000);
      socket
          .getOutputStream()
          .write(
              ("GET /api/jobs/"
                      + id
                      + "/logs/tail HTTP/1.1\r\nHost: "
                      + uri.getAuthority()
                      + "\r\nAuthorization: Bearer "
                      + ray.token()
                      + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                      + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                      + "Sec-WebSocket-Version: 13\r\n"
                      + header
                      + "\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      ByteArrayOutputStream head = new ByteArrayOutputStream();
      while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
        int next = in.read();
        if (next < 0) {
          throw new IOException("no answer: " + head);
        }
        head.write(next);
      }
      return new Handshake(head.toString(StandardCharsets.US_ASCII), in.readNBytes(count));
    }
  }
}
