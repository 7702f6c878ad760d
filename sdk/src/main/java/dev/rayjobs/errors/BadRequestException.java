package dev.rayjobs.errors;

import java.io.Serial;

/**
 * Ray refused the request as malformed (HTTP 400).
 *
 * <pre>{@code
 * catch (BadRequestException e) { System.err.println(e.reason()); }
 * }</pre>
 */
public class BadRequestException extends ApiException {
  @Serial private static final long serialVersionUID = 1L;

  /** See {@link ApiException}. */
  public BadRequestException(
      String message, String method, String path, int statusCode, String reason, String body) {
    super(message, method, path, statusCode, reason, body);
  }
}
