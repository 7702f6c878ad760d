package dev.rayjobs.cli;

import dev.rayjobs.Job;
import dev.rayjobs.JobClient;
import dev.rayjobs.errors.JobLostException;
import dev.rayjobs.errors.NotFoundException;
import dev.rayjobs.errors.RayJobsException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The job of a command that is being left, as far as it is known: not yet, on its way to the
 * cluster, or there. Thread-safe.
 */
final class LeftJob {
  private static final Duration ASK_AGAIN = Duration.ofMillis(250);

  private final boolean mayAttach;
  private @Nullable JobClient client;
  private @Nullable String submitting;
  private @Nullable Job job;
  private boolean decidedOn;
  private boolean isNew;

  /**
   * A job of which nothing is known.
   *
   * @param mayAttach whether it may be the job of an earlier run
   */
  LeftJob(boolean mayAttach) {
    this.mayAttach = mayAttach;
  }

  /** What came of asking it to stop. */
  enum Asked {
    /** It ends, or has ended. */
    STOPS,
    /** There never was a job. */
    NOTHING_THERE,
    /** There was one, and it was deleted or is lost with its cluster. */
    GONE,
    /** It is not known. */
    IN_VAIN
  }

  synchronized void isOn(JobClient connected) {
    client = connected;
  }

  /** It is to be looked for, or submitted, from the start. */
  synchronized void isUnknown() {
    submitting = null;
    job = null;
    decidedOn = false;
    isNew = false;
  }

  /** No job of an earlier run is there to be taken over. */
  synchronized void isNew() {
    isNew = true;
  }

  /** It is about to be sent: from now on it may be on the cluster. */
  synchronized void isSubmitted(String id) {
    isNew = true;
    submitting = id;
  }

  /** The cluster has it. */
  synchronized void is(Job found) {
    job = found;
  }

  /** No more will come to be known of it. */
  synchronized void isDecidedOn() {
    decidedOn = true;
  }

  /** The id that it has, or would have; null if not even that is known. */
  synchronized @Nullable String id() {
    return job != null ? job.submissionId() : submitting;
  }

  /** Whether it may be an earlier run's that nobody has been able to look for. */
  synchronized boolean isUnseen() {
    return mayAttach && !isNew && id() == null;
  }

  /** Whether the cluster had it. */
  synchronized boolean isAccepted() {
    return job != null;
  }

  /**
   * Asks until it is answered. A job is asked for again that is on its way to the cluster, or has
   * not begun, or may be found yet.
   */
  Asked askToStop() {
    while (true) {
      boolean mayBeFound = mayCome();
      String id = id();
      if (id == null && !isUnseen()) {
        return Asked.NOTHING_THERE;
      }
      if (id == null && !mayBeFound) {
        return Asked.IN_VAIN;
      }
      Asked answer = id == null ? Asked.IN_VAIN : askOnce(id);
      if (answer != Asked.IN_VAIN) {
        return answer;
      }
      try {
        Thread.sleep(ASK_AGAIN.toMillis());
      } catch (InterruptedException e) {
        return Asked.IN_VAIN;
      }
    }
  }

  private Asked askOnce(String id) {
    Job asked = handle(id);
    if (asked == null) {
      return Asked.IN_VAIN;
    }
    try {
      // A job that has not begun yet is not stopped by one request.
      return asked.stop() || asked.details().status().isTerminal() ? Asked.STOPS : Asked.IN_VAIN;
    } catch (NotFoundException e) {
      // While the request is on its way it may yet come to be there.
      if (mayCome()) {
        return Asked.IN_VAIN;
      }
      return isAccepted() ? Asked.GONE : Asked.NOTHING_THERE;
    } catch (JobLostException e) {
      return Asked.GONE;
    } catch (RayJobsException e) {
      return Asked.IN_VAIN;
    }
  }

  /** Where it stands. */
  enum State {
    ENDED,
    GOES_ON,
    /** Ray does not say, or not in time. */
    NOT_KNOWN
  }

  /** Where it stands, as far as that can be known within this time. */
  State state(Duration atMost) {
    return CompletableFuture.supplyAsync(this::look, new OwnThread("look"))
        .completeOnTimeout(State.NOT_KNOWN, atMost.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }

  private State look() {
    String id = id();
    Job stopped = id == null ? null : handle(id);
    try {
      if (stopped == null) {
        return State.NOT_KNOWN;
      }
      return stopped.details().status().isTerminal() ? State.ENDED : State.GOES_ON;
    } catch (RayJobsException e) {
      return State.NOT_KNOWN;
    }
  }

  private synchronized boolean mayCome() {
    return job == null && !decidedOn;
  }

  private synchronized @Nullable Job handle(String id) {
    if (job != null && job.submissionId().equals(id)) {
      return job;
    }
    return client == null ? null : client.job(id);
  }
}
