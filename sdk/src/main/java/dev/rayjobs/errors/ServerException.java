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

  /** See {@link ApiException}. */
  public ServerException(
      String message, String method, String path, int statusCode, String reason, String body) {
    super(message, method, path, statusCode, reason, body);
  }
}
