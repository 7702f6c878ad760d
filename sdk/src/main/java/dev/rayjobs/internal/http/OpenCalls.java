package dev.rayjobs.internal.http;

import dev.rayjobs.errors.CancelledException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What is under way, so that closing the client ends it and nothing else. Thread-safe. */
final class OpenCalls {
  private final Map<Object, Runnable> cancels = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /** This is under way, until {@link #ended}; and is cancelled if the client is closed. */
  void began(Object call, Runnable cancel) {
    cancels.put(call, cancel);
    if (closed) {
      cancel.run();
    }
  }

  void ended(Object call) {
    cancels.remove(call);
  }

  boolean isClosed() {
    return closed;
  }

  /**
   * Lets pass as long as the client is open.
   *
   * @throws CancelledException if it is closed
   */
  void check() {
    if (closed) {
      throw clientClosed(null);
    }
  }

  /** That a call was cancelled, or not made, as the client is closed; no failure that may pass. */
  static CancelledException clientClosed(@Nullable Throwable cause) {
    return new CancelledException("The client was closed", cause);
  }

  void close() {
    closed = true;
    cancels.values().forEach(Runnable::run);
  }
}
