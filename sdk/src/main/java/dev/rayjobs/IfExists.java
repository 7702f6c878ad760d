package dev.rayjobs;

/**
 * What a submission does when its id is taken. Constants may be added: have a default branch.
 *
 * <pre>{@code
 * client.submission("python nightly.py").submissionId("nightly-2026-11-23")
 *     .ifExists(IfExists.RESUME).submit();
 * }</pre>
 */
public enum IfExists {
  /** {@link SubmissionIdExistsException}, as with Ray's own client. */
  FAIL,
  /** The handle of the job that is there, whatever its state; nothing is started. */
  ATTACH,
  /**
   * For a scheduler's retry, which comes with the same id: the handle of the job that is there if
   * it runs, waits or has succeeded; if it failed or was stopped, a new job under {@code ID-r2},
   * then {@code ID-r3} and so on. So there are never two running jobs. A success of another {@link
   * JobSubmission.Builder#generation(String) generation} does not count either.
   *
   * <p>A job that runs may be about to end for reasons of an earlier run: Ray does not tell which
   * jobs are being stopped. {@link Job#isOutdated(JobDetails)} says so afterwards; then submit
   * again:
   *
   * <pre>{@code
   * Job job;
   * JobDetails end;
   * do {
   *   job = client.submit(nightly);
   *   end = job.await(Duration.ofHours(2));
   * } while (job.isOutdated(end));
   * }</pre>
   */
  RESUME
}
