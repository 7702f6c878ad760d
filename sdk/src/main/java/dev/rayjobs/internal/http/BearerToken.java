package dev.rayjobs.internal.http;

import org.jspecify.annotations.Nullable;

/** Where the transport gets the cluster's token from, asked at each request. */
public interface BearerToken {
  /** What to do about a token that the cluster does not take. */
  String WRONG_TOKEN =
      "it is not the one that the cluster was started with. Ask for the cluster's token, and check"
          + " which source comes first: RAY_AUTH_TOKEN, RAY_AUTH_TOKEN_PATH, ~/.ray/auth_token";

  /** Whether requests shall carry a token. */
  boolean wanted();

  /** The token to send now, or null if there is none. */
  @Nullable Sendable current();

  /** Why none was sent and what to do, for the user who meets a 401. */
  String whyNone();

  /** A token on its way into a header. */
  final class Sendable {
    private final String value;
    private final String origin;

    /** A token and the name of the place it came from. */
    public Sendable(String value, String origin) {
      this.value = value;
      this.origin = origin;
    }

    /** The secret. */
    public String value() {
      return value;
    }

    /** Whether the other is the same secret, wherever it came from. */
    public boolean isSameAs(@Nullable Sendable other) {
      return other != null && value.equals(other.value);
    }

    /** The name of the place it came from. */
    public String origin() {
      return origin;
    }

    @Override
    public String toString() {
      return "*** from " + origin;
    }
  }
}
