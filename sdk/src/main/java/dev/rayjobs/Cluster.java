package dev.rayjobs;

import dev.rayjobs.errors.NotFoundException;
import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.errors.UnexpectedAnswerException;
import dev.rayjobs.internal.address.ClusterLocation;
import dev.rayjobs.internal.http.DashboardApi;
import dev.rayjobs.internal.http.Lazy;
import dev.rayjobs.internal.logs.FollowSettings;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The cluster that a client first met: its version, checked once, and whether it is still there.
 * Thread-safe.
 */
final class Cluster {
  private final Lazy<ClusterLocation> place;
  private final Lazy<DashboardApi> api;
  private final SubmissionListener listener;
  private final FollowSettings following;
  private volatile @Nullable RayVersion firstMet;

  Cluster(
      Lazy<ClusterLocation> place,
      Lazy<DashboardApi> api,
      SubmissionListener listener,
      FollowSettings following) {
    this.place = place;
    this.api = api;
    this.listener = listener;
    this.following = following;
  }

  DashboardApi api() {
    return api.get();
  }

  RayVersion version() {
    RayVersion known = firstMet;
    if (known != null) {
      return known;
    }
    RayVersion version = new RayVersion(api().version());
    if (!version.isAtLeast(2, 0)) {
      throw new UnexpectedAnswerException(
          "The cluster at "
              + place.get()
              + " runs Ray "
              + version.rayVersion()
              + "; 2.0 is needed");
    }
    firstMet = version;
    return version;
  }

  /**
   * What Ray tells of a job through these calls.
   *
   * @throws NotFoundException if the cluster knows no such job
   * @throws JobLostException if that is because it is another cluster
   */
  JobDetails details(DashboardApi calls, String id) {
    version();
    try {
      return settled(calls, id);
    } catch (NotFoundException e) {
      throw explain(e, id);
    }
  }

  /** What Ray tells of a job that may not be there, on whatever cluster is there now. */
  Optional<JobDetails> look(String id) {
    try {
      return Optional.of(settled(api(), id));
    } catch (NotFoundException e) {
      return Optional.empty();
    }
  }

  /** What Ray says of a job that it has lost touch with is believed when it is said twice. */
  private JobDetails settled(DashboardApi calls, String id) {
    JobDetails details = new JobDetails(calls.details(id));
    if (!details.hasLostTouch()) {
      return details;
    }
    try {
      Thread.sleep(following.settle().toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RayJobsException("Interrupted while waiting for job '" + id + "'", e);
    }
    return new JobDetails(calls.details(id));
  }

  /** Why a job is unknown: because the cluster that had it is gone, or because it never was. */
  RayJobsException explain(NotFoundException unknown, String id) {
    String replaced = replaced();
    return replaced == null ? unknown : lost(id, replaced);
  }

  /** That another cluster has taken this one's place, in words; null if none has. */
  @Nullable String replaced() {
    RayVersion before = firstMet;
    if (before == null || before.sessionName().isEmpty()) {
      return null;
    }
    String now = new RayVersion(api().version()).sessionName();
    return now.equals(before.sessionName())
        ? null
        : "the cluster at "
            + place.get()
            + " is another one than before (session "
            + now
            + " instead of "
            + before.sessionName()
            + ")";
  }

  /** That a job is gone with its cluster. */
  static JobLostException lost(String id, String replaced) {
    return new JobLostException(
        "Job '" + id + "' is lost: " + replaced + ", and jobs end with their cluster");
  }

  SubmissionListener listener() {
    return listener;
  }

  FollowSettings following() {
    return following;
  }
}
