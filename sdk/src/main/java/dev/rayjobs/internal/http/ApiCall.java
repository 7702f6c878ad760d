package dev.rayjobs.internal.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import okhttp3.HttpUrl;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * One REST call.
 *
 * @param method the HTTP method
 * @param segments the path below the dashboard's address; a last empty one makes a trailing slash
 * @param query the query's parameters
 * @param body what is sent, or null
 * @param repeated whether it is sent again after failures that may pass
 * @param soon whether it is given up if no answer comes soon, as it will be asked again
 * @param expected the statuses that are answers and not errors
 */
record ApiCall(
    String method,
    List<String> segments,
    Map<String, String> query,
    @Nullable RequestBody body,
    boolean repeated,
    boolean soon,
    Set<Integer> expected) {

  static ApiCall get(String... segments) {
    return new ApiCall("GET", List.of(segments), Map.of(), null, true, false, Set.of(200));
  }

  /** A call that may happen twice. */
  static ApiCall idempotent(String method, @Nullable RequestBody body, String... segments) {
    return new ApiCall(method, List.of(segments), Map.of(), body, true, false, Set.of(200));
  }

  ApiCall once() {
    return new ApiCall(method, segments, query, body, false, soon, expected);
  }

  ApiCall orGivenUpSoon() {
    return new ApiCall(method, segments, query, body, repeated, true, expected);
  }

  ApiCall orStatus(int status) {
    return new ApiCall(method, segments, query, body, repeated, soon, Set.of(200, status));
  }

  ApiCall with(String parameter, String value) {
    Map<String, String> more = new LinkedHashMap<>(query);
    more.put(parameter, value);
    return new ApiCall(method, segments, more, body, repeated, soon, expected);
  }

  HttpUrl under(HttpUrl base) {
    HttpUrl.Builder url = base.newBuilder();
    segments.forEach(url::addPathSegment);
    query.forEach(url::addQueryParameter);
    return url.build();
  }

  /** The path for messages. */
  String path() {
    return "/" + String.join("/", segments);
  }
}
