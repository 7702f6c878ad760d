package dev.rayjobs;

/**
 * What a submission does when its id is taken.
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
   * The handle of the job that is there if it runs, waits or has succeeded; if it failed or was
   * stopped, a new job under {@code ID-r2}, then {@code ID-r3} and so on. So a scheduler's retry
   * with the same id never makes a second running job.
   */
  RESUME
}
