package dev.rayjobs.errors;

import java.io.Serial;

/**
 * The cluster wants a token and the request carried none (HTTP 401).
 *
 * <pre>{@code
 * catch (AuthenticationMissingException e) { System.err.println("set RAY_AUTH_MODE=token"); }
 * }</pre>
 */
public class AuthenticationMissingException extends ApiException {
  @Serial private static final long serialVersionUID = 1L;

  /** See {@link ApiException}. */
  public AuthenticationMissingException(
      String message, String method, String path, int statusCode, String reason, String body) {
    super(message, method, path, statusCode, reason, body);
  }
}
