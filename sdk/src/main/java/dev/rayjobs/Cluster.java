package dev.rayjobs;

import dev.rayjobs.errors.CancelledException;
import dev.rayjobs.errors.JobLostException;
import dev.rayjobs.errors.NotFoundException;
import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.errors.UnexpectedAnswerException;
import dev.rayjobs.internal.address.ClusterLocation;
import dev.rayjobs.internal.http.DashboardApi;
import dev.rayjobs.internal.http.Lazy;
import dev.rayjobs.internal.http.Retrier;
import dev.rayjobs.internal.logs.FollowSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The cluster that a client met first, or submitted to last: its version, and whether it is still
 * there. Thread-safe.
 */
final class Cluster {
  private static final Duration A_MOMENT = Duration.ofSeconds(1);

  private final Lazy<ClusterLocation> place;
  private final Lazy<DashboardApi> api;
  private final SubmissionListener listener;
  private final FollowSettings following;
  private volatile @Nullable Meeting last;

  private record Meeting(RayVersion version, long at) {}

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

  /** What runs there, asked once. */
  RayVersion version() {
    RayVersion known = known();
    return known == null ? meet() : known;
  }

  /** The same without asking; null if nobody answered yet. */
  @Nullable RayVersion known() {
    Meeting meeting = last;
    return meeting == null ? null : meeting.version();
  }

  /**
   * What runs there now: asked again if that was longer ago than a moment. For submissions, which
   * mean the cluster that is there now and not one that it has replaced.
   */
  RayVersion current() {
    Meeting meeting = last;
    return meeting == null || System.nanoTime() - meeting.at() > A_MOMENT.toNanos()
        ? meet()
        : meeting.version();
  }

  private RayVersion meet() {
    RayVersion version = ask();
    last = new Meeting(version, System.nanoTime());
    return version;
  }

  /** Asks what runs there, whatever was met before. */
  RayVersion ask() {
    RayVersion version = new RayVersion(api().version());
    if (!version.isAtLeast(2, 0)) {
      throw new UnexpectedAnswerException(
          "The cluster at "
              + place.get()
              + " runs Ray "
              + version.rayVersion()
              + "; 2.0 is needed");
    }
    return version;
  }

  /**
   * What Ray tells of a job through these calls.
   *
   * @throws NotFoundException if the cluster knows no such job
   * @throws JobLostException if that is because it is another cluster
   */
  JobDetails details(DashboardApi calls, JobIdentity job) {
    job.on(version());
    try {
      return settled(job.id(), () -> calls.details(job.id()));
    } catch (NotFoundException e) {
      throw explain(e, job);
    }
  }

  /** What Ray tells of a job that may not be there, on whatever cluster is there now. */
  Optional<JobDetails> look(String id) {
    return look(id, () -> api().details(id));
  }

  /** The same as a part of an attempt that is repeated as a whole. */
  Optional<JobDetails> look(String id, Retrier.Attempt attempt) {
    return look(id, () -> api().details(id, attempt));
  }

  private Optional<JobDetails> look(String id, Supplier<Map<String, @Nullable Object>> ask) {
    try {
      return Optional.of(settled(id, ask));
    } catch (NotFoundException e) {
      return Optional.empty();
    }
  }

  /** What Ray says of a job that it has lost touch with is believed when it is said twice. */
  private JobDetails settled(String id, Supplier<Map<String, @Nullable Object>> ask) {
    JobDetails details = new JobDetails(ask.get());
    if (!details.hasLostTouch()) {
      return details;
    }
    try {
      Thread.sleep(following.settle().toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("Interrupted while waiting for job '" + id + "'", e);
    }
    return new JobDetails(ask.get());
  }

  /** Why a job is unknown: because the cluster that had it is gone, or because it never was. */
  RayJobsException explain(NotFoundException unknown, JobIdentity job) {
    RayJobsException lost = job.knowsItsCluster() ? lost(job, ask()) : null;
    return lost == null ? unknown : lost;
  }

  /** That a job is gone with its cluster, if this is another one; else null. */
  @Nullable JobLostException lost(JobIdentity job, RayVersion now) {
    String before = job.sessionBefore(now);
    return before == null
        ? null
        : new JobLostException(
            "Job '"
                + job.id()
                + "' is lost: the cluster at "
                + place.get()
                + " is another one than before (session "
                + now.sessionName()
                + " instead of "
                + before
                + "), and jobs end with their cluster");
  }

  /** That another job has the id of this one, which is gone, with its cluster or otherwise. */
  JobLostException supplanted(JobIdentity job, JobDetails other) {
    return new JobLostException(
        "Job '"
            + job.id()
            + "' is lost: at "
            + place.get()
            + " another job has its id now, accepted at "
            + other.startTime().map(Instant::toString).orElse("?"));
  }

  SubmissionListener listener() {
    return listener;
  }

  FollowSettings following() {
    return following;
  }
}
