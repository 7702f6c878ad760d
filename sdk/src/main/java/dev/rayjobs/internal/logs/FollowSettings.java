package dev.rayjobs.internal.logs;

import java.time.Duration;

/**
 * How patiently and how eagerly a log is followed.
 *
 * @param reconnectFor how long without any answer from the dashboard before it is given up
 * @param shortLog up to so many characters a whole fetch costs the dashboard about as much as
 *     asking for the status
 * @param poll the time between two questions for a lively job's status
 * @param stalledAfter a tail that is later than this has stalled; Ray's own sleeps make it 3 s late
 * @param pause the first pause after a failure; later ones are longer
 */
public record FollowSettings(
    Duration reconnectFor, int shortLog, Duration poll, Duration stalledAfter, Duration pause) {

  /** What suits Ray. */
  public static FollowSettings standard() {
    return new FollowSettings(
        Duration.ofMinutes(10),
        64 * 1024,
        Duration.ofMillis(250),
        Duration.ofSeconds(6),
        Duration.ofMillis(250));
  }

  /** The same with another patience. */
  public FollowSettings reconnectFor(Duration limit) {
    return new FollowSettings(limit, shortLog, poll, stalledAfter, pause);
  }

  /** Polls of a job that is silent are this far apart. */
  Duration slowestPoll() {
    return poll.multipliedBy(2);
  }

  /** A job that wrote within this time is lively. */
  Duration lively() {
    return poll.multipliedBy(40);
  }

  /** The longest time between two looks for what a silent tail may have missed. */
  Duration longestCheck() {
    return stalledAfter.multipliedBy(50);
  }

  /** The same where a look costs little. */
  Duration longestCheapCheck() {
    return stalledAfter.multipliedBy(3);
  }

  /** After this an end that Ray may have been mistaken in is asked for again. */
  public Duration settle() {
    return pause.multipliedBy(4);
  }

  Duration longestPause() {
    return pause.multipliedBy(20);
  }

  /** Each connection to the tail makes the dashboard tell the log anew. */
  Duration longestTailPause() {
    return pause.multipliedBy(240);
  }
}
