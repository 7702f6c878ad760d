package dev.rayjobs.internal.http;

import java.io.IOException;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Sends a request again whose token was refused: once with the source's, if that is another by now
 * (a file or a service account token that was rotated), and once with the one that the cluster
 * accepted before (it was rotated, and the cluster is not started anew yet). A refused request had
 * no effect, so every kind may be repeated, and the WebSocket handshake too.
 */
final class TokenRenewal implements Interceptor {
  private final RequestHeaders headers;
  private final ClusterHistory history;

  /** The request with another token, or null if there is no other. */
  private interface Renewal {
    @Nullable Request of(Request refused);
  }

  TokenRenewal(RequestHeaders headers, ClusterHistory history) {
    this.headers = headers;
    this.history = history;
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    Response answer = chain.proceed(chain.request());
    answer = renewed(answer, headers::withFreshToken, chain);
    answer = renewed(answer, headers::withAcceptedToken, chain);
    SentToken sent = answer.request().tag(SentToken.class);
    if (sent != null && (answer.isSuccessful() || answer.code() == 101)) {
      history.answered(sent);
    }
    return answer;
  }

  private static Response renewed(Response answer, Renewal renewal, Chain chain)
      throws IOException {
    Request renewed =
        answer.code() == 401 || answer.code() == 403 ? renewal.of(answer.request()) : null;
    if (renewed == null) {
      return answer;
    }
    answer.close();
    return chain.proceed(renewed);
  }
}
