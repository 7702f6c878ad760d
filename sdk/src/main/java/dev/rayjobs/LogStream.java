package dev.rayjobs;

import dev.rayjobs.errors.JobLostException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A job's log as it is written, to the job's end; from its first character or, as {@link
 * Job#followLogs(int)} gives it, from its last lines on. Pieces come with their line ends, so they
 * are printed without adding any; a piece may hold several lines or, for very long lines, a part of
 * one. Ray turns {@code \r} and {@code \r\n} into {@code \n}.
 *
 * <p>Pulled: it has no thread of its own, and waits in the caller's. One pass, for one reading
 * thread; {@link #close()} may be called from any. Broken connections are made again and nothing is
 * delivered twice. A pass that ends without an error, and was not ended by {@link #close()}, has
 * told the whole log. Iterating throws
 *
 * <ul>
 *   <li>{@link dev.rayjobs.errors.NotFoundException} or {@link JobLostException} if the job is
 *       unknown or lost,
 *   <li>{@link dev.rayjobs.errors.ConnectionException} if the dashboard stays away for longer than
 *       {@link JobClient.Builder#reconnectFor(java.time.Duration)},
 *   <li>{@link dev.rayjobs.errors.LogIncompleteException} if the job has ended and the rest of its
 *       log cannot be had,
 *   <li>{@link dev.rayjobs.errors.CancelledException} if the client is closed or the reading thread
 *       interrupted.
 * </ul>
 *
 * <pre>{@code
 * try (LogStream log = job.followLogs()) {
 *   log.forEach(System.out::print);
 * }
 * }</pre>
 */
public final class LogStream implements Iterable<String>, AutoCloseable {
  private final Supplier<@Nullable String> pieces;
  private final Runnable close;
  private boolean started;

  /**
   * A stream of what {@code pieces} gives until it gives null.
   *
   * @param close makes it give null soon
   */
  LogStream(Supplier<@Nullable String> pieces, Runnable close) {
    this.pieces = pieces;
    this.close = close;
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

  /**
   * The same pass line by line, without the line ends: each line as soon as it is whole, and at the
   * log's end what was left of it. A line is held in memory however long it is.
   *
   * <pre>{@code
   * try (Stream<String> lines = job.followLogs().lines()) {
   *   lines.filter(line -> line.startsWith("loss")).forEach(chart::add);
   * }
   * }</pre>
   *
   * @return closes this log when it is closed
   * @throws IllegalStateException when the pass has begun
   */
  public Stream<String> lines() {
    Spliterator<String> lines =
        Spliterators.spliteratorUnknownSize(
            new LogLines(iterator()), Spliterator.ORDERED | Spliterator.NONNULL);
    return StreamSupport.stream(lines, false).onClose(this::close);
  }

  /** Ends the pass, in which a waiting reader then sees no more pieces. The job is not touched. */
  @Override
  public void close() {
    close.run();
  }

  private final class Pieces implements Iterator<String> {
    private @Nullable String next;

    @Override
    public boolean hasNext() {
      if (next == null) {
        next = pieces.get();
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
