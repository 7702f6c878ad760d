package dev.rayjobs.internal.logs;

import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.internal.http.LogText;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells the last lines of a job's log so far. The node's disk is asked for just these; where that
 * is not to be had, the whole log goes by here and its end is kept. Memory is bounded whatever the
 * lines are: what is too long to be kept is asked for a second time and passed on as it comes in.
 */
public final class LogEnd {
  private static final int KEPT = 1 << 22;

  private final LogServer server;
  private final int lines;
  private final int kept;

  /**
   * Of this log so many lines.
   *
   * @param lines 0 or more
   */
  public LogEnd(LogServer server, int lines) {
    this(server, lines, KEPT);
  }

  LogEnd(LogServer server, int lines, int kept) {
    this.server = server;
    this.lines = lines;
    this.kept = kept;
  }

  /**
   * Tells them, piece by piece.
   *
   * @throws RayJobsException if the log cannot be had
   */
  public void tell(Consumer<String> to) {
    if (lines == 0) {
      return;
    }
    String asked = ask();
    if (asked != null) {
      to.accept(asked);
      return;
    }
    TextEnd end = new TextEnd(kept);
    tellAll(end::add);
    String last = end.lastLines(lines);
    if (last != null) {
      to.accept(last);
      return;
    }
    LineSkip skip = end.count().allBut(lines);
    tellAll(
        piece -> {
          String rest = skip.rest(piece);
          if (!rest.isEmpty()) {
            to.accept(rest);
          }
        });
  }

  /**
   * The lines from the node's disk, or null. There {@code \r} ends no line, so that these may be
   * more lines than are wanted, never fewer.
   */
  private @Nullable String ask() {
    TextEnd end = new TextEnd(kept);
    try (LogText text = server.file(lines)) {
      if (text == null) {
        return null;
      }
      for (String piece; (piece = text.next()) != null; ) {
        end.add(piece);
      }
    } catch (RayJobsException e) {
      // Not served at all with tokens by Ray 2.52; nor before the job runs, nor without its node.
      return null;
    }
    return end.lastLines(lines);
  }

  private void tellAll(Consumer<String> to) {
    try (LogSnapshot log = new LogSnapshot(server)) {
      for (String piece; (piece = log.next()) != null; ) {
        to.accept(piece);
      }
    }
  }
}
