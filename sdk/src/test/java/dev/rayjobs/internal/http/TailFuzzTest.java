package dev.rayjobs.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.auth.PlaintextTokens;
import dev.rayjobs.auth.TokenHeader;
import dev.rayjobs.fuzz.Fuzz;
import dev.rayjobs.fuzz.Legibility;
import dev.rayjobs.internal.address.DashboardAddress;
import dev.rayjobs.internal.tls.TlsSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** WebSocket frames, cut, doubled and broken: the tail ends, and says how. */
class TailFuzzTest {
  private ServerSocket server;
  private Transport transport;
  private volatile byte[] frames = new byte[0];

  @BeforeEach
  void open() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread serving = new Thread(this::serve);
    serving.setDaemon(true);
    serving.start();
    transport =
        new Transport(
            new TransportSettings(
                DashboardAddress.parse("http://127.0.0.1:" + server.getLocalPort(), "the test"),
                Map.of(),
                Map.of(),
                new NoToken(false),
                TokenHeader.AUTOMATIC,
                PlaintextTokens.ALLOW,
                new AtomicBoolean(),
                new TlsSettings(null, "the JVM's", null, "none", true),
                null,
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                Duration.ZERO,
                new RetryPolicy(
                    Duration.ZERO,
                    Duration.ZERO,
                    Duration.ofMillis(1),
                    Duration.ofMillis(1),
                    (attempt, failure, wait) -> {}),
                null,
                null));
  }

  @AfterEach
  void close() throws IOException {
    transport.close();
    server.close();
  }

  private void serve() {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        socket.getOutputStream().write(handshake(request(socket)));
        socket.getOutputStream().write(frames);
        socket.shutdownOutput();
        // What the client still says, until it hangs up: else its last bytes make a reset.
        socket.setSoTimeout(5_000);
        socket.getInputStream().transferTo(new ByteArrayOutputStream());
      } catch (IOException e) {
        // The client hung up first, or the test is over.
        continue;
      }
    }
  }

  private static String request(Socket socket) throws IOException {
    StringBuilder request = new StringBuilder();
    while (request.indexOf("\r\n\r\n") < 0) {
      int c = socket.getInputStream().read();
      if (c < 0) {
        throw new IOException("no request");
      }
      request.append((char) c);
    }
    return request.toString();
  }

  private static byte[] handshake(String request) {
    String key = request.replaceFirst("(?is).*sec-websocket-key: (\\S+).*", "$1");
    try {
      byte[] sha1 =
          MessageDigest.getInstance("SHA-1")
              .digest(
                  (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                      .getBytes(StandardCharsets.US_ASCII));
      return ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              + "Sec-WebSocket-Accept: "
              + Base64.getEncoder().encodeToString(sha1)
              + "\r\n\r\n")
          .getBytes(StandardCharsets.US_ASCII);
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] frame(int head, byte[] content) {
    byte[] frame = new byte[content.length + 2];
    frame[0] = (byte) head;
    frame[1] = (byte) content.length;
    System.arraycopy(content, 0, frame, 2, content.length);
    return frame;
  }

  private static byte[] all(byte[]... frames) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] frame : frames) {
      all.writeBytes(frame);
    }
    return all.toByteArray();
  }

  @Test
  void endsWhateverComes() {
    byte[] text = "one\n\u00fc \uD83D\uDE00\n".getBytes(StandardCharsets.UTF_8);
    byte[] goodBye = frame(0x88, new byte[] {3, (byte) 0xe8});
    Fuzz.bytes(
        "frames of the tail",
        List.of(
            all(frame(0x81, text), frame(0x81, text), goodBye),
            // In two parts, with a ping between them.
            all(frame(0x01, text), frame(0x89, new byte[4]), frame(0x80, text), goodBye),
            all(frame(0x82, text), frame(0x81, new byte[0])),
            goodBye),
        bytes -> {
          frames = bytes;
          try (LogTail tail = new DashboardApi(transport).tail("x")) {
            LogTail.Event event = next(tail);
            while (event instanceof LogTail.Event.Text) {
              event = next(tail);
            }
            if (event instanceof LogTail.Event.Failed failed) {
              Legibility.of(failed.error());
            }
          }
        });
  }

  private static LogTail.Event next(LogTail tail) throws InterruptedException {
    LogTail.Event event = tail.next(Duration.ofSeconds(60));
    assertThat(event).as("an end").isNotNull();
    return java.util.Objects.requireNonNull(event);
  }
}
