package dev.rayjobs.internal.http;

import dev.rayjobs.errors.CircuitOpenException;
import dev.rayjobs.errors.ConnectionException;
import dev.rayjobs.errors.RayJobsException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
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
  /** How many characters wait for a slow reader; a longer frame waits alone. */
  private static final int ROOM = 512 * 1024;

  private final Transport transport;
  private final ApiCall call;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final Semaphore room = new Semaphore(ROOM);
  private volatile boolean closed;
  private final @Nullable WebSocket socket;

  /** What comes out of a tail. */
  public sealed interface Event {
    /**
     * A piece of the log, as it was framed.
     *
     * @param arrival when it came, by {@link System#nanoTime()}
     */
    record Text(String text, long arrival) implements Event {}

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
    Event event = events.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
    if (event instanceof Event.Text frame) {
      room.release(permits(frame.text()));
    }
    return event;
  }

  /** Ends the connection; may be called twice and from any thread. */
  @Override
  public void close() {
    closed = true;
    if (socket != null) {
      transport.end(socket);
    }
    events.clear();
    // Frees a listener that waits.
    room.release(ROOM);
  }

  private static int permits(String text) {
    return Math.min(ROOM, text.length());
  }

  private final class Listener extends WebSocketListener {
    @Override
    public void onMessage(WebSocket webSocket, String text) {
      long arrival = System.nanoTime();
      try {
        // While there is no room the server must wait: there is no other back pressure.
        room.acquire(permits(text));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      put(new Event.Text(text, arrival));
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

    private void put(Event event) {
      if (!closed) {
        events.add(event);
      }
    }
  }
}
