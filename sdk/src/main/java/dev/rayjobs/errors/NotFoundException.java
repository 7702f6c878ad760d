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

  /** See {@link ApiException}. */
  public NotFoundException(
      String message, String method, String path, int statusCode, String reason, String body) {
    super(message, method, path, statusCode, reason, body);
  }
}
