package dev.rayjobs;

import dev.rayjobs.errors.CancelledException;
import dev.rayjobs.errors.InvalidInputException;
import dev.rayjobs.errors.JobLostException;
import dev.rayjobs.errors.NotFoundException;
import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.errors.StillPendingException;
import dev.rayjobs.errors.TimedOutException;
import dev.rayjobs.internal.http.DashboardApi;
import dev.rayjobs.internal.logs.EndFollower;
import dev.rayjobs.internal.logs.LogEnd;
import dev.rayjobs.internal.logs.LogFollower;
import dev.rayjobs.internal.logs.LogSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A handle to one job on the cluster: each call asks Ray. Thread-safe; usable as long as its {@link
 * JobClient} is open.
 *
 * <p>Every method throws {@link NotFoundException} if the cluster knows no such job, {@link
 * JobLostException} if that is because another cluster has taken its place or if another job has
 * its id now, and the other errors of {@code dev.rayjobs.errors} for what their names say.
 *
 * <pre>{@code
 * Job job = client.job("raysubmit_4LamXRuQpYdSMg7J");
 * System.out.println(job.status());
 * }</pre>
 */
public final class Job {
  private final JobIdentity identity;
  private final Cluster cluster;
  private final StatusPoller poller;
  private final boolean attached;
  private final @Nullable Resumption resumption;

  Job(
      JobIdentity identity,
      Cluster cluster,
      StatusPoller poller,
      boolean attached,
      @Nullable Resumption resumption) {
    this.identity = identity;
    this.cluster = cluster;
    this.poller = poller;
    this.attached = attached;
    this.resumption = resumption;
  }

  /**
   * {@return the id under which the job was submitted} What Ray calls a job id is another thing,
   * {@link JobDetails#jobId()}.
   */
  public String submissionId() {
    return identity.id();
  }

  /**
   * {@return whether the job was not started for this handle: a submission found it there, or
   * {@link JobClient#job(String)} made the handle, which does not look whether there is such a job}
   */
  public boolean attached() {
    return attached;
  }

  /**
   * {@return whether this end of the job belongs to an earlier submission and not to the one that
   * got this handle from {@link IfExists#RESUME}, which should then be submitted again} So it is if
   * the job was there already, and is of another {@link JobSubmission.Builder#generation(String)
   * generation}, or was STOPPED within 15 seconds of the submission's first look, or of the last at
   * which it was pending, without a call of {@link #stop()} on this handle: then it was being
   * stopped when it was found, of which Ray has no status. False for every other handle.
   *
   * @param end the job's end, as {@link #await(Duration)} returns it
   */
  public boolean isOutdated(JobDetails end) {
    Objects.requireNonNull(end, "end");
    return resumption != null && resumption.isOutdated(end);
  }

  /**
   * {@return all that Ray tells of the job now} Where Ray says that it failed because its
   * supervisor died or could not be reached, it is asked a second time after a second: the job may
   * have ended well.
   */
  public JobDetails details() {
    return details(cluster.api());
  }

  JobDetails details(DashboardApi calls) {
    return noted(cluster.details(calls, identity));
  }

  /** {@return where the job stands now} */
  public JobStatus status() {
    return details().status();
  }

  /**
   * {@return the log so far, whole} For a long log {@link #writeLogs(Appendable)} takes less
   * memory.
   */
  public String logs() {
    StringBuilder all = new StringBuilder();
    writeLogs(all);
    return all.toString();
  }

  /**
   * Writes the log so far to {@code target}, piece by piece, so that memory does not grow with it.
   * Where the answer breaks off it is asked for again; nothing is written twice.
   *
   * @param target gets the text as it comes
   * @throws UncheckedIOException if {@code target} cannot be written to
   */
  public void writeLogs(Appendable target) {
    Objects.requireNonNull(target, "target");
    meet();
    try (LogSnapshot log = new LogSnapshot(new JobLog(this, cluster))) {
      for (String piece; (piece = log.next()) != null; ) {
        append(target, piece);
      }
    }
  }

  /**
   * Writes the last lines of the log so far to {@code target}, in bounded memory. Where Ray serves
   * log files (not 2.52 with tokens), no more than these lines are fetched.
   *
   * @param target gets the text as it comes
   * @param lastLines how many; a last line without a line end counts as one
   * @throws InvalidInputException if {@code lastLines} is negative
   * @throws UncheckedIOException if {@code target} cannot be written to
   */
  public void writeLogs(Appendable target, int lastLines) {
    Objects.requireNonNull(target, "target");
    refuseNegative(lastLines);
    meet();
    new LogEnd(new JobLog(this, cluster), lastLines).tell(piece -> append(target, piece));
  }

  /**
   * {@return the log from its first character, as it is written, to the job's end} Close it. Goes
   * on over any number of broken connections, and waits for a dashboard that is away: see {@link
   * JobClient.Builder#reconnectFor(Duration)}. {@link LogStream} says what reading it throws.
   */
  public LogStream followLogs() {
    LogFollower follower = new LogFollower(new JobLog(this, cluster), cluster.following());
    return new LogStream(follower::next, follower::close);
  }

  /**
   * {@return the log from its last lines on, as it is written, to the job's end} Close it. Ray
   * tells a log only from its first character, so all of it is fetched, in bounded memory, and what
   * comes before these lines is passed over.
   *
   * @param lastLines how many of the lines that there are when the stream is first read; 0: only
   *     what is written from then on
   * @throws InvalidInputException if {@code lastLines} is negative
   */
  public LogStream followLogs(int lastLines) {
    refuseNegative(lastLines);
    EndFollower follower =
        new EndFollower(new JobLog(this, cluster), lastLines, cluster.following());
    return new LogStream(follower::next, follower::close);
  }

  /**
   * Hands over the log as it is written: {@link #followLogs()} for programs that would rather be
   * called than wait. The stream is read by one task of {@code executor}, which it occupies until
   * the job's end; a slow {@code receiver} slows the reading, and nothing is lost.
   *
   * <pre>{@code
   * job.followLogs(System.out::print, executor)
   *     .thenAccept(end -> System.out.println(end.status()));
   * }</pre>
   *
   * @param receiver gets each piece, with its line ends, one after the other
   * @param executor runs the one task that reads the log
   * @return completes with the details of the ended job when all of its log was handed over; or
   *     with what reading, or {@code receiver}, threw. Cancelling it, or interrupting the task,
   *     ends the reading; the job is not touched
   * @throws java.util.concurrent.RejectedExecutionException if {@code executor} takes no more tasks
   */
  public CompletableFuture<JobDetails> followLogs(
      Consumer<? super String> receiver, Executor executor) {
    Objects.requireNonNull(executor, "executor");
    LogPush push = new LogPush(this, followLogs(), Objects.requireNonNull(receiver, "receiver"));
    executor.execute(push);
    return push.end();
  }

  /**
   * Waits for the job's end. Neither a time-out nor an interrupt touches the job. A dashboard that
   * is away is waited for: see {@link JobClient.Builder#reconnectFor(Duration)}. One thread asks
   * for all that wait; its error is the cause of the one that is thrown here.
   *
   * @param atMost how long to wait; where nothing is left of it, Ray is asked once
   * @return the details of the ended job, whether it succeeded, failed or was stopped
   * @throws TimedOutException if the job has not ended by then
   */
  public JobDetails await(Duration atMost) {
    Optional<JobDetails> last = last(JobStatus::isTerminal, atMost);
    return last.filter(now -> now.status().isTerminal())
        .orElseThrow(
            () ->
                new TimedOutException(
                    "Job '"
                        + submissionId()
                        + "' has not ended within "
                        + atMost
                        + last.map(now -> "; it is " + now.statusText()).orElse("")));
  }

  /**
   * Waits until the job runs or has ended: for those who want to wait less long for resources than
   * for the job's work. Neither a time-out nor an interrupt touches the job.
   *
   * <pre>{@code
   * job.awaitStart(Duration.ofMinutes(5)); // or StillPendingException, with Ray's reason
   * JobDetails end = job.await(Duration.ofHours(2));
   * }</pre>
   *
   * @param atMost how long to wait; where nothing is left of it, Ray is asked once
   * @return the details of the job, which runs or has ended already
   * @throws StillPendingException if the job has not started even then
   */
  public JobDetails awaitStart(Duration atMost) {
    Optional<JobDetails> last = last(JobStatus::hasStarted, atMost);
    return last.filter(now -> now.status().hasStarted())
        .orElseThrow(
            () -> {
              String reason = last.flatMap(JobDetails::message).orElse("");
              return new StillPendingException(
                  "Job '"
                      + submissionId()
                      + "' has not started within "
                      + atMost
                      + (reason.isEmpty() ? "" : "; Ray says: " + reason),
                  reason);
            });
  }

  /**
   * Waits until it is known whether this job was being stopped when {@link IfExists#RESUME} found
   * it: at most 15 seconds, after which a job that is pending may be stopped yet, and not at all
   * for any other handle. For those who do not wait for the job's end, at which {@link
   * #isOutdated(JobDetails)} would say so.
   *
   * @return the job's end, if it has ended meanwhile
   */
  public Optional<JobDetails> settle() {
    return resumption == null
        ? Optional.empty()
        : last(JobStatus::isTerminal, resumption.earlierStopMayShowFor())
            .filter(now -> now.status().isTerminal());
  }

  /** Looks on by itself, as whoever reads a log may look at the status too late. */
  Job watchingForEarlierStop() {
    if (resumption != null) {
      poller
          .when(identity, noting(JobStatus::isTerminal))
          .orTimeout(resumption.earlierStopMayShowFor().toMillis(), TimeUnit.MILLISECONDS);
    }
    return this;
  }

  private Optional<JobDetails> last(Predicate<JobStatus> reached, Duration atMost) {
    Objects.requireNonNull(atMost, "atMost");
    return poller.await(identity, noting(reached), atMost).map(this::noted);
  }

  /**
   * {@return the job's end, for programs that wait for many: all jobs of one {@link JobClient} are
   * watched by one thread, which lives only while somebody waits and sends some four requests a
   * second at most, however many jobs there are} One job is asked for every 250 ms, many less
   * often: 1,000 jobs on a cluster that remembers no others every one or two seconds.
   *
   * <p>The future completes with the details of the ended job, whether it succeeded, failed or was
   * stopped; or with what {@link #await(Duration)} throws but for its time-out, or with a {@link
   * CancelledException} when the client is closed. What hangs on it shares a thread with what hangs
   * on other jobs that ended at the same time; what blocks belongs into {@code thenApplyAsync} and
   * its like. Cancelling or completing the future ends the waiting only: the job goes on. Each call
   * makes a future of its own.
   *
   * <pre>{@code
   * List<CompletableFuture<JobDetails>> ends = jobs.stream().map(Job::completion).toList();
   * CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new)).join();
   * }</pre>
   */
  public CompletableFuture<JobDetails> completion() {
    return poller.when(identity, noting(JobStatus::isTerminal));
  }

  /**
   * {@return the job's start, as {@link #completion()}: completes with the details of a job that
   * runs or has ended already}
   *
   * <pre>{@code
   * job.started().orTimeout(5, TimeUnit.MINUTES).exceptionally(late -> giveUpOn(job));
   * }</pre>
   */
  public CompletableFuture<JobDetails> started() {
    return poller.when(identity, noting(JobStatus::hasStarted));
  }

  /**
   * Asks Ray to stop the job: SIGTERM, and SIGKILL three seconds later. Returns with Ray's answer,
   * for which it waits and asks again as any call does, and not with the job's end, which {@link
   * #await(Duration)} tells. A pending job stops only when its supervisor starts.
   *
   * @return whether there was something to stop: false if the job has ended or not yet begun
   */
  public boolean stop() {
    if (resumption != null) {
      resumption.askedToStop();
    }
    return told(calls -> calls.stop(submissionId()));
  }

  /**
   * Makes Ray forget an ended job. Its log stays on the node's disk.
   *
   * @return whether it was deleted
   * @throws dev.rayjobs.errors.ServerException if the job has not ended
   */
  public boolean delete() {
    boolean deleted = told(calls -> calls.delete(submissionId()));
    if (deleted) {
      identity.forget();
    }
    return deleted;
  }

  private static void append(Appendable target, String piece) {
    try {
      target.append(piece);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void refuseNegative(int lastLines) {
    if (lastLines < 0) {
      throw new InvalidInputException(
          "The number of last lines must not be negative: " + lastLines);
    }
  }

  /** Makes sure that a usable Ray answers. */
  private void meet() {
    identity.on(cluster.version());
  }

  /** Tells Ray to do something with this very job, not with another one that has its id now. */
  private boolean told(Predicate<DashboardApi> order) {
    meet();
    if (identity.isKnown()) {
      details();
    }
    try {
      return order.test(cluster.api());
    } catch (NotFoundException e) {
      throw explain(e);
    }
  }

  /** Why Ray knows no such job. */
  RayJobsException explain(NotFoundException unknown) {
    return cluster.explain(unknown, identity);
  }

  private JobDetails noted(JobDetails details) {
    if (identity.isAnother(details)) {
      throw cluster.supplanted(identity, details);
    }
    note(details.status());
    return details;
  }

  private Predicate<JobStatus> noting(Predicate<JobStatus> reached) {
    return status -> {
      note(status);
      return reached.test(status);
    };
  }

  private void note(JobStatus status) {
    if (resumption != null) {
      resumption.saw(status);
    }
  }

  @Override
  public String toString() {
    return "Job[" + submissionId() + "]";
  }
}
