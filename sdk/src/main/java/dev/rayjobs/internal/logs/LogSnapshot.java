package dev.rayjobs.internal.logs;

import dev.rayjobs.errors.ConnectionException;
import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.internal.http.LogText;
import dev.rayjobs.internal.http.Retrier;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Pulls a job's log so far, each character once: where an answer breaks off, the log is asked for
 * again and what was told is passed over. It comes from the node's disk where that can be, which
 * takes the dashboard half the time and next to no memory. One pass, one thread.
 */
public final class LogSnapshot implements AutoCloseable {
  private final LogServer server;
  private final LogPosition position = new LogPosition();
  private @Nullable Fetch fetch;
  // Whatever it was, the other way is taken from then on.
  private @Nullable RayJobsException fileFailure;

  /** The log from its first character. Nothing is asked before {@link #next()}. */
  public LogSnapshot(LogServer server) {
    this.server = server;
  }

  /**
   * The next piece of the log, or null at its end.
   *
   * @throws RayJobsException if it cannot be had, or breaks off for longer than requests are
   *     repeated
   */
  public @Nullable String next() {
    String piece = server.retrying(this::fresh).orElse(null);
    if (piece == null) {
      close();
    }
    return piece;
  }

  private Optional<String> fresh() {
    try {
      Fetch current = opened();
      for (String piece; (piece = current.next()) != null; ) {
        String fresh = current.replay().unseen(piece);
        if (!fresh.isEmpty()) {
          return Optional.of(fresh);
        }
      }
      return Optional.empty();
    } catch (ConnectionException e) {
      if (fetch != null && fetch.fromFile()) {
        fileFailure = e;
      }
      close();
      throw e;
    }
  }

  private Fetch opened() {
    Fetch current = fetch;
    if (current == null) {
      boolean ended = server.phase() == LogServer.Phase.ENDED;
      LogText file = fileFailure == null ? file() : null;
      current = new Fetch(file == null ? text() : file, position.replay(), file != null, ended);
      fetch = current;
    }
    return current;
  }

  private @Nullable LogText file() {
    try {
      return server.file(-1);
    } catch (RayJobsException e) {
      fileFailure = e;
      if (Retrier.mayPass(e)) {
        throw e;
      }
      // Not served at all with tokens by Ray 2.52; nor without its node.
      return null;
    }
  }

  private LogText text() {
    try {
      return server.text();
    } catch (RayJobsException e) {
      if (fileFailure != null) {
        e.addSuppressed(fileFailure);
      }
      throw e;
    }
  }

  @Override
  public void close() {
    if (fetch != null) {
      fetch.close();
      fetch = null;
    }
  }
}
