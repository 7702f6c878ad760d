package dev.rayjobs.internal.logs;

import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.errors.ServerException;
import dev.rayjobs.internal.http.LogTail;
import dev.rayjobs.internal.http.LogText;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Pulls a job's log. The job's status decides when it is over, never the tail's close, which Ray
 * sends for many other reasons. Beside the tail, whose server sleeps for seconds, the status is
 * polled, and short logs too. One pass, one reading thread; {@link #close()} may be called from
 * another.
 */
public final class LogFollower implements AutoCloseable {
  private static final Duration FIRST_POLL = Duration.ofMillis(250);
  private static final Duration SLOWEST_POLL = Duration.ofMillis(500);
  // Up to here a whole fetch costs the dashboard about as much as asking for the status.
  private static final long SHORT_LOG = 64 * 1024;
  // The tail's own sleeps make it up to 3 s late; one that is later has stalled.
  private static final Duration STALLED_AFTER = Duration.ofSeconds(6);
  private static final Duration LONGEST_STALL_CHECK = Duration.ofMinutes(5);
  private static final int REFUSALS = 5;
  private static final int REFUSALS_AT_END = 2;
  // In a row, without a single new character.
  private static final int BROKEN_FETCHES = 20;

  private final LogServer server;
  private final Contact contact;
  private final LogPosition position = new LogPosition();
  private final Object connectionLock = new Object();
  private @Nullable LogTail tail;
  private LogPosition.Replay tailReplay = position.replay();
  private @Nullable Fetch fetch;
  private volatile boolean closed;

  private boolean ended;
  private boolean over;
  private boolean raw;
  private boolean toldOfDifference;
  private int failedFetches;
  private long lastText = System.nanoTime();
  private long lastTailText = System.nanoTime();
  private long lastPoll = System.nanoTime() - FIRST_POLL.toNanos();
  private Duration nextStallCheck = STALLED_AFTER;

  /** One whole telling of the log that is being read. */
  private record Fetch(LogText text, LogPosition.Replay replay) {}

  /**
   * A follower at the log's first character.
   *
   * @param reconnectFor how long without any answer from the dashboard before it gives up
   */
  public LogFollower(LogServer server, Duration reconnectFor) {
    this.server = server;
    this.contact = new Contact(reconnectFor);
  }

  /**
   * The next piece of the log, or null at its end or after {@link #close()}. Waits for one.
   *
   * @throws RayJobsException if the job is unknown or lost, the token is refused, or the dashboard
   *     stays away for too long
   */
  public @Nullable String next() {
    try {
      while (!over && !closed) {
        String piece = fetch == null ? fromTail() : fromFetch(fetch);
        if (!piece.isEmpty()) {
          lastText = System.nanoTime();
          nextStallCheck = STALLED_AFTER;
          return piece;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RayJobsException("Interrupted while following a log", e);
    } finally {
      if (over || closed || Thread.currentThread().isInterrupted()) {
        disconnect();
      }
    }
    return null;
  }

  private String fromTail() throws InterruptedException {
    if (isPollDue()) {
      poll();
      return "";
    }
    LogTail.Event event = connected().next(pollInterval());
    if (event == null) {
      if (!isPollDue()) {
        return "";
      }
      poll();
      return "";
    }
    if (event instanceof LogTail.Event.Text text) {
      contact.made();
      lastTailText = System.nanoTime();
      // While the tail speaks there is no need to ask.
      lastPoll = tailReplay.caughtUp() && !ended ? System.nanoTime() : lastPoll;
      return unseen(tailReplay, text.text());
    }
    disconnectTail();
    if (!closed) {
      if (event instanceof LogTail.Event.Failed failed) {
        if (!Contact.isPassing(failed.error())) {
          // The status may know better why: the cluster may be another one.
          server.ended();
        }
        contact.failed(failed.error());
      }
      poll();
      if (!ended) {
        contact.pause();
      }
    }
    return "";
  }

  private String unseen(LogPosition.Replay replay, String text) {
    String fresh = replay.unseen(text);
    if (replay.differs() && !toldOfDifference) {
      toldOfDifference = true;
      server.warn(
          "The log, told again, is not what was shown: around character "
              + position.delivered()
              + " some may be missing or there twice");
    }
    return fresh;
  }

  /** Asks for the job's status, and decides whether the log is fetched besides. */
  private void poll() throws InterruptedException {
    lastPoll = System.nanoTime();
    try {
      ended = ended || server.ended();
      contact.made();
    } catch (RayJobsException e) {
      contact.failed(e);
      contact.pause();
      return;
    }
    // At the end the whole log is told once more: the tail's last word comes seconds later, and
    // its clean close would not say that it was the last.
    if (ended || isFetchOfUse()) {
      beginFetch();
    }
  }

  private boolean isFetchOfUse() {
    if (position.delivered() < SHORT_LOG) {
      return true;
    }
    // A long log: fetched only to find out whether a silent tail has stalled.
    if (since(lastText).compareTo(nextStallCheck) < 0) {
      return false;
    }
    Duration doubled = nextStallCheck.multipliedBy(2);
    nextStallCheck = doubled.compareTo(LONGEST_STALL_CHECK) > 0 ? LONGEST_STALL_CHECK : doubled;
    return true;
  }

  private void beginFetch() throws InterruptedException {
    try {
      LogText text = raw ? server.rawText() : server.text();
      synchronized (connectionLock) {
        fetch = new Fetch(text, position.replay());
      }
    } catch (RayJobsException e) {
      fetchFailed(e);
    }
  }

  private String fromFetch(Fetch current) throws InterruptedException {
    try {
      String text = current.text().next();
      if (text != null) {
        String fresh = unseen(current.replay(), text);
        if (!fresh.isEmpty()) {
          failedFetches = 0;
        }
        if (!fresh.isEmpty() && since(lastTailText).compareTo(STALLED_AFTER) > 0) {
          // The tail should have told this by now.
          disconnectTail();
          lastTailText = System.nanoTime();
        }
        return fresh;
      }
      endFetch();
      failedFetches = 0;
      over = ended;
    } catch (RayJobsException e) {
      endFetch();
      fetchFailed(e);
    }
    return "";
  }

  private void fetchFailed(RayJobsException failure) throws InterruptedException {
    if (!Contact.isPassing(failure)) {
      throw failure;
    }
    failedFetches++;
    boolean refused = failure instanceof ServerException;
    if (refused && !raw && failedFetches >= (ended ? REFUSALS_AT_END : REFUSALS)) {
      // What Ray cannot serve as text (bytes that are not UTF-8), the node's disk may.
      raw = true;
      failedFetches = 0;
    } else if (ended && failedFetches >= (refused ? REFUSALS : BROKEN_FETCHES)) {
      server.warn(
          "The end of the log, after "
              + position.delivered()
              + " characters, could not be fetched: "
              + failure.getMessage());
      over = true;
    } else if (ended || !refused) {
      contact.pause();
    }
  }

  private LogTail connected() {
    synchronized (connectionLock) {
      if (tail == null) {
        tailReplay = position.replay();
        tail = server.tail();
        lastTailText = System.nanoTime();
      }
      return tail;
    }
  }

  private void disconnectTail() {
    synchronized (connectionLock) {
      if (tail != null) {
        tail.close();
        tail = null;
      }
    }
  }

  private void endFetch() {
    synchronized (connectionLock) {
      if (fetch != null) {
        fetch.text().close();
        fetch = null;
      }
    }
  }

  private void disconnect() {
    disconnectTail();
    endFetch();
  }

  private boolean isPollDue() {
    return since(lastPoll).compareTo(pollInterval()) >= 0;
  }

  /** Quick for lively jobs, easier on the dashboard when a job is silent for long. */
  private Duration pollInterval() {
    Duration quiet = since(lastText).dividedBy(200);
    if (quiet.compareTo(FIRST_POLL) < 0) {
      return FIRST_POLL;
    }
    return quiet.compareTo(SLOWEST_POLL) > 0 ? SLOWEST_POLL : quiet;
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }

  /** Ends the pass. A thread that waits in {@link #next()} gets null soon. */
  @Override
  public void close() {
    closed = true;
    disconnectTail();
  }
}
