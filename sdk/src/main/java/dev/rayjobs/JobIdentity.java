package dev.rayjobs;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which job a handle means. An id alone does not say: another cluster at the address, or the same
 * one after a deletion, may have a job of the same id. Thread-safe.
 */
final class JobIdentity {
  private final String id;
  private @Nullable String nonce;
  private @Nullable RayVersion cluster;
  private @Nullable Instant accepted;

  private JobIdentity(String id, @Nullable String nonce) {
    this.id = id;
    this.nonce = nonce;
  }

  /** The job that was started with this nonce. */
  static JobIdentity started(String id, String nonce) {
    return new JobIdentity(id, nonce);
  }

  /** Whichever job is found first under this id. */
  static JobIdentity found(String id) {
    return new JobIdentity(id, null);
  }

  String id() {
    return id;
  }

  /** The cluster that the handle's user met first; only the first word counts. */
  synchronized JobIdentity on(@Nullable RayVersion met) {
    if (cluster == null) {
      cluster = met;
    }
    return this;
  }

  /** Whether it can be told from its cluster's name that this is another one. */
  synchronized boolean knowsItsCluster() {
    return cluster != null && !cluster.sessionName().isEmpty();
  }

  /** The session of the job's own cluster if this is another one; else null. */
  synchronized @Nullable String sessionBefore(RayVersion now) {
    if (cluster == null || !knowsItsCluster()) {
      return null;
    }
    return cluster.sessionName().equals(now.sessionName()) ? null : cluster.sessionName();
  }

  /** Whether there is anything by which its job can be told from another one of the same id. */
  synchronized boolean isKnown() {
    return nonce != null || accepted != null;
  }

  /** Whether these are the details of another job; else takes note of them. */
  synchronized boolean isAnother(JobDetails details) {
    // Ray sets it once, when it accepts the job.
    Instant start = details.startTime().orElse(null);
    if (start == null) {
      return false;
    }
    if (nonce != null && !nonce.equals(details.metadata().get(Submitter.NONCE))) {
      return true;
    }
    if (accepted == null) {
      accepted = start;
    }
    return !accepted.equals(start);
  }

  /** The job was deleted through its handle, so that another may have its id. */
  synchronized void forget() {
    nonce = null;
    accepted = null;
  }
}
