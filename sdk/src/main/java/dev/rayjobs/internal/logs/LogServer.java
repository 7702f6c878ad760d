package dev.rayjobs.internal.logs;

import dev.rayjobs.internal.http.LogTail;
import dev.rayjobs.internal.http.LogText;

/** What a follower asks of the dashboard about one job. */
public interface LogServer {
  /** A new connection to the log tail. */
  LogTail tail();

  /** The whole log so far. */
  LogText text();

  /** The whole log so far, byte by byte from the node's disk: for what is not UTF-8. */
  LogText rawText();

  /** Whether the job has ended. */
  boolean ended();

  /** Tells the user, in one sentence, what could not be had. */
  void warn(String warning);
}
