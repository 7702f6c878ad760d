package dev.rayjobs;

import dev.rayjobs.errors.JobLostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A job that somebody waits for. Thread-safe. */
final class WatchedJob {
  private static final long SECOND_LOOK_AFTER = 1_000_000_000;

  private final String id;
  private final Cluster cluster;
  private final List<Wait> waits = new CopyOnWriteArrayList<>();
  private volatile boolean isNew = true;
  private @Nullable Long doubtedSince;

  private record Wait(
      JobIdentity job, Predicate<JobStatus> reached, CompletableFuture<JobDetails> future) {}

  WatchedJob(String id, Cluster cluster) {
    this.id = id;
    this.cluster = cluster;
  }

  String id() {
    return id;
  }

  void add(JobIdentity job, Predicate<JobStatus> reached, CompletableFuture<JobDetails> future) {
    waits.add(new Wait(job, reached, future));
    isNew = true;
  }

  /** Whether nobody waits for it any more, now that this one does not. */
  boolean remove(CompletableFuture<JobDetails> future) {
    waits.removeIf(wait -> wait.future() == future);
    return waits.isEmpty();
  }

  /** Whether somebody began to wait since Ray was asked last. */
  boolean isNew() {
    return isNew;
  }

  void asked() {
    isNew = false;
  }

  /**
   * What Ray says of it now.
   *
   * @param news gets what those who wait for this are to be told
   */
  void seen(JobDetails details, Consumer<Runnable> news) {
    if (isDoubtful(details)) {
      return;
    }
    for (Wait wait : waits) {
      if (wait.job().isAnother(details)) {
        tell(wait, cluster.supplanted(wait.job(), details), news);
      } else if (wait.reached().test(details.status())) {
        news.accept(() -> wait.future().complete(details));
      }
    }
  }

  /**
   * Ray also says FAILED for a job that its head has lost touch with for a moment: such a word is
   * believed when it is said twice.
   */
  private boolean isDoubtful(JobDetails details) {
    if (!details.hasLostTouch()) {
      doubtedSince = null;
      return false;
    }
    long now = System.nanoTime();
    if (doubtedSince == null) {
      doubtedSince = now;
    }
    return now - doubtedSince < SECOND_LOOK_AFTER;
  }

  /** This is the cluster that is asked. */
  void met(RayVersion version) {
    waits.forEach(wait -> wait.job().on(version));
  }

  /** As {@link JobIdentity#knowsItsCluster()}, for any of those who wait. */
  boolean knowsItsCluster() {
    return waits.stream().anyMatch(wait -> wait.job().knowsItsCluster());
  }

  /** Whether it is lost for all who wait for it, since this cluster is another than its own. */
  boolean isLost(RayVersion now, Consumer<Runnable> news) {
    boolean all = true;
    for (Wait wait : waits) {
      JobLostException lost = cluster.lost(wait.job(), now);
      all &= lost != null;
      if (lost != null) {
        tell(wait, lost, news);
      }
    }
    return all;
  }

  /** That it cannot be waited for any more; as {@link #seen}. */
  void failed(Throwable failure, Consumer<Runnable> news) {
    waits.forEach(wait -> tell(wait, failure, news));
  }

  private static void tell(Wait wait, Throwable failure, Consumer<Runnable> news) {
    news.accept(() -> wait.future().completeExceptionally(failure));
  }
}
