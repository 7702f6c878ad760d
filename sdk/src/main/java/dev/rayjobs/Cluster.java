package dev.rayjobs;

import dev.rayjobs.errors.NotFoundException;
import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.errors.UnexpectedAnswerException;
import dev.rayjobs.internal.address.ClusterLocation;
import dev.rayjobs.internal.http.DashboardApi;
import dev.rayjobs.internal.http.Lazy;
import org.jspecify.annotations.Nullable;

/**
 * The cluster that a client first met: its version, checked once, and whether it is still there.
 * Thread-safe.
 */
final class Cluster {
  private final Lazy<ClusterLocation> place;
  private final Lazy<DashboardApi> api;
  private final SubmissionListener listener;
  private volatile @Nullable RayVersion firstMet;

  Cluster(Lazy<ClusterLocation> place, Lazy<DashboardApi> api, SubmissionListener listener) {
    this.place = place;
    this.api = api;
    this.listener = listener;
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

  /** Why a job is unknown: because the cluster that had it is gone, or because it never was. */
  RayJobsException explain(NotFoundException unknown, String id) {
    RayVersion before = firstMet;
    if (before == null || before.sessionName().isEmpty()) {
      return unknown;
    }
    String now = new RayVersion(api().version()).sessionName();
    if (now.equals(before.sessionName())) {
      return unknown;
    }
    return new JobLostException(
        "Job '"
            + id
            + "' is lost: the cluster at "
            + place.get()
            + " is another one than before (session "
            + now
            + " instead of "
            + before.sessionName()
            + "), and jobs end with their cluster");
  }

  void warn(String warning) {
    listener.warned(warning);
  }
}
