package dev.rayjobs.cli;

import dev.rayjobs.errors.CancelledException;
import dev.rayjobs.errors.JobLostException;
import dev.rayjobs.errors.NotFoundException;
import dev.rayjobs.errors.RayJobsException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * A question to the cluster where there is no time to repeat it: given up if it is not answered
 * soon, however long other requests are repeated.
 */
final class BriefQuestion {
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private BriefQuestion() {}

  /**
   * Asks it.
   *
   * @return the answer; empty if there is none that is of use
   * @throws NotFoundException if the cluster does not know the job
   * @throws JobLostException if that is because it is another cluster
   */
  static <T> Optional<T> ask(Supplier<T> question) {
    FutureTask<T> asked = new FutureTask<>(question::get);
    new OwnThread("brief-question").execute(asked);
    try {
      return Optional.of(asked.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      asked.cancel(true);
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("Interrupted while asking the cluster", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof NotFoundException unknown) {
        throw unknown;
      }
      if (e.getCause() instanceof JobLostException lost) {
        throw lost;
      }
      if (e.getCause() instanceof RayJobsException) {
        return Optional.empty();
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
