package dev.rayjobs.internal.logs;

import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.internal.http.LogText;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * When the whole log is fetched, and from where: often while that costs little, else only where the
 * tail is of no use or has been silent for so long that it may have stalled.
 */
final class FetchPlan {
  // Fetching takes at most this part of the time.
  private static final int SHARE = 20;
  // Beyond, to make sure of one character would cost too much.
  private static final long CERTAIN_UP_TO = 16 * 1024 * 1024;
  private static final int PEEKED_LINES = 20;
  private static final int PEEKED_CHARACTERS = 1000;
  private static final int LONGEST_PEEK = 64 * 1024;

  private final LogServer server;
  private final LogPosition position;
  private final TailLine tail;
  private final FollowSettings settings;

  private boolean avoidFile;
  private boolean avoidText;
  private @Nullable RayJobsException textFailure;
  private @Nullable RayJobsException fileFailure;
  private long lastNews = System.nanoTime();
  private long begun = System.nanoTime();
  private Duration took = Duration.ZERO;
  private @Nullable Long lastWhole;
  private long lastLook = System.nanoTime();
  private Duration nextLook;
  private boolean peekHelps = true;

  FetchPlan(LogServer server, LogPosition position, TailLine tail, FollowSettings settings) {
    this.server = server;
    this.position = position;
    this.tail = tail;
    this.settings = settings;
    this.nextLook = settings.stalledAfter();
  }

  /** Something new was delivered. */
  void news() {
    lastNews = System.nanoTime();
    nextLook = settings.stalledAfter();
  }

  /** Whether fetching alone keeps up with the log, sooner than the tail and for less. */
  boolean doesWithoutTail() {
    return isKnownToBeShort()
        && since(lastNews).compareTo(settings.lively()) < 0
        && took.compareTo(settings.poll()) < 0;
  }

  /** Whether the log cannot be long, as it was short a moment ago. */
  private boolean isKnownToBeShort() {
    return position.delivered() < settings.shortLog()
        && lastWhole != null
        && since(lastWhole).compareTo(settings.lively()) < 0;
  }

  boolean affordsCertainty() {
    return position.delivered() < CERTAIN_UP_TO;
  }

  boolean prefersFile() {
    return avoidText || (!avoidFile && !isKnownToBeShort());
  }

  /** Whether to fetch the log of a job that goes on; may have a look at the log's end. */
  boolean isFetchDue() {
    if (lastWhole == null || doesWithoutTail() || !tail.isConnected()) {
      return since(begun).compareTo(least(took.multipliedBy(SHARE), settings.longestTailPause()))
          >= 0;
    }
    Duration quiet = since(lastNews);
    if (least(quiet, since(lastLook)).compareTo(nextLook) < 0
        || tail.silence().compareTo(settings.stalledAfter()) < 0) {
      return false;
    }
    boolean isShort = position.delivered() < settings.shortLog();
    Duration longest =
        isShort || peekHelps ? settings.longestCheapCheck() : settings.longestCheck();
    nextLook = least(nextLook.multipliedBy(2), longest);
    lastLook = System.nanoTime();
    if (isShort) {
      return true;
    }
    // Lines that repeat themselves would deceive a peek for ever.
    Duration unproven = least(quiet, since(lastWhole));
    return unproven.compareTo(settings.longestCheck()) > 0 || !peekShowsNothingNew();
  }

  private boolean peekShowsNothingNew() {
    peekHelps = false;
    try (LogText text = avoidFile ? null : server.file(PEEKED_LINES)) {
      if (text == null) {
        return false;
      }
      StringBuilder end = new StringBuilder();
      for (String piece; (piece = text.next()) != null && end.length() < LONGEST_PEEK; ) {
        end.append(piece);
      }
      while (!end.isEmpty() && end.charAt(end.length() - 1) == Fetch.REPLACEMENT) {
        end.setLength(end.length() - 1);
      }
      peekHelps =
          end.length() < LONGEST_PEEK
              && position.endsWith(end.substring(Math.max(0, end.length() - PEEKED_CHARACTERS)));
    } catch (RayJobsException e) {
      // The whole fetch that follows finds out what this means.
      return false;
    }
    return peekHelps;
  }

  void begin() {
    begun = System.nanoTime();
    lastLook = begun;
  }

  /** The whole log was told. */
  void toldAll() {
    took = since(begun);
    lastWhole = System.nanoTime();
  }

  /** A fetch failed. */
  void failed(RayJobsException failure, boolean refused, boolean fromFile) {
    took = since(begun);
    if (fromFile) {
      fileFailure = failure;
    } else {
      textFailure = failure;
    }
    if (refused) {
      avoidFile = fromFile;
      avoidText = !fromFile;
    }
  }

  /** How the last fetches failed. */
  String failures() {
    return Stream.of(textFailure, fileFailure)
        .filter(Objects::nonNull)
        .map(RayJobsException::getMessage)
        .collect(Collectors.joining("; and "));
  }

  private static Duration least(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }
}
