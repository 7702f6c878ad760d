package dev.rayjobs.errors;

import java.io.Serial;

/**
 * The submission id is taken by a job on this cluster. Nothing was started.
 *
 * <pre>{@code
 * catch (SubmissionIdExistsException e) { client.job("nightly").details(); }
 * }</pre>
 */
public class SubmissionIdExistsException extends ApiException {
  @Serial private static final long serialVersionUID = 1L;

  /** See {@link ApiException}. */
  public SubmissionIdExistsException(
      String message, String method, String path, int statusCode, String reason, String body) {
    super(message, method, path, statusCode, reason, body);
  }
}
