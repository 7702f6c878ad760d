package dev.rayjobs.internal.logs;

import dev.rayjobs.errors.CancelledException;
import dev.rayjobs.errors.LogIncompleteException;
import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.internal.http.LogTail;
import dev.rayjobs.internal.http.LogText;
import dev.rayjobs.internal.http.Retrier;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Pulls a job's log. The job's status decides when it is over, never the tail's close, which Ray
 * sends for many other reasons; then the whole log is told once more, which proves that nothing is
 * missing. While a job is lively and its log short, that is fetched again and again, since Ray's
 * tail sleeps for seconds; else it comes from the tail. One pass, one reading thread; {@link
 * #close()} may be called from another.
 */
public final class LogFollower implements AutoCloseable {
  private static final int REFUSALS = 6;
  // In a row, without a single new character.
  private static final int BROKEN_FETCHES = 20;

  private final LogServer server;
  private final FollowSettings settings;
  private final Contact contact;
  private final LogPosition position = new LogPosition();
  private final TailLine tail;
  private final FetchPlan plan;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile @Nullable Fetch fetch;

  private boolean met;
  private boolean begun;
  private boolean ended;
  private boolean over;
  private boolean toldOfDifference;
  private int failedFetches;
  private boolean fetchIsRefused;
  private long nextPoll = System.nanoTime();
  private long lastText = System.nanoTime();
  private @Nullable Doubt doubt;

  /** A frame of the tail whose first line end may be none. */
  private record Doubt(LogPosition.Replay replay, String text) {}

  /** A follower at the log's first character. */
  public LogFollower(LogServer server, FollowSettings settings) {
    this.server = server;
    this.settings = settings;
    this.contact = new Contact(settings);
    this.tail = new TailLine(server, position, settings);
    this.plan = new FetchPlan(server, position, tail, settings);
  }

  /**
   * The next piece of the log, or null at its end or after {@link #close()}. Waits for one.
   *
   * @throws RayJobsException if the job is unknown or lost, the token is refused, or the dashboard
   *     stays away for too long
   * @throws LogIncompleteException if the job has ended and the rest of its log cannot be had
   */
  public @Nullable String next() {
    String piece = "";
    try {
      while (piece.isEmpty() && !over && !isClosed()) {
        Fetch current = fetch;
        piece = current == null ? fromTail() : fromFetch(current);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("Interrupted while following a log", e);
    } finally {
      if (piece.isEmpty()) {
        endFetch();
        tail.disconnect();
      }
    }
    if (piece.isEmpty()) {
      return null;
    }
    lastText = System.nanoTime();
    plan.news();
    return piece;
  }

  private String fromTail() throws InterruptedException {
    if (doubt != null && fetchesAreInVain()) {
      return settle(true);
    }
    long now = System.nanoTime();
    if (now - nextPoll >= 0) {
      poll();
      return "";
    }
    Duration wait = Duration.ofNanos(nextPoll - now);
    if (!begun || doubt != null || plan.doesWithoutTail() || !tail.isUsable()) {
      rest(wait);
      return "";
    }
    LogTail.Event event = tail.next(wait);
    if (event instanceof LogTail.Event.Text frame) {
      return fromFrame(frame);
    }
    if (event != null && !isClosed()) {
      // However it ended, the status decides.
      tail.drop();
      if (contact.failures() == 0) {
        nextPoll = System.nanoTime();
      }
    }
    return "";
  }

  private String fromFrame(LogTail.Event.Text frame) {
    contact.made();
    boolean doubtful = plan.affordsCertainty() && tail.isDoubtful(frame);
    LogPosition.Replay replay = tail.heard(frame);
    if (doubtful) {
      doubt = new Doubt(replay, frame.text());
      nextPoll = System.nanoTime();
      return "";
    }
    String fresh = unseen(replay, frame.text());
    if (replay.astray()) {
      tail.drop();
    }
    if (!fresh.isEmpty()) {
      tail.broughtNews();
      // While the tail speaks there is no need to ask.
      nextPoll = System.nanoTime() + pollInterval().toNanos();
    }
    return fresh;
  }

  /** The rest of the doubtful frame, now that it is known whether its first line end is one. */
  private String settle(boolean genuine) {
    Doubt settled = doubt;
    doubt = null;
    return settled == null
        ? ""
        : unseen(settled.replay(), genuine ? settled.text() : settled.text().substring(1));
  }

  private String unseen(LogPosition.Replay replay, String text) {
    String fresh = replay.unseen(text);
    if (replay.differs()) {
      warnOfDifference();
    }
    return fresh;
  }

  private void warnOfDifference() {
    if (!toldOfDifference) {
      toldOfDifference = true;
      server.warn(
          "The log, told again, is not what was shown: before character "
              + position.delivered()
              + " some may be missing or there twice");
    }
  }

  /** Asks for the job's status, and decides whether the log is fetched besides. */
  private void poll() {
    LogServer.Phase phase;
    if (!met) {
      // Nothing is waited for where nobody ever answered.
      server.meet();
      met = true;
    }
    try {
      phase = server.phase();
    } catch (RayJobsException e) {
      Duration pause = contact.failed(e);
      server.away(contact.failures(), e, pause);
      nextPoll = System.nanoTime() + pause.toNanos();
      return;
    }
    contact.made();
    nextPoll = System.nanoTime() + pollInterval().toNanos();
    if (phase == LogServer.Phase.PENDING) {
      return;
    }
    begun = true;
    ended |= phase == LogServer.Phase.ENDED;
    if (ended || doubt != null || plan.isFetchDue()) {
      beginFetch();
    }
  }

  private void beginFetch() {
    boolean fromFile = plan.prefersFile();
    plan.begin();
    try {
      LogText text = fromFile ? server.file(-1) : null;
      if (text == null) {
        fromFile = false;
        text = server.text();
      }
      fetch = new Fetch(text, position.replay(), fromFile, ended);
    } catch (RayJobsException e) {
      fetchFailed(e, fromFile);
    }
  }

  private String fromFetch(Fetch current) {
    try {
      String text = current.next();
      if (text == null) {
        return toldAll(current);
      }
      String fresh = unseen(current.replay(), text);
      if (fresh.isEmpty()) {
        return "";
      }
      failedFetches = 0;
      if (tail.isConnected() && tail.silence().compareTo(settings.stalledAfter()) > 0) {
        // It should have told this by now.
        tail.drop();
      }
      return fresh + settle(fresh.startsWith("\n"));
    } catch (RayJobsException e) {
      endFetch();
      fetchFailed(e, current.fromFile());
      return "";
    }
  }

  private String toldAll(Fetch current) {
    endFetch();
    plan.toldAll();
    failedFetches = 0;
    over = current.isLast();
    if (over && !current.replay().caughtUp()) {
      warnOfDifference();
    }
    return settle(false);
  }

  private void fetchFailed(RayJobsException failure, boolean fromFile) {
    if (!fromFile && !Contact.mayBeWaitedOut(failure)) {
      throw failure;
    }
    fetchIsRefused = !Retrier.mayPass(failure);
    plan.failed(failure, fetchIsRefused, fromFile);
    failedFetches++;
    if (!ended) {
      return;
    }
    if (fetchesAreInVain()) {
      throw new LogIncompleteException(
          "The end of the log, after "
              + position.delivered()
              + " characters, could not be fetched: "
              + plan.failures(),
          failure);
    }
    Duration pause = Contact.pause(failedFetches, settings.pause(), settings.longestPause());
    nextPoll = System.nanoTime() + pause.toNanos();
  }

  private boolean fetchesAreInVain() {
    return failedFetches >= (fetchIsRefused ? REFUSALS : BROKEN_FETCHES);
  }

  private void endFetch() {
    Fetch current = fetch;
    fetch = null;
    if (current != null) {
      current.close();
    }
  }

  /** Quick for lively jobs, easier on the dashboard when a job is silent for long. */
  private Duration pollInterval() {
    Duration quiet = Duration.ofNanos(System.nanoTime() - lastText).dividedBy(200);
    if (quiet.compareTo(settings.poll()) < 0) {
      return settings.poll();
    }
    return quiet.compareTo(settings.slowestPoll()) > 0 ? settings.slowestPoll() : quiet;
  }

  private void rest(Duration time) throws InterruptedException {
    // Nothing but the end of the pass cuts it short.
    boolean unused = closed.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  /** Ends the pass. A thread that waits in {@link #next()} gets null soon. */
  @Override
  public void close() {
    closed.countDown();
    tail.close();
    Fetch current = fetch;
    if (current != null) {
      current.cancel();
    }
  }
}
