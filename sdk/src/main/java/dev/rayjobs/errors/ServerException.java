package dev.rayjobs.errors;

import java.io.Serial;

/**
 * Ray, or a proxy before it, failed to serve the request, which may be well in itself: HTTP 5xx,
 * 429 (too many requests at the time), and what no other exception stands for.
 *
 * <pre>{@code
 * catch (ServerException e) { System.err.println(e.reason()); }
 * }</pre>
 */
public final class ServerException extends ApiException {
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
  public ServerException(
      String message, String method, String path, int statusCode, String reason, String body) {
    super(message, method, path, statusCode, reason, body);
  }
}
