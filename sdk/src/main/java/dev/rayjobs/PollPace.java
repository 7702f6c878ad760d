package dev.rayjobs;

import java.time.Duration;

/**
 * How the states of many jobs are asked for, and how often. A list costs the dashboard the more the
 * more jobs it remembers (for 10,000 some 3 s), a single job's details 5 ms whatever there is. So
 * the cheaper way is found by measuring, and the dashboard is left in peace for several times as
 * long as it took. Not thread-safe.
 */
final class PollPace {
  /** As many single questions as this need no list. */
  static final int FEW = 4;

  private static final Duration PER_QUESTION = Duration.ofMillis(250);
  private static final Duration PER_LIST = Duration.ofMillis(500);
  // Of the dashboard's time, one part for us, four for others.
  private static final int PARTS = 5;

  private Duration list = Duration.ZERO;
  private Duration question = Duration.ZERO;

  /** Whether one list is cheaper than one question for each of so many jobs. */
  boolean isListCheaper(int jobs) {
    return jobs > FEW && listInterval().compareTo(interval(jobs)) < 0;
  }

  /** A list took this long. */
  void listed(Duration took) {
    list = took;
  }

  /** So many questions took this long together. */
  void asked(int jobs, Duration took) {
    question = took.dividedBy(jobs);
    // An old measurement is believed less and less, lest one slow list rule lists out for ever.
    list = list.multipliedBy(9).dividedBy(10);
  }

  /** The time from the begin of one list to that of the next. */
  Duration listInterval() {
    return longer(PER_LIST, list.multipliedBy(PARTS));
  }

  /** The time from the first of so many questions to the first of the next round. */
  Duration interval(int jobs) {
    return longer(PER_QUESTION.multipliedBy(jobs), question.multipliedBy(jobs).multipliedBy(PARTS));
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
