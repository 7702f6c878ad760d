package dev.rayjobs.cli;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.rayjobs.Job;
import dev.rayjobs.cli.EndOptions.Leaving;
import dev.rayjobs.internal.json.Json;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Ends a command before its job ends: at a signal, or when the time is up. The job is left running,
 * or stopped, as the user chose, and is never left without a word on how to come back to it.
 *
 * <p>To stop is the first thing that is done, before anything is written: a scheduler that sends a
 * signal may have closed our output, and may start the same command again two seconds later. The
 * command's own thread goes on meanwhile, so that the job's last words are shown.
 */
final class Departure implements AutoCloseable {
  private static final Duration AFTER_SIGNAL = Duration.ofSeconds(2);
  private static final Duration AFTER_TIMEOUT = Duration.ofSeconds(30);

  /** How long a job is asked that is not there yet, or has not begun, or cannot be reached. */
  private static final Duration ASK_FOR = Duration.ofSeconds(30);

  /**
   * How long a second signal waits for Ray's answer to the request to stop. It may be the first
   * once more: one to the process group, say, and one that a parent hands on.
   */
  private static final Duration ANSWER_TAKES = Duration.ofMillis(500);

  /** How long Ray may take to say where a job stands. */
  private static final Duration LOOK_TAKES = Duration.ofMillis(500);

  /** How long somebody may take to read our last words. */
  private static final Duration WORDS_TAKE = Duration.ofSeconds(1);

  private final Console console;
  private final NarrationOptions narration;
  private final EndOptions ends;
  private final Leaving onSignal;
  private @Nullable Signals signals;
  private @Nullable Thread limit;

  /** Held by whoever writes; whoever has taken the last word need not hold it. */
  private final Object words = new Object();

  private volatile boolean lastWordTaken;

  private final LeftJob job;
  private final CompletableFuture<LeftJob.Asked> asked = new CompletableFuture<>();

  // What follows is guarded by this.
  private @Nullable Session session;

  /** The exit code that a signal or the time limit decided on; 0 while there was neither. */
  private int decided;

  /**
   * Nothing is listened to yet.
   *
   * @param mayAttach whether the command may yet find a job of an earlier run and take it over
   */
  Departure(
      Console console,
      NarrationOptions narration,
      EndOptions ends,
      Leaving onSignal,
      boolean mayAttach) {
    this.console = console;
    this.narration = narration;
    this.ends = ends;
    this.onSignal = onSignal;
    this.job = new LeftJob(mayAttach);
  }

  /** From now on signals are heard. */
  Departure listen() {
    signals = Signals.listen(this::signalled);
    return this;
  }

  synchronized void on(Session connected) {
    session = connected;
    job.isOn(connected.client());
  }

  /** A submission begins, a second one perhaps, since the first found another one's job. */
  void beginsSubmission() {
    job.isUnknown();
  }

  /** No job of an earlier run is there: one is made. */
  void makesAJob() {
    job.isNew();
  }

  /** A job is about to be sent. Does not return if the command is being left. */
  void submitting(String id) {
    synchronized (this) {
      if (decided == 0) {
        job.isSubmitted(id);
        return;
      }
    }
    job.isNew();
    job.isDecidedOn();
    standBy();
  }

  /** The cluster has this job: it is the one that the command is for. */
  void has(Job found) {
    job.is(found);
  }

  /** The wait for the job's end begins, and so does the time limit. */
  void awaitsEnd() {
    Duration timeout = ends.timeout();
    if (timeout == null || limit != null) {
      return;
    }
    Thread timer =
        new Thread(
            () -> {
              if (slept(timeout)) {
                timeIsUp(
                    "Job '" + job.id() + "' has not ended within " + Durations.text(timeout) + ".");
              }
            },
            "time-limit");
    timer.setDaemon(true);
    limit = timer;
    timer.start();
  }

  /** The wait for the job's start begins; close it when the job is no longer followed. */
  PendingLimit awaitsStart(Job found) {
    return PendingLimit.watch(found, ends.pendingTimeout(), this::timeIsUp);
  }

  /** Whether the command is being left. */
  synchronized boolean isDecided() {
    return decided != 0;
  }

  /**
   * The command has its result, and says it now. Does not return if the command is being left, and
   * the job's end was not what it waited for.
   *
   * @param jobEnded whether the job has ended, so that nothing is left to stop
   * @return the exit code that a signal or the time limit decided on; 0 if there was neither
   */
  int lastWord(boolean jobEnded) {
    job.isDecidedOn();
    int code;
    synchronized (this) {
      code = decided;
    }
    if ((code == 0 || jobEnded) && takeLastWord()) {
      return code;
    }
    standBy();
    return code;
  }

  /** The command failed. Does not return if it is being left, which goes on to its end. */
  void failed() {
    job.isDecidedOn();
    if (isDecided()) {
      standBy();
    }
  }

  private void signalled(int signal) {
    int code = ExitCode.SIGNALLED + signal;
    if (lastWordTaken) {
      System.exit(code);
    }
    boolean first = decide(code);
    if (onSignal == Leaving.DETACH) {
      leave(code);
    } else if (first) {
      stop(code, Objects.requireNonNullElse(ends.stopTimeout(), AFTER_SIGNAL), null);
    } else {
      asked
          .copy()
          .completeOnTimeout(LeftJob.Asked.IN_VAIN, ANSWER_TAKES.toMillis(), MILLISECONDS)
          .join();
      leave(code);
    }
  }

  private void timeIsUp(String reason) {
    if (!decide(ExitCode.TIMED_OUT)) {
      return;
    }
    if (ends.onTimeout() == Leaving.DETACH) {
      endWithin(WORDS_TAKE, ExitCode.TIMED_OUT);
      say(reason);
      leave(ExitCode.TIMED_OUT);
    } else {
      stop(
          ExitCode.TIMED_OUT,
          Objects.requireNonNullElse(ends.stopTimeout(), AFTER_TIMEOUT),
          reason);
    }
  }

  private synchronized boolean decide(int code) {
    if (decided != 0) {
      return false;
    }
    decided = code;
    console.out().doWithoutReader();
    console.err().doWithoutReader();
    return true;
  }

  private void stop(int code, Duration patience, @Nullable String reason) {
    asked.completeAsync(job::askToStop, new OwnThread("stop"));
    asked.completeOnTimeout(LeftJob.Asked.IN_VAIN, ASK_FOR.toMillis(), MILLISECONDS);
    LeftJob.Asked answer = asked.join();
    // Before the first word: somebody may hold the other end of our output and not read it.
    endWithin(
        answer == LeftJob.Asked.STOPS ? patience.plus(LOOK_TAKES).plus(WORDS_TAKE) : WORDS_TAKE,
        code);
    if (reason != null && answer != LeftJob.Asked.NOTHING_THERE) {
      say(reason);
    }
    switch (answer) {
      case NOTHING_THERE -> leave(code, "Nothing was submitted.");
      case GONE -> leave(code, "Job '" + job.id() + "' is not on the cluster any more.");
      case IN_VAIN -> {
        if (!job.isUnseen()) {
          say("The job could not be asked to stop within " + Durations.text(ASK_FOR) + ".");
        }
        leave(code);
      }
      case STOPS -> {
        say("Stopping job '" + job.id() + "'. Another signal leaves it at once.");
        if (slept(patience)) {
          afterPatience(code, patience);
        }
      }
    }
  }

  private void afterPatience(int code, Duration patience) {
    LeftJob.State state = job.state(LOOK_TAKES);
    if (state == LeftJob.State.ENDED) {
      // And the command's own thread does not wait for it, or is behind with the log.
      leave(code, "Job '" + job.id() + "' was stopped.");
    }
    say(
        (state == LeftJob.State.GOES_ON
                ? "It has not stopped within " + Durations.text(patience)
                : "Whether it has stopped is not known")
            + ". Ray has been asked to stop it, and does.");
    leave(code);
  }

  /** Ends the program, saying how to come back to the job. */
  private void leave(int code) {
    leave(code, howToComeBack());
  }

  /** Ends the program, with these words unless the command is having its own last ones. */
  private void leave(int code, String lastWords) {
    endWithin(WORDS_TAKE, code);
    if (!takeLastWord()) {
      standBy();
    }
    // The command's own thread still shows the log; nothing may follow the line of JSON.
    console.err().lastLine(lastWords);
    if (narration.isJson()) {
      console.out().line(Json.write(JobJson.left(job.id(), dashboard(), code)));
    }
    System.exit(code);
  }

  /** Ends the program after this time, though somebody may not read what it writes. */
  private static void endWithin(Duration time, int code) {
    new OwnThread("impatience")
        .execute(
            () -> {
              if (slept(time)) {
                System.exit(code);
              }
            });
  }

  private boolean takeLastWord() {
    synchronized (words) {
      boolean free = !lastWordTaken;
      lastWordTaken = true;
      return free;
    }
  }

  private synchronized @Nullable URI dashboard() {
    return session == null ? null : session.client().address();
  }

  private String howToComeBack() {
    String id = job.id();
    Session connected;
    synchronized (this) {
      connected = session;
    }
    if (id == null || connected == null) {
      return "Nothing was submitted."
          + (job.isUnseen()
              ? " Whether a job of an earlier run is on the cluster is not known."
              : "");
    }
    return "Job '"
        + id
        + (job.isAccepted()
            ? "' is left running. Follow it: " + connected.commandLine("logs", id, "--follow")
            : "' may be on the cluster. Look: " + connected.commandLine("status", id))
        + "\nStop it: "
        + connected.commandLine("stop", id);
  }

  /** Says something before the command's last word. */
  private void say(String remark) {
    synchronized (words) {
      if (!lastWordTaken) {
        console.err().line(remark);
      }
    }
  }

  private static boolean slept(Duration time) {
    try {
      Thread.sleep(time.toMillis());
      return true;
    } catch (InterruptedException ended) {
      return false;
    }
  }

  /** Another thread ends the program. */
  private static void standBy() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    if (signals != null) {
      signals.close();
    }
    if (limit != null) {
      limit.interrupt();
    }
  }
}
