package dev.rayjobs.internal.logs;

import dev.rayjobs.internal.http.LogTail;
import dev.rayjobs.internal.http.LogText;
import java.util.function.Supplier;

/** What a follower asks of the dashboard about one job. */
public interface LogServer {
  /** A new connection to the log tail. */
  LogTail tail();

  /** The whole log so far. */
  LogText text();

  /** The whole log so far, byte by byte from the node's disk: for what is not UTF-8. */
  LogText rawText();

  /** The last lines of the log so far, from the node's disk, where {@code \r} ends no line. */
  LogText lastLines(int lines);

  /** Repeats what breaks off, as single requests are repeated. */
  <T> T retrying(Supplier<T> operation);

  /** Whether the job has ended. */
  boolean ended();

  /** Tells the user, in one sentence, what could not be had. */
  void warn(String warning);
}
