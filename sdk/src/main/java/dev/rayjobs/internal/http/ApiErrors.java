package dev.rayjobs.internal.http;

import dev.rayjobs.errors.AuthenticationMissingException;
import dev.rayjobs.errors.AuthenticationRejectedException;
import dev.rayjobs.errors.BadRequestException;
import dev.rayjobs.errors.NotFoundException;
import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.errors.ServerException;
import dev.rayjobs.errors.UnexpectedAnswerException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Turns an error answer into the exception that says what it means. */
final class ApiErrors {
  private final String address;
  private final RequestHeaders headers;

  ApiErrors(String address, RequestHeaders headers) {
    this.address = address;
    this.headers = headers;
  }

  RayJobsException of(
      String method, String path, int status, String body, @Nullable String location) {
    String reason = looksLikeHtml(body) ? "" : ServerReason.in(body);
    String call = method + " " + path + ", HTTP " + status;
    if (status == 401) {
      return new AuthenticationMissingException(
          missing(call, reason), method, path, status, reason, body);
    }
    if (status == 403) {
      return new AuthenticationRejectedException(
          rejected(call, reason), method, path, status, reason, body);
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
    return status >= 400 && status < 500
        ? new BadRequestException(message, method, path, status, reason, body)
        : new ServerException(message, method, path, status, reason, body);
  }

  private String missing(String call, String reason) {
    if (!reason.startsWith("Unauthorized: Missing authentication token")) {
      return "A server before Ray, or a server that is not Ray, wants credentials ("
          + call
          + ", at "
          + address
          + "). Give them as a header (RAY_JOB_HEADERS or headers), and check the address";
    }
    return "The cluster at " + address + " wants a token (" + call + "): " + headers.whyNoToken();
  }

  private String rejected(String call, String reason) {
    String token = headers.tokenOrigin();
    if (reason.startsWith("Forbidden: Invalid authentication token") && token != null) {
      return "The cluster at "
          + address
          + " refused the token from "
          + token
          + " ("
          + call
          + "): it is not the one that the cluster was started with. Ask for the cluster's token, and"
          + " check which source comes first: RAY_AUTH_TOKEN, RAY_AUTH_TOKEN_PATH, ~/.ray/auth_token";
    }
    return "The server at "
        + address
        + " refused the credentials ("
        + call
        + (reason.isEmpty() ? "" : ": " + reason)
        + ")";
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
        return uri.getPath();
      }
      String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
      return uri.getScheme() + "://" + uri.getHost() + port;
    } catch (URISyntaxException e) {
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
