package dev.rayjobs.faults;

import dev.rayjobs.faults.Fate.Way;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongConsumer;

/** One connection through the proxy. */
final class Passage implements Closeable {
  /**
   * A request is complete, as far as can be told without reading it, when nothing has come for so
   * long.
   */
  private static final int QUIET_MILLIS = 40;

  private static final Duration SLOW_STEP = Duration.ofMillis(50);
  private static final int BYTES_PER_SLOW_STEP = 50;

  private final Socket client;
  private final InetSocketAddress address;
  private final Fate fate;
  private final Executor threads;
  private final LongConsumer requestBytes;
  private final LongConsumer answerBytes;
  private final Socket server = new Socket();
  private volatile boolean mute;

  Passage(
      Socket client,
      InetSocketAddress address,
      Fate fate,
      Executor threads,
      LongConsumer requestBytes,
      LongConsumer answerBytes) {
    this.client = client;
    this.address = address;
    this.fate = fate;
    this.threads = threads;
    this.requestBytes = requestBytes;
    this.answerBytes = answerBytes;
  }

  Fate fate() {
    return fate;
  }

  /** Serves the connection to its end. */
  void run() {
    try {
      client.setTcpNoDelay(true);
      switch (fate.kind()) {
        case LATE -> {
          byte[] request = untilQuiet(client);
          client.close();
          Thread.sleep(fate.pause().toMillis());
          carryOut(request);
        }
        case TWICE -> {
          byte[] request = untilQuiet(client);
          carryOut(request);
          connect();
          server.getOutputStream().write(request);
          forward();
        }
        case REFUSED_BY_GATEWAY -> {
          untilQuiet(client);
          answerForServer();
        }
        case LOST_BY_GATEWAY -> {
          carryOut(untilQuiet(client));
          answerForServer();
        }
        case NONE, CUT, RESET, HALF_OPEN, STALL, SLOW, CRAWL -> {
          connect();
          forward();
        }
      }
    } catch (IOException connectionIsGone) {
      // As was to be.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close();
    }
  }

  private void connect() throws IOException {
    server.connect(address);
    server.setTcpNoDelay(true);
  }

  private void forward() {
    CompletableFuture<Void> answers =
        CompletableFuture.runAsync(() -> pump(server, client, Way.ANSWER), threads);
    pump(client, server, Way.REQUEST);
    answers.join();
  }

  private void pump(Socket from, Socket to, Way way) {
    boolean fated = fate.way() == way;
    LongConsumer count = way == Way.REQUEST ? requestBytes : answerBytes;
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[16 * 1024];
      long passed = 0;
      if (fated && fate.at() == 0) {
        strike(out, new byte[0], 0, 0);
      }
      for (int read; (read = in.read(buffer)) >= 0; ) {
        count.accept(read);
        if (mute) {
          continue;
        }
        if (fate.kind() == Fate.Kind.CRAWL) {
          slowly(out, buffer, 0, read, Long.MAX_VALUE);
        } else if (fated && passed < fate.at() && fate.at() <= passed + read) {
          int before = (int) (fate.at() - passed);
          out.write(buffer, 0, before);
          strike(out, buffer, before, read);
        } else {
          out.write(buffer, 0, read);
        }
        passed += read;
      }
    } catch (IOException connectionIsGone) {
      // Then the other side goes too.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    close();
  }

  /** What is due now happens; then, if it goes on, what is left of the buffer is forwarded. */
  private void strike(OutputStream out, byte[] buffer, int from, int to)
      throws IOException, InterruptedException {
    switch (fate.kind()) {
      case CUT -> close();
      case RESET -> {
        client.setSoLinger(true, 0);
        server.setSoLinger(true, 0);
        close();
      }
      case HALF_OPEN -> mute = true;
      case STALL -> Thread.sleep(fate.pause().toMillis());
      case SLOW -> from = slowly(out, buffer, from, to, fate.pause().toNanos());
      case NONE, CRAWL, LATE, TWICE, REFUSED_BY_GATEWAY, LOST_BY_GATEWAY -> {}
    }
    if (!mute && from < to) {
      out.write(buffer, from, to - from);
    }
  }

  private static int slowly(OutputStream out, byte[] buffer, int from, int to, long nanos)
      throws IOException, InterruptedException {
    int at = from;
    long start = System.nanoTime();
    while (at < to && System.nanoTime() - start < nanos) {
      int step = Math.min(BYTES_PER_SLOW_STEP, to - at);
      out.write(buffer, at, step);
      at += step;
      Thread.sleep(SLOW_STEP.toMillis());
    }
    return at;
  }

  private static byte[] untilQuiet(Socket from) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] buffer = new byte[16 * 1024];
    InputStream in = from.getInputStream();
    try {
      for (int read; (read = in.read(buffer)) >= 0; ) {
        all.write(buffer, 0, read);
        from.setSoTimeout(QUIET_MILLIS);
      }
    } catch (SocketTimeoutException quiet) {
      from.setSoTimeout(0);
    }
    return all.toByteArray();
  }

  /** Has the server carry out a request of whose answer nobody hears. */
  private void carryOut(byte[] request) throws IOException {
    try (Socket aside = new Socket()) {
      aside.connect(address);
      aside.getOutputStream().write(request);
      untilQuiet(aside);
    }
  }

  private void answerForServer() throws IOException {
    int status = 502 + (int) (fate.at() % 3);
    client
        .getOutputStream()
        .write(
            ("HTTP/1.1 " + status + " Gateway\r\nContent-Length: 3\r\nConnection: close\r\n\r\nbad")
                .getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void close() {
    for (Socket socket : new Socket[] {client, server}) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }
}
