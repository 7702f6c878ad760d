package dev.rayjobs.internal.http;

import java.io.IOException;
import okhttp3.Interceptor;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Hides {@code Retry-After} from OkHttp, which repeats a request at once that is answered 503 with
 * a wait of 0: repeating is decided in one place, which counts it and tells of it.
 */
final class QuietRetryAfter implements Interceptor {
  private static final String HEADER = "Retry-After";
  private static final String HIDDEN = "X-Rayjobs-Retry-After";

  /** What the server said, before or after it was hidden. */
  static @Nullable String of(Response answer) {
    String hidden = answer.header(HIDDEN);
    return hidden == null ? answer.header(HEADER) : hidden;
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    Response answer = chain.proceed(chain.request());
    String wait = answer.header(HEADER);
    return answer.code() != 503 || wait == null
        ? answer
        : answer.newBuilder().removeHeader(HEADER).header(HIDDEN, wait).build();
  }
}
