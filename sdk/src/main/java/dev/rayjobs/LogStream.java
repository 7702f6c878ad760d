package dev.rayjobs;

import dev.rayjobs.internal.logs.LogFollower;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * A job's log as it is written, from its first character to the job's end. Pieces come with their
 * line ends, so they are printed without adding any; a piece may hold several lines or, for very
 * long lines, a part of one. Ray turns {@code \r} and {@code \r\n} into {@code \n}.
 *
 * <p>Pulled: it has no thread of its own, and waits in the caller's. One pass, for one reading
 * thread; {@link #close()} may be called from any. Broken connections are made again and nothing is
 * delivered twice. Iterating throws {@link dev.rayjobs.errors.RayJobsException} if the job is
 * unknown or the dashboard stays away for more than ten minutes.
 *
 * <pre>{@code
 * try (LogStream log = job.followLogs()) {
 *   log.forEach(System.out::print);
 * }
 * }</pre>
 */
public final class LogStream implements Iterable<String>, AutoCloseable {
  private final LogFollower follower;
  private boolean started;

  LogStream(LogFollower follower) {
    this.follower = follower;
  }

  /**
   * The one pass over the log.
   *
   * @throws IllegalStateException when asked a second time
   */
  @Override
  public Iterator<String> iterator() {
    if (started) {
      throw new IllegalStateException("a log stream can be read once; follow the job again");
    }
    started = true;
    return new Pieces();
  }

  /** Ends the pass, in which a waiting reader then sees no more pieces. The job is not touched. */
  @Override
  public void close() {
    follower.close();
  }

  private final class Pieces implements Iterator<String> {
    private @Nullable String next;

    @Override
    public boolean hasNext() {
      if (next == null) {
        next = follower.next();
      }
      return next != null;
    }

    @Override
    public String next() {
      if (!hasNext() || next == null) {
        throw new NoSuchElementException("the log has ended");
      }
      String piece = next;
      next = null;
      return piece;
    }
  }
}
