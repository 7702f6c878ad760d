package dev.rayjobs.testing;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/** Who may ask what: the token first, then the guard against browsers, as in Ray's dashboard. */
final class AccessRules {
  private static final Set<String> OPEN_PATHS =
      Set.of(
          "/",
          "/favicon.ico",
          "/api/authentication_mode",
          "/api/authenticate",
          "/api/healthz",
          "/api/gcs_healthz",
          "/api/local_raylet_healthz",
          "/-/healthz");
  private static final List<String> BROWSER_HEADERS =
      List.of(
          "Referer",
          "Origin",
          "Sec-Fetch-Mode",
          "Sec-Fetch-Dest",
          "Sec-Fetch-Site",
          "Sec-Fetch-User",
          "Access-Control-Request-Method",
          "Access-Control-Request-Headers");
  private static final String COOKIE = "ray-authentication-token=";
  private static final int LONGEST_HEADER = 8190;

  private final @Nullable String token;
  private final RayRules ray;

  /** {@code token} null: authentication is off. */
  AccessRules(@Nullable String token, RayRules ray) {
    this.token = token;
    this.ray = ray;
  }

  /** The answer that refuses the request; empty if it may pass. */
  Optional<MockResponse> refusal(RecordedRequest request) {
    for (int i = 0; i < request.getHeaders().size(); i++) {
      if (request.getHeaders().value(i).length() > LONGEST_HEADER) {
        return Optional.of(Answers.text(400, "Got more than 8190 bytes when reading a header"));
      }
    }
    String path = request.getUrl().encodedPath();
    if (token != null && !OPEN_PATHS.contains(path) && !path.startsWith("/static/")) {
      String given = credentials(request.getHeaders());
      if (given.isEmpty()) {
        return Optional.of(Answers.text(401, "Unauthorized: Missing authentication token"));
      }
      if (!given.equals("Bearer " + token)) {
        return Optional.of(Answers.text(403, "Forbidden: Invalid authentication token"));
      }
    }
    String method = request.getMethod();
    if (isBrowser(request) && ray.guards(method)) {
      return Optional.of(Answers.text(405, ray.guardText(method)));
    }
    return Optional.empty();
  }

  /** The first of the three places that is not empty decides, even if it is wrong. */
  private static String credentials(Headers headers) {
    for (String name : List.of("Authorization", "X-Ray-Authorization")) {
      String value = headers.get(name);
      if (value != null && !value.isEmpty()) {
        return value;
      }
    }
    return headers.values("Cookie").stream()
        .flatMap(line -> Arrays.stream(line.split(";", -1)))
        .map(String::trim)
        .filter(cookie -> cookie.startsWith(COOKIE) && cookie.length() > COOKIE.length())
        .map(cookie -> "Bearer " + cookie.substring(COOKIE.length()))
        .findFirst()
        .orElse("");
  }

  static boolean isBrowser(RecordedRequest request) {
    String agent = request.getHeaders().get("User-Agent");
    return (agent != null && agent.startsWith("Mozilla"))
        || BROWSER_HEADERS.stream().anyMatch(name -> request.getHeaders().get(name) != null);
  }
}
