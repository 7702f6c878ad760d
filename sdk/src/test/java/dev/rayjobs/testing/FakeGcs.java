package dev.rayjobs.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocketFactory;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Headers;
import okhttp3.Protocol;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/** Answers as a GCS, with what a test puts into its queue. */
public final class FakeGcs implements AutoCloseable {
  private final MockWebServer server = new MockWebServer();

  private FakeGcs(@Nullable SSLSocketFactory tls) {
    try {
      if (tls == null) {
        server.setProtocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE));
      } else {
        server.setProtocols(List.of(Protocol.HTTP_2, Protocol.HTTP_1_1));
        server.useHttps(tls);
        server.requireClientAuth();
      }
      server.start(InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1}), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One on loopback, without TLS. */
  public static FakeGcs start() {
    return new FakeGcs(null);
  }

  /** One that asks for client certificates. */
  public static FakeGcs startTls(SSLSocketFactory tls) {
    return new FakeGcs(tls);
  }

  /** {@code HOST:PORT}. */
  public String address() {
    return "127.0.0.1:" + server.getPort();
  }

  /** Answers with this value of the key. */
  public FakeGcs knows(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    // An empty status comes first, as from a real one.
    return answer(
        new Buffer()
            .writeByte(0x0a)
            .writeByte(0)
            .writeByte(0x12)
            .writeByte(bytes.length)
            .write(bytes));
  }

  /** Answers as for a key that is not there. */
  public FakeGcs knowsNothing() {
    String words = "Failed to find the key";
    Buffer status =
        new Buffer().writeByte(0x08).writeByte(17).writeByte(0x12).writeByte(words.length());
    status.writeUtf8(words);
    return answer(
        new Buffer().writeByte(0x0a).writeByte((int) status.size()).write(status.readByteArray()));
  }

  private FakeGcs answer(Buffer message) {
    Buffer frame = new Buffer().writeByte(0).writeInt((int) message.size());
    return answerFrame(frame.write(message.readByteArray()));
  }

  /** Answers with these bytes, and success. */
  public FakeGcs answerFrame(Buffer frame) {
    return answer(
        new MockResponse.Builder()
            .addHeader("content-type", "application/grpc")
            .body(frame)
            .trailers(Headers.of("grpc-status", "0"))
            .build());
  }

  /** Answers with an error, which gRPC sends in the headers. */
  public FakeGcs refuses(int status, String message) {
    return answer(
        new MockResponse.Builder()
            .addHeader("content-type", "application/grpc")
            .addHeader("grpc-status", status)
            .addHeader("grpc-message", message)
            .build());
  }

  /** Answers with this. */
  public FakeGcs answer(MockResponse answer) {
    server.enqueue(answer);
    return this;
  }

  /** How often it was asked. */
  public int asked() {
    return server.getRequestCount();
  }

  /** The next question, in the order in which they came. */
  public RecordedRequest question() throws InterruptedException {
    return Objects.requireNonNull(server.takeRequest(5, TimeUnit.SECONDS), "nobody asked");
  }

  @Override
  public void close() {
    server.close();
  }
}
