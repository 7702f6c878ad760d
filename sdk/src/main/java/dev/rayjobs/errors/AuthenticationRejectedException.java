package dev.rayjobs.errors;

import java.io.Serial;

/**
 * The cluster refused the token that the request carried (HTTP 403).
 *
 * <pre>{@code
 * catch (AuthenticationRejectedException e) { System.err.println("ask for the new token"); }
 * }</pre>
 */
public class AuthenticationRejectedException extends ApiException {
  @Serial private static final long serialVersionUID = 1L;

  /** See {@link ApiException}. */
  public AuthenticationRejectedException(
      String message, String method, String path, int statusCode, String reason, String body) {
    super(message, method, path, statusCode, reason, body);
  }
}
