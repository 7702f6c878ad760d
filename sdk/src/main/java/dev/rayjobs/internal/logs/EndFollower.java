package dev.rayjobs.internal.logs;

import dev.rayjobs.errors.CancelledException;
import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.internal.http.Retrier;
import org.jspecify.annotations.Nullable;

/**
 * Pulls a job's log from its last lines on. Ray can only tell a log from its first character, so
 * the lines that are there are counted first, and what comes before the wanted ones is passed over.
 */
public final class EndFollower implements AutoCloseable {
  private final LogServer server;
  private final int lines;
  private final LogFollower follower;
  private final Contact contact;
  private @Nullable LineSkip skip;
  private volatile boolean closed;

  /**
   * A follower that has not begun.
   *
   * @param lines how many of the lines there are at the begin; 0 or more
   */
  public EndFollower(LogServer server, int lines, FollowSettings settings) {
    this.server = server;
    this.lines = lines;
    this.follower = new LogFollower(server, settings);
    this.contact = new Contact(settings);
  }

  /** As {@link LogFollower#next()}. */
  public @Nullable String next() {
    if (skip == null) {
      skip = count().allBut(lines);
    }
    for (String piece; (piece = follower.next()) != null; ) {
      String rest = skip.rest(piece);
      if (!rest.isEmpty()) {
        return rest;
      }
    }
    return null;
  }

  private LineCount count() {
    // Nothing is waited for where nobody ever answered.
    server.meet();
    LineCount count = new LineCount();
    try (LogSnapshot log = new LogSnapshot(server)) {
      while (!closed) {
        try {
          String piece = log.next();
          contact.made();
          if (piece == null) {
            break;
          }
          count.add(piece);
        } catch (RayJobsException e) {
          if (!Retrier.mayPass(e)) {
            throw e;
          }
          Thread.sleep(contact.failed(e).toMillis());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("Interrupted while following a log", e);
    }
    return count;
  }

  /** As {@link LogFollower#close()}. */
  @Override
  public void close() {
    closed = true;
    follower.close();
  }
}
