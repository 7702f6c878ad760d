package dev.rayjobs.internal.http;

import dev.rayjobs.errors.CircuitOpenException;
import dev.rayjobs.errors.ConnectionException;
import dev.rayjobs.errors.RayJobsException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the log tail, pulled. Ray replays the log from its first byte at each
 * connection, and its close says nothing of the job.
 */
public final class LogTail implements AutoCloseable {
  // Frames are at most some 20,000 characters, so this bounds what waits for a slow reader.
  private static final int WAITING_FRAMES = 64;

  private final Transport transport;
  private final ApiCall call;
  private final BlockingQueue<Event> events = new ArrayBlockingQueue<>(WAITING_FRAMES);
  private volatile boolean closed;
  private final @Nullable WebSocket socket;

  /** What comes out of a tail. */
  public sealed interface Event {
    /** A piece of the log. */
    record Text(String text) implements Event {}

    /** The connection ended, as servers and proxies do for many reasons. */
    record Ended(String how) implements Event {}

    /** The server refused the tail, or could not be reached. */
    record Failed(RayJobsException error) implements Event {}
  }

  LogTail(Transport transport, ApiCall call) {
    this.transport = transport;
    this.call = call;
    this.socket = open();
  }

  private @Nullable WebSocket open() {
    try {
      return transport.openTail(call, new Listener());
    } catch (CircuitOpenException e) {
      // A failure as any other, so that the follower waits it out.
      events.add(new Event.Failed(e));
      return null;
    }
  }

  /** The next event, or null if none came in this time. */
  public @Nullable Event next(Duration wait) throws InterruptedException {
    return events.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Ends the connection; may be called twice and from any thread. */
  @Override
  public void close() {
    closed = true;
    if (socket != null) {
      socket.cancel();
    }
    // Frees a listener that waits for room.
    events.clear();
  }

  private final class Listener extends WebSocketListener {
    @Override
    public void onMessage(WebSocket webSocket, String text) {
      put(new Event.Text(text));
    }

    @Override
    public void onClosing(WebSocket webSocket, int code, String reason) {
      // Without an answer OkHttp keeps the connection, and its thread, for ever.
      webSocket.close(1000, null);
    }

    @Override
    public void onClosed(WebSocket webSocket, int code, String reason) {
      put(new Event.Ended("closed with " + code));
    }

    @Override
    public void onFailure(WebSocket webSocket, Throwable cause, @Nullable Response response) {
      if (response != null && response.code() != 101) {
        put(new Event.Failed(transport.refused(call, response)));
      } else {
        put(new Event.Failed(new ConnectionException("The log tail broke: " + cause, cause)));
      }
    }

    /**
     * Waits while the queue is full, which makes the server wait: there is no other back pressure.
     */
    private void put(Event event) {
      try {
        while (!closed && !events.offer(event, 100, TimeUnit.MILLISECONDS)) {
          continue;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
