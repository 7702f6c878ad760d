package dev.rayjobs.internal.http;

import org.jspecify.annotations.Nullable;

/**
 * What a request carried for Ray to check, so that its refusal can be explained.
 *
 * @param token the token, or null if none
 * @param header the header that the token is in; where there is none, the one it would be in
 */
record SentToken(BearerToken.@Nullable Sendable token, String header) {
  static final SentToken NONE = new SentToken(null, RequestHeaders.AUTHORIZATION);

  /** Whether it went beside an {@code Authorization} that is the user's. */
  boolean besideAnother() {
    return header.equals(RequestHeaders.RAY_AUTHORIZATION);
  }
}
