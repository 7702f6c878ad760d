package dev.rayjobs.internal.logs;

import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.internal.http.LogTail;
import dev.rayjobs.internal.http.LogText;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a reader of a job's log asks of the dashboard. Nothing is repeated unless it says so. */
public interface LogServer {
  /** Where a job stands. */
  enum Phase {
    /** It has not begun, and so has no log. */
    PENDING,
    RUNNING,
    ENDED
  }

  /** Makes sure, repeating that, that the cluster answers at all. */
  void meet();

  /** Where the job stands now. */
  Phase phase();

  /** A new connection to the log tail. */
  LogTail tail();

  /** The whole log so far as one answer, which the dashboard holds in memory. */
  LogText text();

  /**
   * The log so far from the node's disk, byte by byte: light for the dashboard however long it is,
   * and able to serve what is not UTF-8.
   *
   * @param lastLines how many lines of its end, where {@code \r} ends no line; -1: all
   * @return null if this cluster has no such call, or the job no node yet
   */
  @Nullable LogText file(int lastLines);

  /** Repeats what breaks off, as single requests are repeated. */
  <T> T retrying(Supplier<T> operation);

  /** Tells the user, in one sentence, what could not be had. */
  void warn(String warning);

  /** Tells that the dashboard did not answer and will be asked again after this time. */
  void away(int attempt, RayJobsException failure, Duration wait);
}
