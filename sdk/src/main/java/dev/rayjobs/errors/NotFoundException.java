package dev.rayjobs.errors;

import java.io.Serial;

/**
 * The cluster knows no such job (HTTP 404).
 *
 * <pre>{@code
 * catch (NotFoundException e) { System.err.println("no such job"); }
 * }</pre>
 */
public final class NotFoundException extends ApiException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * See {@link ApiException}.
   *
   * @param message what was wrong, where it came from and what to do
   * @param method the HTTP method of the request
   * @param path the path of the request
   * @param statusCode the HTTP status of the answer
   * @param reason Ray's reason in one sentence; may be empty
   * @param body what Ray sent, cut at 64 KiB
   */
  public NotFoundException(
      String message, String method, String path, int statusCode, String reason, String body) {
    super(message, method, path, statusCode, reason, body);
  }
}
