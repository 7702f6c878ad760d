package dev.rayjobs.internal.logs;

import dev.rayjobs.errors.ConnectionException;
import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.errors.ServerException;
import dev.rayjobs.internal.http.LogText;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Pulls a job's log so far, each character once: where an answer breaks off, the log is asked for
 * again and what was told is passed over. One pass, one thread.
 */
public final class LogSnapshot implements AutoCloseable {
  private final LogServer server;
  private final LogPosition position = new LogPosition();
  private LogPosition.Replay replay = position.replay();
  private @Nullable LogText text;
  private boolean raw;

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
      LogText current = opened();
      for (String piece; (piece = current.next()) != null; ) {
        String fresh = replay.unseen(piece);
        if (!fresh.isEmpty()) {
          return Optional.of(fresh);
        }
      }
      return Optional.empty();
    } catch (ConnectionException e) {
      close();
      throw e;
    }
  }

  private LogText opened() {
    if (text == null) {
      text = open();
      replay = position.replay();
    }
    return text;
  }

  private LogText open() {
    if (raw) {
      LogText file = server.file(-1);
      if (file != null) {
        return file;
      }
    }
    try {
      return server.text();
    } catch (ServerException e) {
      // What Ray cannot serve as text (bytes that are not UTF-8), the node's disk may.
      LogText file = null;
      try {
        file = server.file(-1);
      } catch (RayJobsException notEither) {
        e.addSuppressed(notEither);
      }
      if (file == null) {
        throw e;
      }
      raw = true;
      return file;
    }
  }

  @Override
  public void close() {
    if (text != null) {
      text.close();
      text = null;
    }
  }
}
