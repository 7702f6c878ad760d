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
 * @param repeatable what it may be repeated after
 * @param expected the statuses that are answers and not errors
 */
record ApiCall(
    String method,
    List<String> segments,
    Map<String, String> query,
    @Nullable RequestBody body,
    Retrier.Repeatable repeatable,
    Set<Integer> expected) {

  static ApiCall get(String... segments) {
    return new ApiCall(
        "GET", List.of(segments), Map.of(), null, Retrier.Repeatable.ALWAYS, Set.of(200));
  }

  /** A call that may happen twice. */
  static ApiCall idempotent(String method, @Nullable RequestBody body, String... segments) {
    return new ApiCall(
        method, List.of(segments), Map.of(), body, Retrier.Repeatable.ALWAYS, Set.of(200));
  }

  ApiCall repeatable(Retrier.Repeatable after) {
    return new ApiCall(method, segments, query, body, after, expected);
  }

  ApiCall orStatus(int status) {
    return new ApiCall(method, segments, query, body, repeatable, Set.of(200, status));
  }

  ApiCall with(String parameter, String value) {
    Map<String, String> more = new LinkedHashMap<>(query);
    more.put(parameter, value);
    return new ApiCall(method, segments, more, body, repeatable, expected);
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
