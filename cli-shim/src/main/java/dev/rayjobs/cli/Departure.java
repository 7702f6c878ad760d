package dev.rayjobs.cli;

import dev.rayjobs.Job;
import dev.rayjobs.cli.EndOptions.Leaving;
import dev.rayjobs.errors.NotFoundException;
import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.internal.json.Json;
import java.time.Duration;
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

  private static final Duration ASK_AGAIN = Duration.ofMillis(250);

  /**
   * A second signal that is this close to the first is the first once more: one to the process
   * group, say, and one that a parent hands on.
   */
  private static final Duration ECHO = Duration.ofMillis(500);

  /** How long until it is known whether the job of an earlier run is there to be stopped. */
  private static final Duration LOOK_FOR = Duration.ofSeconds(5);

  /** How long somebody may take to read our last words. */
  private static final Duration WORDS_TAKE = Duration.ofSeconds(1);

  private final Console console;
  private final NarrationOptions narration;
  private final EndOptions ends;
  private final Leaving onSignal;
  private final boolean mayAttach;
  private @Nullable Signals signals;
  private @Nullable Thread limit;

  /** Held by whoever writes; whoever has taken the last word need not hold it. */
  private final Object words = new Object();

  private volatile boolean lastWordTaken;

  // What follows is guarded by this.
  private @Nullable Session session;
  private @Nullable String submitting;
  private @Nullable Job job;
  private boolean submissionOver;

  /** The exit code that a signal or the time limit decided on; 0 while there was neither. */
  private int decided;

  private long decidedAt;

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
    this.mayAttach = mayAttach;
  }

  /** From now on signals are heard. */
  Departure listen() {
    signals = Signals.listen(this::signalled);
    return this;
  }

  synchronized void on(Session connected) {
    session = connected;
  }

  /** A submission begins, a second one perhaps, since the first found another one's job. */
  synchronized void beginsSubmission() {
    submitting = null;
    job = null;
    submissionOver = false;
  }

  /** A job is about to be sent. Does not return if the command is being left. */
  void submitting(String id) {
    synchronized (this) {
      if (decided == 0) {
        submitting = id;
        return;
      }
      submissionOver = true;
    }
    standBy();
  }

  /** The cluster has this job: it is the one that the command is for. */
  synchronized void has(Job found) {
    job = found;
  }

  /** The wait for the job's end begins, and so does the time limit. */
  void awaitsEnd() {
    Duration timeout = ends.timeout;
    if (timeout == null || limit != null) {
      return;
    }
    Thread timer =
        new Thread(
            () -> {
              if (slept(timeout)) {
                timeIsUp(timeout);
              }
            },
            "time-limit");
    timer.setDaemon(true);
    limit = timer;
    timer.start();
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
    int code;
    synchronized (this) {
      submissionOver = true;
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
    synchronized (this) {
      submissionOver = true;
      if (decided == 0) {
        return;
      }
    }
    standBy();
  }

  private void signalled(int signal) {
    int code = ExitCode.SIGNALLED + signal;
    if (lastWordTaken) {
      System.exit(code);
    }
    boolean first = decide(code);
    if (onSignal == Leaving.DETACH || (!first && !isEcho())) {
      leave(code);
    } else if (first) {
      stop(code, ends.stopTimeout == null ? AFTER_SIGNAL : ends.stopTimeout, null);
    }
  }

  private void timeIsUp(Duration timeout) {
    if (!decide(ExitCode.TIMED_OUT)) {
      return;
    }
    String reason = "Job '" + target() + "' has not ended within " + Durations.text(timeout) + ".";
    if (ends.onTimeout == Leaving.DETACH) {
      say(reason);
      leave(ExitCode.TIMED_OUT);
    } else {
      stop(ExitCode.TIMED_OUT, ends.stopTimeout == null ? AFTER_TIMEOUT : ends.stopTimeout, reason);
    }
  }

  private synchronized boolean decide(int code) {
    if (decided != 0) {
      return false;
    }
    decided = code;
    decidedAt = System.nanoTime();
    return true;
  }

  private synchronized boolean isEcho() {
    return System.nanoTime() - decidedAt < ECHO.toNanos();
  }

  private void stop(int code, Duration patience, @Nullable String reason) {
    console.out().doWithoutReader();
    console.err().doWithoutReader();
    Asked asked = ask();
    if (asked == Asked.NOTHING_THERE) {
      leave(code);
      return;
    }
    if (reason != null) {
      say(reason);
    }
    if (asked == Asked.IN_VAIN) {
      say("The job could not be asked to stop within " + Durations.text(ASK_FOR) + ".");
    } else {
      say("Stopping job '" + target() + "'. Another signal leaves it at once.");
      if (!slept(patience)) {
        return;
      }
      say(
          "It has not stopped within "
              + Durations.text(patience)
              + ". Ray has been asked to stop it, and does.");
    }
    leave(code);
  }

  private enum Asked {
    STOPS,
    NOTHING_THERE,
    IN_VAIN
  }

  private Asked ask() {
    long start = System.nanoTime();
    while (true) {
      Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
      String id = target();
      if (id == null && !(mayAttach && mayStillFind() && elapsed.compareTo(LOOK_FOR) < 0)) {
        return Asked.NOTHING_THERE;
      }
      if (id != null) {
        Asked answer = ask(id);
        if (answer != Asked.IN_VAIN) {
          return answer;
        }
      }
      if (elapsed.compareTo(ASK_FOR) > 0 || !slept(ASK_AGAIN)) {
        return Asked.IN_VAIN;
      }
    }
  }

  /** Asks once. */
  private Asked ask(String id) {
    Job asked = handle(id);
    if (asked == null) {
      return Asked.IN_VAIN;
    }
    try {
      // A job that has not begun yet is not stopped by one request.
      boolean ends = asked.stop() || asked.details().status().isTerminal();
      return ends ? Asked.STOPS : Asked.IN_VAIN;
    } catch (NotFoundException e) {
      // While the request is on its way it may yet come to be there.
      return mayStillFind() ? Asked.IN_VAIN : Asked.NOTHING_THERE;
    } catch (RayJobsException e) {
      return Asked.IN_VAIN;
    }
  }

  private synchronized @Nullable String target() {
    return job != null ? job.id() : submitting;
  }

  private synchronized boolean mayStillFind() {
    return job == null && !submissionOver;
  }

  private synchronized @Nullable Job handle(String id) {
    if (job != null && job.id().equals(id)) {
      return job;
    }
    return session == null ? null : session.client().job(id);
  }

  /** Ends the program, with a word if the command has not had its last one. */
  private void leave(int code) {
    // Somebody may hold the other end of our output and not read it.
    Thread impatience =
        new Thread(
            () -> {
              if (slept(WORDS_TAKE)) {
                System.exit(code);
              }
            },
            "impatience");
    impatience.setDaemon(true);
    impatience.start();
    if (takeLastWord()) {
      console.out().doWithoutReader();
      console.err().doWithoutReader();
      sayHowToComeBack();
      if (narration.isJson()) {
        console.out().line(Json.write(JobJson.left(target(), code)));
      }
    }
    System.exit(code);
  }

  private boolean takeLastWord() {
    synchronized (words) {
      boolean free = !lastWordTaken;
      lastWordTaken = true;
      return free;
    }
  }

  private void sayHowToComeBack() {
    String id = target();
    Session connected;
    boolean accepted;
    synchronized (this) {
      connected = session;
      accepted = job != null;
    }
    Output remarks = console.err();
    if (id == null || connected == null) {
      remarks.line("Nothing was submitted.");
      return;
    }
    remarks.line(
        "Job '"
            + id
            + (accepted
                ? "' is left running. Follow it: " + connected.commandLine("logs", id, "--follow")
                : "' may be on the cluster. Look: " + connected.commandLine("status", id)));
    remarks.line("Stop it: " + connected.commandLine("stop", id));
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
