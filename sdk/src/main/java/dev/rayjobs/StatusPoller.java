package dev.rayjobs;

import dev.rayjobs.errors.CancelledException;
import dev.rayjobs.errors.NotFoundException;
import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.internal.logs.Contact;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Watches the states of any number of jobs on one thread, which lives only while somebody waits.
 * Thread-safe.
 */
final class StatusPoller implements AutoCloseable {
  private final Cluster cluster;
  private final Contact contact;
  private final PollPace pace = new PollPace();
  private final List<Runnable> news = new ArrayList<>();

  // All guarded by this.
  private final Map<String, WatchedJob> watched = new HashMap<>();
  private @Nullable Thread thread;
  private boolean closed;

  /**
   * What one look is for.
   *
   * @param whole whether all are looked at, or only those that joined while the others rest
   */
  private record Round(List<WatchedJob> jobs, boolean whole) {}

  /** A poller at rest. */
  StatusPoller(Cluster cluster) {
    this.cluster = cluster;
    this.contact = new Contact(cluster.following());
  }

  /**
   * The job's details when its status is such a one. Whoever cancels the future waits no longer;
   * the job is not touched.
   */
  synchronized CompletableFuture<JobDetails> when(JobIdentity job, Predicate<JobStatus> reached) {
    String id = job.id();
    CompletableFuture<JobDetails> future = new CompletableFuture<>();
    if (closed) {
      future.completeExceptionally(clientClosed(id));
      return future;
    }
    watched.computeIfAbsent(id, each -> new WatchedJob(each, cluster)).add(job, reached, future);
    future.whenComplete((details, failure) -> forget(id, future));
    if (thread == null) {
      thread = new Thread(this::run, "rayjobs-poller");
      thread.setDaemon(true);
      thread.start();
    }
    notifyAll();
    return future;
  }

  /**
   * Waits for the job's details when its status is such a one, and not longer than this.
   *
   * @return the last that Ray said, whether the status is such a one or not; empty if it does not
   *     answer, or says of the job what is not to be believed at once
   */
  Optional<JobDetails> await(JobIdentity job, Predicate<JobStatus> reached, Duration atMost) {
    CompletableFuture<JobDetails> future = when(job, reached);
    try {
      return Optional.of(future.get(TimeUnit.NANOSECONDS.convert(atMost), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      return lastLook(job);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("Interrupted while waiting for job '" + job.id() + "'", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RayJobsException failure
          ? OwnFailure.of(failure)
          : new IllegalStateException(e.getCause());
    } finally {
      future.cancel(false);
    }
  }

  /** Where the job stands when the time is up; asked once, since there is no time to ask again. */
  private Optional<JobDetails> lastLook(JobIdentity job) {
    try {
      return Optional.of(new JobDetails(cluster.api().once().details(job.id())))
          .filter(details -> !details.hasLostTouch());
    } catch (NotFoundException e) {
      throw cluster.explain(e, job);
    } catch (RayJobsException e) {
      if (Contact.mayBeWaitedOut(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private synchronized void forget(String id, CompletableFuture<JobDetails> future) {
    WatchedJob job = watched.get(id);
    if (job != null && job.remove(future)) {
      watched.remove(id);
      notifyAll();
    }
  }

  private void run() {
    long roundEnd = System.nanoTime();
    // What those met who waited before does not count against those who wait now.
    contact.made();
    try {
      for (Round round; !(round = nextRound(roundEnd)).jobs().isEmpty(); ) {
        long start = System.nanoTime();
        Duration interval = look(round);
        tell(news);
        if (round.whole()) {
          roundEnd = start + interval.toNanos();
        }
      }
    } catch (InterruptedException e) {
      // Closed: those who waited have been told.
      return;
    } catch (Throwable e) {
      // An error that nobody heard of would let all wait for ever.
      failAll(e);
    }
  }

  /** Those to ask for next, after a rest; none when nobody waits any more: the thread then ends. */
  private synchronized Round nextRound(long roundEnd) throws InterruptedException {
    while (!watched.isEmpty()) {
      long left = roundEnd - System.nanoTime();
      List<WatchedJob> due =
          watched.values().stream().filter(job -> left <= 0 || job.isNew()).toList();
      if (left <= 0 || (!due.isEmpty() && due.size() <= PollPace.FEW)) {
        due.forEach(WatchedJob::asked);
        return new Round(due, left <= 0);
      }
      wait(left / 1_000_000 + 1);
    }
    thread = null;
    return new Round(List.of(), false);
  }

  /** Asks for them, and tells how long a round takes with its rest. */
  private Duration look(Round round) throws InterruptedException {
    // A cluster that never answered is no trouble that may pass.
    RayVersion version = cluster.version();
    List<WatchedJob> jobs = round.jobs();
    jobs.forEach(job -> job.met(version));
    try {
      long start = System.nanoTime();
      if (round.whole() && pace.isListCheaper(jobs.size())) {
        list(jobs);
        pace.listed(Duration.ofNanos(System.nanoTime() - start));
        contact.made();
        return pace.listInterval();
      }
      jobs.forEach(this::ask);
      pace.asked(jobs.size(), Duration.ofNanos(System.nanoTime() - start));
      contact.made();
    } catch (RayJobsException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedException();
      }
      Thread.sleep(contact.failed(e).toMillis());
    }
    return pace.interval(jobs.size());
  }

  private void list(List<WatchedJob> jobs) {
    Map<String, WatchedJob> byId = new HashMap<>();
    jobs.forEach(job -> byId.put(job.id(), job));
    Set<WatchedJob> missing = new HashSet<>(jobs);
    cluster
        .api()
        .once()
        .forEachJob(
            raw -> {
              JobDetails details = new JobDetails(raw);
              details.submissionId().map(byId::get).ifPresent(job -> found(job, details, missing));
              details.jobId().map(byId::get).ifPresent(job -> found(job, details, missing));
            });
    if (missing.isEmpty()) {
      return;
    }
    // With another cluster all are missing: one question tells, not one for each.
    RayVersion now = cluster.ask();
    for (WatchedJob job : missing) {
      if (!job.isLost(now, news::add)) {
        ask(job);
      }
    }
  }

  private void found(WatchedJob job, JobDetails details, Set<WatchedJob> missing) {
    missing.remove(job);
    job.seen(details, news::add);
  }

  private void ask(WatchedJob job) {
    try {
      // A failure is waited out as a whole: repeating each question besides would outlast the
      // patience.
      job.seen(new JobDetails(cluster.api().once().details(job.id())), news::add);
    } catch (NotFoundException e) {
      if (!job.knowsItsCluster() || !job.isLost(cluster.ask(), news::add)) {
        job.failed(e, news::add);
      }
    } catch (RayJobsException e) {
      if (Contact.mayBeWaitedOut(e) || Thread.currentThread().isInterrupted()) {
        throw e;
      }
      job.failed(e, news::add);
    }
  }

  /**
   * On a thread of its own: what hangs on the futures may block, and must keep neither the poller
   * nor, in a shared pool, those who wait for other jobs.
   */
  private static void tell(List<Runnable> news) {
    if (!news.isEmpty()) {
      List<Runnable> all = List.copyOf(news);
      news.clear();
      Thread teller = new Thread(() -> all.forEach(Runnable::run), "rayjobs-completion");
      teller.setDaemon(true);
      teller.start();
    }
  }

  /** The thread's last act: who waits from now on gets another one. */
  private synchronized void failAll(Throwable failure) {
    watched.values().forEach(job -> job.failed(failure, news::add));
    watched.clear();
    tell(news);
    thread = null;
  }

  private static CancelledException clientClosed(String id) {
    return new CancelledException(
        "The client was closed before job '" + id + "' was done; the job is not touched");
  }

  /** Ends the thread; those who still wait are told that the client was closed. */
  @Override
  public void close() {
    List<Runnable> last = new ArrayList<>();
    synchronized (this) {
      closed = true;
      if (thread != null) {
        thread.interrupt();
      }
      watched.values().forEach(job -> job.failed(clientClosed(job.id()), last::add));
      watched.clear();
    }
    tell(last);
  }
}
