package dev.rayjobs.errors;

import java.io.Serial;

/**
 * Ray, or a server before it, refused the request for what it is: any HTTP 4xx but those that have
 * an exception of their own (401, 403, 404) and 429, which is a {@link ServerException}.
 *
 * <pre>{@code
 * catch (BadRequestException e) { System.err.println(e.reason()); }
 * }</pre>
 */
public final class BadRequestException extends ApiException {
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
  public BadRequestException(
      String message, String method, String path, int statusCode, String reason, String body) {
    super(message, method, path, statusCode, reason, body);
  }
}
