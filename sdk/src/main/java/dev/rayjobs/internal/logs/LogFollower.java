package dev.rayjobs.internal.logs;

import dev.rayjobs.errors.ApiException;
import dev.rayjobs.errors.ConnectionException;
import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.errors.ServerException;
import dev.rayjobs.errors.TimedOutException;
import dev.rayjobs.internal.http.LogTail;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Pulls a job's log. The job's status decides when it is over, never the tail's close, which Ray
 * sends for many other reasons. Each new connection replays the log from its first character, so
 * what was delivered is counted and skipped. One pass, one reading thread; {@link #close()} may be
 * called from another.
 */
public final class LogFollower implements AutoCloseable {
  private static final Duration FIRST_POLL = Duration.ofMillis(250);
  private static final Duration SLOWEST_POLL = Duration.ofMillis(500);
  private static final Duration FIRST_BACKOFF = Duration.ofMillis(250);
  private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(5);

  private final LogServer server;
  private final Duration reconnectFor;
  private final Object tailLock = new Object();
  private @Nullable LogTail tail;
  private volatile boolean closed;

  private long delivered;
  private long toSkip;
  private boolean over;
  private long quietSince = System.nanoTime();
  private long lastPoll = System.nanoTime();
  private @Nullable Long unreachableSince;
  private Duration backoff = FIRST_BACKOFF;

  /** What the follower asks of the dashboard about one job. */
  public interface LogServer {
    /** A new connection to the log tail. */
    LogTail tail();

    /** The whole log so far. */
    String logs();

    /** Whether the job has ended. */
    boolean ended();
  }

  /**
   * A follower at the log's first character.
   *
   * @param reconnectFor how long without any answer from the dashboard before it gives up
   */
  public LogFollower(LogServer server, Duration reconnectFor) {
    this.server = server;
    this.reconnectFor = reconnectFor;
  }

  /**
   * The next piece of the log, or null at its end or after {@link #close()}. Waits for one.
   *
   * @throws RayJobsException if the job is unknown, the token is refused, or the dashboard stays
   *     away for too long
   */
  public @Nullable String next() {
    while (!over && !closed) {
      try {
        LogTail current = connected();
        LogTail.Event event = current.next(pollInterval());
        String piece = event == null ? checkWhileQuiet() : accept(event);
        if (piece != null && !piece.isEmpty()) {
          delivered += piece.length();
          quietSince = System.nanoTime();
          return piece;
        }
      } catch (InterruptedException e) {
        close();
        Thread.currentThread().interrupt();
        throw new RayJobsException("Interrupted while following a log", e);
      }
    }
    disconnect();
    return null;
  }

  private @Nullable String accept(LogTail.Event event) throws InterruptedException {
    if (event instanceof LogTail.Event.Text text) {
      reached();
      return unseen(text.text());
    }
    disconnect();
    if (closed) {
      return null;
    }
    if (event instanceof LogTail.Event.Failed failed && !mayPass(failed.error())) {
      throw failed.error();
    }
    String rest = checkEnd();
    if (!over) {
      pause();
    }
    return rest;
  }

  /** The part of a replayed piece that was not delivered before. */
  private String unseen(String text) {
    int skip = (int) Math.min(toSkip, text.length());
    toSkip -= skip;
    return text.substring(skip);
  }

  private @Nullable String checkWhileQuiet() throws InterruptedException {
    if (System.nanoTime() - lastPoll < pollInterval().toNanos()) {
      return null;
    }
    return checkEnd();
  }

  /** If the job has ended: what the tail has not shown yet, and then it is over. */
  private @Nullable String checkEnd() throws InterruptedException {
    lastPoll = System.nanoTime();
    try {
      if (!server.ended()) {
        reached();
        return null;
      }
      String whole = server.logs();
      over = true;
      return whole.length() > delivered ? whole.substring((int) delivered) : null;
    } catch (RayJobsException e) {
      if (!mayPass(e)) {
        throw e;
      }
      givenUp(e);
      pause();
      return null;
    }
  }

  private LogTail connected() {
    synchronized (tailLock) {
      if (tail == null) {
        toSkip = delivered;
        tail = server.tail();
      }
      return tail;
    }
  }

  private void disconnect() {
    synchronized (tailLock) {
      if (tail != null) {
        tail.close();
        tail = null;
      }
    }
  }

  private void reached() {
    unreachableSince = null;
    backoff = FIRST_BACKOFF;
  }

  private void givenUp(RayJobsException last) {
    long now = System.nanoTime();
    if (unreachableSince == null) {
      unreachableSince = now;
    } else if (now - unreachableSince > reconnectFor.toNanos()) {
      throw last;
    }
  }

  /** Waits a random part of a growing time, so that many followers do not return at once. */
  private void pause() throws InterruptedException {
    Thread.sleep(ThreadLocalRandom.current().nextLong(backoff.toMillis() / 2, backoff.toMillis()));
    Duration doubled = backoff.multipliedBy(2);
    backoff = doubled.compareTo(LONGEST_BACKOFF) > 0 ? LONGEST_BACKOFF : doubled;
  }

  /** Whether waiting can mend it: a broken connection or a server in trouble, not a refusal. */
  private static boolean mayPass(RayJobsException e) {
    return e instanceof ConnectionException
        || e instanceof TimedOutException
        || e instanceof ServerException
        || (e instanceof ApiException api && api.statusCode() == 429);
  }

  /** Quick for short jobs, easy on the dashboard when a job is silent for long. */
  private Duration pollInterval() {
    Duration quiet = Duration.ofNanos(System.nanoTime() - quietSince).dividedBy(200);
    if (quiet.compareTo(FIRST_POLL) < 0) {
      return FIRST_POLL;
    }
    return quiet.compareTo(SLOWEST_POLL) > 0 ? SLOWEST_POLL : quiet;
  }

  /** Ends the pass. A thread that waits in {@link #next()} gets null soon. */
  @Override
  public void close() {
    closed = true;
    disconnect();
  }
}
