package dev.rayjobs.internal.http;

import dev.rayjobs.errors.TokenException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * The headers of every request and of the WebSocket handshake: the user's own, cookies, and the
 * token. The token takes {@code Authorization} unless the user wants that one for a proxy; then it
 * goes into {@code X-Ray-Authorization}, where Ray looks next.
 */
final class RequestHeaders {
  private static final String AUTHORIZATION = "Authorization";
  private static final String RAY_AUTHORIZATION = "X-Ray-Authorization";
  private static final String USER_AGENT = "User-Agent";

  private final Map<String, String> own = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final BearerToken token;
  private volatile @Nullable String lastTokenOrigin;

  RequestHeaders(
      Map<String, String> headers,
      Map<String, String> cookies,
      @Nullable String userInfo,
      BearerToken token) {
    own.put(USER_AGENT, "rayjobs-java");
    own.putAll(headers);
    if (userInfo != null) {
      String encoded =
          Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
      own.putIfAbsent(AUTHORIZATION, "Basic " + encoded);
    }
    if (!cookies.isEmpty()) {
      Map<String, String> all = new LinkedHashMap<>(cookies);
      String joined =
          all.entrySet().stream()
              .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
              .collect(Collectors.joining("; "));
      own.merge("Cookie", joined, (given, added) -> given + "; " + added);
    }
    this.token = token;
  }

  /** Puts all headers on the request. */
  void addTo(Request.Builder request) {
    own.forEach(request::header);
    if (own.containsKey(AUTHORIZATION) && own.containsKey(RAY_AUTHORIZATION)) {
      return;
    }
    BearerToken.Sendable current = token.current();
    lastTokenOrigin = current == null ? null : current.origin();
    boolean proxied = own.containsKey(AUTHORIZATION);
    if (current != null) {
      request.header(proxied ? RAY_AUTHORIZATION : AUTHORIZATION, "Bearer " + current.value());
    } else if (token.wanted() && !proxied) {
      throw new TokenException(token.whyNone());
    }
  }

  /** Where the token of the last request came from; null if it carried none. */
  @Nullable String tokenOrigin() {
    return lastTokenOrigin;
  }

  /** What to tell the user whose request was refused for want of a token. */
  String whyNoToken() {
    return token.whyNone();
  }
}
