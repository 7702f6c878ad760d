package dev.rayjobs.internal.http;

import java.io.IOException;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Sends a request again, once, whose token was refused when the token's source has another by now:
 * a file or a service account token that was rotated. A refused request had no effect, so every
 * kind may be repeated, and the WebSocket handshake too.
 */
final class TokenRenewal implements Interceptor {
  private final RequestHeaders headers;
  private final ClusterHistory history;

  TokenRenewal(RequestHeaders headers, ClusterHistory history) {
    this.headers = headers;
    this.history = history;
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    Response answer = chain.proceed(chain.request());
    if (answer.code() == 401 || answer.code() == 403) {
      Request renewed = headers.renewed(answer.request());
      if (renewed == null) {
        return answer;
      }
      answer.close();
      answer = chain.proceed(renewed);
    }
    SentToken sent = answer.request().tag(SentToken.class);
    if (sent != null && (answer.isSuccessful() || answer.code() == 101)) {
      history.answered(sent);
    }
    return answer;
  }
}
