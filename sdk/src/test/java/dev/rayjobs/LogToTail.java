package dev.rayjobs;

import dev.rayjobs.testing.FakeDashboard;
import dev.rayjobs.testing.FakeJob;
import java.util.Iterator;
import java.util.function.Consumer;

/** Makes a follower ask for the tail: a log that is no longer short comes from there. */
final class LogToTail {
  private LogToTail() {}

  /**
   * Prints this text, and hands over what the follower makes of it, until the tail is asked for.
   *
   * @param text long, since only a long log is tailed
   */
  static void print(
      FakeDashboard dashboard,
      FakeJob job,
      String text,
      Iterator<String> follower,
      Consumer<String> seen) {
    while (dashboard.requests().stream().noneMatch(r -> r.getTarget().endsWith("/logs/tail"))) {
      job.print(text);
      seen.accept(follower.next());
    }
  }
}
