package dev.rayjobs.internal.http;

import org.jspecify.annotations.Nullable;

/** What a 401 or 403 means, in words: told apart by what was sent, what Ray says, and the past. */
final class RefusedCredentials {
  static final String RAY_MISSES_TOKEN = "Unauthorized: Missing authentication token";
  static final String RAY_REFUSES_TOKEN = "Forbidden: Invalid authentication token";

  private final String address;
  private final RequestHeaders headers;
  private final BearerToken token;
  private final ClusterHistory history;

  RefusedCredentials(
      String address, RequestHeaders headers, BearerToken token, ClusterHistory history) {
    this.address = address;
    this.headers = headers;
    this.token = token;
    this.history = history;
  }

  /** Whether it is worth asking the server for its authentication mode. */
  static boolean isUncertain(int status, String reason) {
    return status == 401 && !reason.startsWith(RAY_MISSES_TOKEN);
  }

  /**
   * A 401.
   *
   * @param mode what the server says of its authentication mode, if it was asked and is Ray
   */
  String missing(String call, String reason, SentToken sent, @Nullable String mode) {
    boolean fromRay = reason.startsWith(RAY_MISSES_TOKEN);
    if (!fromRay && !"token".equals(mode)) {
      return "A server before Ray, or a server that is not Ray, wants credentials ("
          + call
          + ", at "
          + address
          + ("disabled".equals(mode) ? "; Ray itself says that it wants no token" : "")
          + "). Give them as a header (RAY_JOB_HEADERS or headers), and check the address";
    }
    if (sent.token() != null) {
      return fromRay
          ? "The token went to "
              + address
              + " in the header "
              + sent.header()
              + ", but Ray says that it got none ("
              + call
              + "): a server in between takes the header away. "
              + (sent.besideAnother()
                  ? "Let the proxy pass X-Ray-Authorization on"
                  : "Let the proxy pass it on, or send the token in X-Ray-Authorization")
          : "The token from "
              + sent.token().origin()
              + " was sent, and the cluster at "
              + address
              + " wants one, but a server before it answered 401 ("
              + call
              + "), which Ray does only when it gets none. Give that server its own credentials as"
              + " a header (RAY_JOB_HEADERS or headers)";
    }
    return "The cluster at "
        + address
        + " wants a token ("
        + call
        + ")"
        + (history.wantedNoToken()
            ? ", which it did not when this program asked before: it was started anew"
                + history.knownSession()
            : "")
        + ": "
        + token.whyNone();
  }

  /** A 403. */
  String rejected(String call, String reason, SentToken sent) {
    if (!reason.startsWith(RAY_REFUSES_TOKEN)) {
      return "The server at "
          + address
          + " refused the credentials ("
          + call
          + (reason.isEmpty() ? "" : ": " + reason)
          + ")";
    }
    if (sent.token() == null) {
      return "The cluster at "
          + address
          + " refused the credentials ("
          + call
          + "): no token of this program's was sent, so what Ray got and did not accept is the"
          + " Authorization header or the cookie that was given";
    }
    String refused =
        "The cluster at "
            + address
            + " refused the token from "
            + sent.token().origin()
            + " ("
            + call
            + "): ";
    return refused + whyWrong(sent);
  }

  /** Whether a refused token was a good one before. */
  boolean wasGood(SentToken sent) {
    return history.accepted(sent);
  }

  private String whyWrong(SentToken sent) {
    if (history.accepted(sent)) {
      return "the same token was good before, so the cluster was started anew with another token."
          + " The cluster that this program knew"
          + history.knownSession()
          + " is gone, and its jobs with it. Get the new cluster's token and put it there";
    }
    return sent.besideAnother() && headers.hasOwnAuthorization()
        ? BearerToken.WRONG_TOKEN
            + ". Or the proxy passes your own Authorization header on to Ray, which then looks at"
            + " no other: let the proxy take it away"
        : BearerToken.WRONG_TOKEN;
  }
}
