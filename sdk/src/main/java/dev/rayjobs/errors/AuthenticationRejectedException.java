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

  private final boolean acceptedBefore;

  /** See {@link ApiException}; {@code acceptedBefore} as in {@link #acceptedBefore()}. */
  public AuthenticationRejectedException(
      String message,
      String method,
      String path,
      int statusCode,
      String reason,
      String body,
      boolean acceptedBefore) {
    super(message, method, path, statusCode, reason, body);
    this.acceptedBefore = acceptedBefore;
  }

  /**
   * Whether the same token was accepted at the same address earlier by the same client: then it is
   * no wrong token, but the cluster was started anew with another one.
   */
  public final boolean acceptedBefore() {
    return acceptedBefore;
  }
}
