package dev.rayjobs.cli;

import dev.rayjobs.Job;
import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.errors.StillPendingException;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The end of the patience with a job that does not start, while somebody else shows its log. */
final class PendingLimit implements AutoCloseable {
  private final @Nullable Thread watcher;

  private PendingLimit(@Nullable Thread watcher) {
    this.watcher = watcher;
  }

  /**
   * Begins to watch.
   *
   * @param limit null: for ever
   * @param late gets, on a thread of its own, the words for a job that has not started by then
   */
  static PendingLimit watch(Job job, @Nullable Duration limit, Consumer<String> late) {
    if (limit == null) {
      return new PendingLimit(null);
    }
    Thread watcher =
        new Thread(
            () -> {
              try {
                job.awaitStart(limit);
              } catch (StillPendingException e) {
                late.accept(words(job, limit, e.reason()));
              } catch (RayJobsException e) {
                // Who shows the log meets the same and says it; or this was closed.
                return;
              }
            },
            "pending-limit");
    watcher.setDaemon(true);
    watcher.start();
    return new PendingLimit(watcher);
  }

  /** That a job has not started in time, and why. */
  static String words(Job job, Duration limit, String reason) {
    return "Job '"
        + job.submissionId()
        + "' has not started within "
        + Durations.text(limit)
        + ". "
        + (reason.isEmpty() ? "Ray does not say why." : "Ray says: " + reason);
  }

  @Override
  public void close() {
    if (watcher != null) {
      watcher.interrupt();
    }
  }
}
