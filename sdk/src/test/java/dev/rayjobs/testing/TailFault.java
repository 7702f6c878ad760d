package dev.rayjobs.testing;

/**
 * Something that goes wrong with one connection to a job's log tail, after this many characters of
 * the log.
 *
 * <pre>{@code
 * dashboard.nextTail(TailFault.cutAfter(1000));   // the first connection
 * dashboard.nextTail(TailFault.stallAfter(2000)); // the one after it
 * }</pre>
 *
 * <p>Each connection replays the log from its beginning, so the count begins anew. Immutable.
 */
public final class TailFault {
  enum Kind {
    CUT,
    CLOSE,
    STALL
  }

  private final Kind kind;
  private final int characters;

  private TailFault(Kind kind, int characters) {
    if (characters < 0) {
      throw new IllegalArgumentException("characters must not be negative: " + characters);
    }
    this.kind = kind;
    this.characters = characters;
  }

  /** The connection breaks in the middle of a message: clients report code 1006 or an error. */
  public static TailFault cutAfter(int characters) {
    return new TailFault(Kind.CUT, characters);
  }

  /**
   * The server says a clean goodbye, code 1000, though the log goes on; Ray does so when the job's
   * node is gone.
   */
  public static TailFault closeAfter(int characters) {
    return new TailFault(Kind.CLOSE, characters);
  }

  /** Nothing comes any more, and the connection stays open. */
  public static TailFault stallAfter(int characters) {
    return new TailFault(Kind.STALL, characters);
  }

  Kind kind() {
    return kind;
  }

  int characters() {
    return characters;
  }

  @Override
  public String toString() {
    return kind.name().toLowerCase(java.util.Locale.ROOT) + " after " + characters + " characters";
  }
}
