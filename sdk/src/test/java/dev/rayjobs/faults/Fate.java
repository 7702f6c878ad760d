package dev.rayjobs.faults;

import java.time.Duration;

/**
 * What becomes of one connection.
 *
 * @param kind what happens
 * @param way in which direction the bytes are counted
 * @param at after how many bytes of that direction it happens
 * @param pause for kinds that wait, how long
 */
public record Fate(Kind kind, Way way, long at, Duration pause) {
  /** Which bytes are counted. */
  public enum Way {
    REQUEST,
    ANSWER
  }

  /** What happens to a connection. */
  public enum Kind {
    /** Nothing. */
    NONE,
    /** Both sides are closed. */
    CUT,
    /** Both sides are reset. */
    RESET,
    /** Nothing is forwarded any more, in either direction, and nothing is closed. */
    HALF_OPEN,
    /** This direction stands still for a while and then goes on. */
    STALL,
    /** This direction is slow, 1,000 bytes a second, for as many bytes as it takes the pause. */
    SLOW,
    /** Both directions are slow, 1,000 bytes a second, from the first byte to the last. */
    CRAWL,
    /** The client is cut off; its first request reaches the server later all the same. */
    LATE,
    /** The first request reaches the server twice; the second answer comes back. */
    TWICE,
    /** The first request is not forwarded: the proxy itself answers 502, 503 or 504. */
    REFUSED_BY_GATEWAY,
    /** The first request is carried out, but the proxy itself answers 502, 503 or 504. */
    LOST_BY_GATEWAY
  }

  /** A connection to which nothing happens. */
  public static final Fate NONE = new Fate(Kind.NONE, Way.ANSWER, 0, Duration.ZERO);

  /** A connection that is slow from the first byte to the last. */
  public static final Fate CRAWL = new Fate(Kind.CRAWL, Way.ANSWER, 0, Duration.ZERO);

  /** Both sides are closed after so many bytes in this direction. */
  public static Fate cut(Way way, long at) {
    return new Fate(Kind.CUT, way, at, Duration.ZERO);
  }

  /** Both sides are reset after so many bytes in this direction. */
  public static Fate reset(Way way, long at) {
    return new Fate(Kind.RESET, way, at, Duration.ZERO);
  }

  /** Nothing is forwarded any more after so many bytes in this direction. */
  public static Fate halfOpen(Way way, long at) {
    return new Fate(Kind.HALF_OPEN, way, at, Duration.ZERO);
  }

  /** A fate of this kind that counts no bytes. */
  public static Fate of(Kind kind, Duration pause) {
    return new Fate(kind, Way.REQUEST, 0, pause);
  }
}
