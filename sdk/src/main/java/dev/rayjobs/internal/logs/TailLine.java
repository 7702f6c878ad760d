package dev.rayjobs.internal.logs;

import dev.rayjobs.internal.http.LogTail;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The line to the log tail: connected when needed and again after a break, less and less often
 * while connections bring nothing. {@link #close()} may be called from any thread, all else from
 * the reader's.
 */
final class TailLine implements AutoCloseable {
  // Ray's frames end after 10 lines or 20,000 characters, or where the log ends for now.
  private static final int FRAME_LINES = 10;
  private static final int FRAME_CHARACTERS = 20_000;

  private final LogServer server;
  private final LogPosition position;
  private final FollowSettings settings;
  private final Object lock = new Object();
  private @Nullable LogTail tail;
  private boolean closed;

  private LogPosition.Replay replay;
  private int useless;
  private boolean brought;
  private long since;
  private long lastText;
  private long nextTry = System.nanoTime();
  private @Nullable String lastFrame;
  private long lastArrival;

  TailLine(LogServer server, LogPosition position, FollowSettings settings) {
    this.server = server;
    this.position = position;
    this.settings = settings;
    this.replay = position.replay();
  }

  /** Whether there is a connection, or it is time to try for one. */
  boolean isUsable() {
    return isConnected() || System.nanoTime() - nextTry >= 0;
  }

  boolean isConnected() {
    synchronized (lock) {
      return tail != null;
    }
  }

  /** How long it has told nothing. */
  Duration silence() {
    return Duration.ofNanos(System.nanoTime() - lastText);
  }

  /** The next event of a connection, which is made if there is none; null if none came in time. */
  LogTail.@Nullable Event next(Duration wait) throws InterruptedException {
    LogTail current;
    synchronized (lock) {
      if (closed) {
        return null;
      }
      if (tail == null) {
        replay = position.replay();
        tail = server.tail();
        since = System.nanoTime();
        lastText = since;
        brought = false;
        lastFrame = null;
      }
      current = tail;
    }
    return current.next(wait);
  }

  /**
   * Whether the line end that this frame begins with may be none: where the log ended for a while
   * with a {@code \r}, Ray's tail has told that as a line end, and now tells another for its {@code
   * \n}.
   */
  boolean isDoubtful(LogTail.Event.Text frame) {
    if (!frame.text().startsWith("\n") || !replay.isAtEnd() || !position.isAtLineEnd()) {
      return false;
    }
    // After a full frame the log may have gone on at once, as it does for most of a long log.
    return lastFrame == null
        || !isFull(lastFrame)
        || position.delivered() < settings.shortLog()
        || frame.arrival() - lastArrival > settings.poll().toNanos();
  }

  private static boolean isFull(String frame) {
    return frame.length() > FRAME_CHARACTERS
        || frame.chars().filter(c -> c == '\n').count() >= FRAME_LINES;
  }

  /** Notes that this frame came, and gives the replay that it belongs to. */
  LogPosition.Replay heard(LogTail.Event.Text frame) {
    lastText = System.nanoTime();
    lastFrame = frame.text();
    lastArrival = frame.arrival();
    return replay;
  }

  /** What came was new. */
  void broughtNews() {
    brought = true;
    useless = 0;
  }

  /** Ends this connection, which has broken, stalled or gone astray, and waits with the next. */
  void drop() {
    // One that idled until somebody on the way cut it was not in vain.
    boolean idled = Duration.ofNanos(System.nanoTime() - since).compareTo(settings.lively()) > 0;
    useless = brought || idled ? 1 : useless + 1;
    nextTry =
        System.nanoTime()
            + Contact.pause(useless, settings.pause(), settings.longestTailPause()).toNanos();
    disconnect();
  }

  /** Ends this connection. */
  void disconnect() {
    synchronized (lock) {
      if (tail != null) {
        tail.close();
        tail = null;
      }
    }
  }

  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
    }
    disconnect();
  }
}
