package dev.rayjobs;

import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.packaging.LocalPackage;
import dev.rayjobs.packaging.PackagingProgress;
import java.time.Duration;
import org.slf4j.LoggerFactory;

/**
 * Hears what happens between {@code submit()} and the request to Ray, on the submitting thread:
 * what these methods throw ends the submission before the job is sent, and comes out of it. But
 * {@link #retrying} and {@link #warned} are about any call, come from whichever thread makes it,
 * also from the one that watches jobs for all who wait, and from several at once: they must be safe
 * for that, quick, and throw nothing, since what they throw ends that call, or all these waits.
 * Every method does nothing unless it is overridden.
 *
 * <pre>{@code
 * JobClient.builder().listener(new SubmissionListener() {
 *   @Override public void uploading(String uri, long sent, long size) { bar.set(sent, size); }
 * });
 * }</pre>
 */
public interface SubmissionListener {
  /**
   * Writes warnings to SLF4J; what clients use that were given no listener.
   *
   * @return a listener without a state, for any number of threads
   */
  static SubmissionListener logging() {
    return new SubmissionListener() {
      @Override
      public void warned(String warning) {
        LoggerFactory.getLogger(JobClient.class).warn("{}", warning);
      }

      @Override
      public void retrying(int attempt, RayJobsException failure, Duration wait) {
        LoggerFactory.getLogger(JobClient.class)
            .info("Trying again in {} ms: {}", wait.toMillis(), failure.getMessage());
      }
    };
  }

  /**
   * Something that the user should know, in one sentence; of any call, on any thread.
   *
   * @param warning the sentence
   */
  default void warned(String warning) {}

  /**
   * How far the local files are read or compressed.
   *
   * @param progress what is being done, and how far it is
   */
  default void packaging(PackagingProgress progress) {}

  /**
   * A local directory or file was read, so that its package's URI is known; nothing is sent yet.
   *
   * @param local what was read
   */
  default void packageRead(LocalPackage local) {}

  /**
   * A request failed in a way that may pass and is sent again; of any call, not of submissions
   * only, and on any thread.
   *
   * @param attempt how many failed so far
   * @param failure how the last one failed
   * @param wait the time until the next
   */
  default void retrying(int attempt, RayJobsException failure, Duration wait) {}

  /**
   * The job is about to be sent under this id; from now on it may be on the cluster.
   *
   * @param submissionId the id under which to look for it
   */
  default void submitting(String submissionId) {}

  /**
   * The cluster has this package already; nothing is uploaded.
   *
   * @param uri the package's URI
   */
  default void packageFound(String uri) {}

  /**
   * How far an upload is, in bytes: first with {@code sent} 0, last with {@code sent} equal to
   * {@code size} and the package accepted.
   *
   * @param uri the package's URI
   * @param sent how many bytes have gone
   * @param size how many there are
   */
  default void uploading(String uri, long sent, long size) {}
}
