package dev.rayjobs.internal.http;

import dev.rayjobs.errors.AuthenticationException;
import dev.rayjobs.errors.BadRequestException;
import dev.rayjobs.errors.NotFoundException;
import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.errors.ServerException;
import dev.rayjobs.errors.UnexpectedAnswerException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Turns an error answer into the exception that says what it means. */
final class ApiErrors {
  private static final int TOO_MANY_REQUESTS = 429;

  private final String address;
  private final RefusedCredentials refused;
  private final Supplier<@Nullable String> authenticationMode;

  /**
   * Explains the answers of one address.
   *
   * @param authenticationMode asks the server for it; null means that it is not known there
   */
  ApiErrors(
      String address, RefusedCredentials refused, Supplier<@Nullable String> authenticationMode) {
    this.address = address;
    this.refused = refused;
    this.authenticationMode = authenticationMode;
  }

  RayJobsException of(
      ApiCall request, int status, String body, @Nullable String location, SentToken sent) {
    String method = request.method();
    String path = request.path();
    String reason = looksLikeHtml(body) ? "" : ServerReason.in(body);
    String call = method + " " + path + ", HTTP " + status;
    if (status == 401) {
      return new AuthenticationException(
          refused.missing(call, reason, sent, modeBehind(status, reason)),
          method,
          path,
          status,
          reason,
          body,
          false);
    }
    if (status == 403) {
      return new AuthenticationException(
          refused.rejected(call, reason, sent),
          method,
          path,
          status,
          reason,
          body,
          refused.wasGood(sent));
    }
    if (status == 404) {
      return new NotFoundException(
          (reason.isEmpty() ? "Not found" : reason) + " (" + call + ", at " + address + ")",
          method,
          path,
          status,
          reason,
          body);
    }
    if (status >= 300 && status < 400) {
      return new UnexpectedAnswerException(redirect(call, location));
    }
    if (WrongProtocol.wantsHttps(status, body)) {
      return new UnexpectedAnswerException(
          "The server at "
              + address
              + " speaks https: try "
              + WrongProtocol.with("https", address)
              + " ("
              + call
              + ")");
    }
    if (status == 413) {
      return new BadRequestException(
          "Too large for the server: "
              + reason
              + " ("
              + call
              + ", at "
              + address
              + "). Ray takes packages of up to 100 MiB; a proxy before it may take less. Leave files"
              + " out with excludes, or host the package and give its URI",
          method,
          path,
          status,
          reason,
          body);
    }
    String message =
        "Ray answered with an error: "
            + (reason.isEmpty() ? "no reason given" : reason)
            + " ("
            + call
            + ", at "
            + address
            + ")";
    return status >= 400 && status < 500 && status != TOO_MANY_REQUESTS
        ? new BadRequestException(message, method, path, status, reason, body)
        : new ServerException(message, method, path, status, reason, body);
  }

  private @Nullable String modeBehind(int status, String reason) {
    return RefusedCredentials.isUncertain(status, reason) ? authenticationMode.get() : null;
  }

  private String redirect(String call, @Nullable String location) {
    return "The server at "
        + address
        + " redirects ("
        + call
        + ") to "
        + origin(location)
        + ", which is not followed, so that no token goes astray. If that is the dashboard, give that"
        + " address";
  }

  private static String origin(@Nullable String location) {
    if (location == null) {
      return "nowhere";
    }
    try {
      URI uri = new URI(location);
      if (uri.getHost() == null) {
        return uri.getRawPath() == null ? "no server's address" : uri.getRawPath();
      }
      String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
      return uri.getScheme() + "://" + uri.getHost() + port;
    } catch (URISyntaxException | NumberFormatException e) {
      // The second for [::11111111111.], over which Java's own reader trips.
      return "a malformed address";
    }
  }

  /** The answer to a call that should exist on every Ray: so this is not Ray. */
  static UnexpectedAnswerException notRay(String address, String detail) {
    return new UnexpectedAnswerException(
        "There is no Ray dashboard at "
            + address
            + ": "
            + detail
            + ". Check host and port; Ray's dashboard listens on 8265 unless told otherwise");
  }

  static boolean looksLikeHtml(String body) {
    String start = body.stripLeading().toLowerCase(Locale.ROOT);
    return start.startsWith("<!doctype") || start.startsWith("<html");
  }
}
