package dev.rayjobs.internal.logs;

import dev.rayjobs.errors.ConnectionException;
import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.errors.ServerException;
import dev.rayjobs.internal.http.Retrier;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Whether the dashboard can be reached, how long not, and how long to wait before the next try. */
public final class Contact {
  private static final long FIRST_PAUSE = 250;
  private static final long LONGEST_PAUSE = 5_000;

  private final Duration patience;
  private @Nullable Long lostAt;
  private long pause = FIRST_PAUSE;

  /**
   * Not lost yet.
   *
   * @param patience how long the dashboard may be away
   */
  public Contact(Duration patience) {
    this.patience = patience;
  }

  /** The dashboard answered. */
  public void made() {
    lostAt = null;
    pause = FIRST_PAUSE;
  }

  /**
   * The dashboard did not answer, or with an error.
   *
   * @throws RayJobsException the failure, if waiting cannot mend it or has lasted too long
   */
  public void failed(RayJobsException failure) {
    if (!isPassing(failure)) {
      throw failure;
    }
    long now = System.nanoTime();
    if (lostAt == null) {
      lostAt = now;
    } else if (now - lostAt > patience.toNanos()) {
      throw new ConnectionException(
          "The dashboard has not answered for "
              + patience
              + "; the job may go on. The last failure: "
              + failure.getMessage(),
          failure);
    }
  }

  /** Waits a random part of a growing time, so that many followers do not return at once. */
  public void pause() throws InterruptedException {
    Thread.sleep(ThreadLocalRandom.current().nextLong(pause / 2, pause));
    pause = Math.min(LONGEST_PAUSE, pause * 2);
  }

  /** Whether waiting can mend it: a broken connection or a server in trouble, not a refusal. */
  public static boolean isPassing(RayJobsException failure) {
    return failure instanceof ServerException || Retrier.mayPass(failure);
  }
}
