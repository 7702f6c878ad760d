package dev.rayjobs;

import java.time.Duration;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a submission with {@link IfExists#RESUME} knows of a job that it found: whether its end is
 * the submission's own result. Thread-safe.
 */
final class Resumption {
  /** The metadata's key. */
  static final String GENERATION = "rayjobs.generation";

  /**
   * A stop takes Ray a few seconds once the job has begun, with the network's troubles some more.
   * Who stops it later than this means the job as it was resumed.
   */
  private static final Duration STOP_TAKES = Duration.ofSeconds(15);

  private final JobStatus atFirst;
  private final boolean sameGeneration;
  private final LongSupplier nanoClock;

  /** The first look, or the last at which the job was pending still: until then no stop can end. */
  private volatile long canEndSince;

  private volatile boolean askedToStop;
  private volatile @Nullable Duration endSeenAfter;

  Resumption(JobStatus atFirst, boolean sameGeneration, LongSupplier nanoClock) {
    this.atFirst = atFirst;
    this.sameGeneration = sameGeneration;
    this.nanoClock = nanoClock;
    this.canEndSince = nanoClock.getAsLong();
  }

  /** The first look at a job that has the submission's id; null if it cannot be asked for. */
  static Resumption of(JobSubmission submission, @Nullable JobDetails job) {
    return job == null
        ? new Resumption(JobStatus.UNKNOWN, true, System::nanoTime)
        : new Resumption(
            job.status(),
            submission.generation().isEmpty()
                || Objects.equals(submission.generation().get(), job.metadata().get(GENERATION)),
            System::nanoTime);
  }

  /** Whether the job had ended by the first look in a way that asks for a new one. */
  boolean isOver() {
    return atFirst.isTerminal() && !(atFirst == JobStatus.SUCCEEDED && sameGeneration);
  }

  /** The resumed job is stopped by whoever resumed it. */
  void askedToStop() {
    askedToStop = true;
  }

  /** Takes note of where the job stands. */
  void saw(JobStatus status) {
    if (endSeenAfter != null) {
      return;
    }
    long now = nanoClock.getAsLong();
    if (status == JobStatus.PENDING) {
      canEndSince = now;
    } else if (status.isTerminal()) {
      endSeenAfter = Duration.ofNanos(now - canEndSince);
    }
  }

  /** How much longer the stop of an earlier run may come to light. */
  Duration earlierStopMayShowFor() {
    return STOP_TAKES.minusNanos(nanoClock.getAsLong() - canEndSince);
  }

  /** Whether this end is that of an earlier submission. */
  boolean isOutdated(JobDetails end) {
    if (askedToStop || !end.status().isTerminal()) {
      return false;
    }
    saw(end.status());
    Duration after = endSeenAfter;
    return !sameGeneration
        || (end.status() == JobStatus.STOPPED && after != null && after.compareTo(STOP_TAKES) <= 0);
  }
}
