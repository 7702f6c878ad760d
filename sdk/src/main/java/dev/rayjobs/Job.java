package dev.rayjobs;

import dev.rayjobs.errors.NotFoundException;
import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.errors.TimedOutException;
import dev.rayjobs.internal.http.DashboardApi;
import dev.rayjobs.internal.http.LogTail;
import dev.rayjobs.internal.http.LogText;
import dev.rayjobs.internal.logs.LogFollower;
import dev.rayjobs.internal.logs.LogServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A handle to one job on the cluster: each call asks Ray. Thread-safe; usable as long as its {@link
 * JobClient} is open.
 *
 * <p>Every method throws {@link NotFoundException} if the cluster knows no such job, {@link
 * JobLostException} if that is because another cluster has taken its place, and the other errors of
 * {@code dev.rayjobs.errors} for what their names say.
 *
 * <pre>{@code
 * Job job = client.job("raysubmit_4LamXRuQpYdSMg7J");
 * System.out.println(job.status());
 * }</pre>
 */
public final class Job {
  private static final Duration POLL = Duration.ofMillis(250);
  private static final Set<String> LOST_TOUCH =
      Set.of("JOB_SUPERVISOR_ACTOR_DIED", "JOB_SUPERVISOR_ACTOR_UNKNOWN_FAILURE");
  private static final Duration RECONNECT_FOR = Duration.ofMinutes(10);

  private final String id;
  private final Cluster cluster;
  private final boolean attached;
  private final @Nullable Resumption resumption;

  Job(String id, Cluster cluster, boolean attached, @Nullable Resumption resumption) {
    this.id = id;
    this.cluster = cluster;
    this.attached = attached;
    this.resumption = resumption;
  }

  /** The submission id. */
  public String id() {
    return id;
  }

  /** Whether the job was there already when this handle was made: nothing was started for it. */
  public boolean attached() {
    return attached;
  }

  /**
   * Whether this end of the job belongs to an earlier submission and not to the one that got this
   * handle from {@link IfExists#RESUME}, which should then be submitted again. So it is if the job
   * was there already, and is of another {@link JobSubmission.Builder#generation(String)
   * generation}, or was STOPPED within 15 seconds of the submission's first look without a call of
   * {@link #stop()} on this handle: then it was being stopped when it was found, of which Ray has
   * no status. False for every other handle.
   *
   * @param end the job's end, as {@link #await(Duration)} returns it
   */
  public boolean isOutdated(JobDetails end) {
    return resumption != null && resumption.isOutdated(end);
  }

  /** All that Ray tells of the job now. */
  public JobDetails details() {
    try {
      JobDetails details = new JobDetails(checked().details(id));
      if (resumption != null) {
        resumption.saw(details);
      }
      return details;
    } catch (NotFoundException e) {
      throw cluster.explain(e, id);
    }
  }

  /** Where the job stands now. */
  public JobStatus status() {
    return details().status();
  }

  /** The log so far, whole. For a long log of a running job, {@link #followLogs()} is lighter. */
  public String logs() {
    return checked().logs(id).rest();
  }

  /**
   * Writes the log so far to {@code target}, piece by piece, so that memory does not grow with it.
   *
   * @throws UncheckedIOException if {@code target} cannot be written to
   */
  public void writeLogs(Appendable target) {
    try (LogText text = checked().logs(id)) {
      for (String piece; (piece = text.next()) != null; ) {
        target.append(piece);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The log from its first character, as it is written, to the job's end. Close it. */
  public LogStream followLogs() {
    return new LogStream(new LogFollower(new OnDashboard(), RECONNECT_FOR));
  }

  /**
   * Waits for the job's end, asking every 250 ms. Neither a time-out nor an interrupt touches the
   * job.
   *
   * @param atMost how long to wait
   * @return the details of the ended job, whether it succeeded, failed or was stopped
   * @throws TimedOutException if the job has not ended by then
   */
  public JobDetails await(Duration atMost) {
    return await(atMost, POLL);
  }

  /**
   * Waits for the job's end.
   *
   * @param atMost how long to wait
   * @param pollInterval how long between two questions to Ray
   * @return the details of the ended job, whether it succeeded, failed or was stopped
   * @throws TimedOutException if the job has not ended by then
   */
  public JobDetails await(Duration atMost, Duration pollInterval) {
    JobDetails last = watch(atMost, pollInterval);
    if (!last.status().isTerminal()) {
      throw new TimedOutException(
          "Job '" + id + "' has not ended within " + atMost + "; it is " + last.statusText());
    }
    return last;
  }

  /**
   * Waits until it is known whether this job was being stopped when {@link IfExists#RESUME} found
   * it: at most 15 seconds, and not at all for any other handle. For those who do not wait for the
   * job's end, at which {@link #isOutdated(JobDetails)} would say so.
   *
   * @return the job's end, if it has ended meanwhile
   */
  public Optional<JobDetails> settle() {
    if (resumption == null) {
      return Optional.empty();
    }
    JobDetails last = watch(resumption.earlierStopMayShowFor(), POLL);
    return last.status().isTerminal() ? Optional.of(last) : Optional.empty();
  }

  /** The details at the job's end, or when the time is up. */
  private JobDetails watch(Duration atMost, Duration pollInterval) {
    long start = System.nanoTime();
    while (true) {
      JobDetails details = settled(details());
      if (details.status().isTerminal()) {
        return details;
      }
      Duration left = atMost.minusNanos(System.nanoTime() - start);
      if (left.isNegative() || left.isZero()) {
        return details;
      }
      sleep(left.compareTo(pollInterval) < 0 ? left : pollInterval);
    }
  }

  /**
   * Asks Ray to stop the job: SIGTERM, and SIGKILL three seconds later. Returns at once; {@link
   * #await(Duration)} tells when it has ended. A pending job stops only when its supervisor starts.
   *
   * @return whether there was something to stop: false if the job has ended or not yet begun
   */
  public boolean stop() {
    if (resumption != null) {
      resumption.askedToStop();
    }
    return checked().stop(id);
  }

  /**
   * Makes Ray forget an ended job. Its log stays on the node's disk.
   *
   * @return whether it was deleted
   * @throws dev.rayjobs.errors.ServerException if the job has not ended
   */
  public boolean delete() {
    return checked().delete(id);
  }

  /** The calls, once the client knows that a usable Ray answers. */
  private DashboardApi checked() {
    cluster.version();
    return cluster.api();
  }

  /**
   * Ray also says FAILED for a job that its head has lost touch with for a moment: such a word is
   * believed when it is said twice.
   */
  private JobDetails settled(JobDetails details) {
    if (!details.errorType().map(LOST_TOUCH::contains).orElse(false)) {
      return details;
    }
    sleep(Duration.ofSeconds(1));
    return details();
  }

  private void sleep(Duration time) {
    try {
      Thread.sleep(Math.max(1, time.toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RayJobsException("Interrupted while waiting for job '" + id + "'", e);
    }
  }

  @Override
  public String toString() {
    return "Job[" + id + "]";
  }

  private final class OnDashboard implements LogServer {
    @Override
    public LogTail tail() {
      return checked().tail(id);
    }

    @Override
    public LogText text() {
      return cluster.api().logs(id);
    }

    @Override
    public LogText rawText() {
      return cluster.api().logFile(id, details().driverNodeId().orElse(""));
    }

    @Override
    public boolean ended() {
      return settled(details()).status().isTerminal();
    }

    @Override
    public void warn(String warning) {
      cluster.warn(warning);
    }
  }
}
