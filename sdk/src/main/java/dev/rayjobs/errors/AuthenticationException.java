package dev.rayjobs.errors;

import java.io.Serial;

/**
 * The cluster did not let the request in: it carried no token ({@link #statusCode()} is 401), or
 * one that the cluster refuses (403).
 *
 * <pre>{@code
 * catch (AuthenticationException e) { System.err.println("ask for the token: " + e.getMessage()); }
 * }</pre>
 *
 * @serial exclude
 */
public final class AuthenticationException extends ApiException {
  @Serial private static final long serialVersionUID = 1L;

  private final boolean acceptedBefore;

  /**
   * See {@link ApiException}; {@code acceptedBefore} as in {@link #acceptedBefore()}.
   *
   * @param message what was wrong, where it came from and what to do
   * @param method the HTTP method of the request
   * @param path the path of the request
   * @param statusCode the HTTP status of the answer
   * @param reason Ray's reason in one sentence; may be empty
   * @param body what Ray sent, cut at 64 KiB
   * @param acceptedBefore whether this client had the same token accepted at the same address
   *     earlier
   */
  public AuthenticationException(
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
   * {@return whether the same token was accepted at the same address earlier by the same client:
   * then it is no wrong token, but the cluster was started anew with another one}
   */
  public boolean acceptedBefore() {
    return acceptedBefore;
  }
}
