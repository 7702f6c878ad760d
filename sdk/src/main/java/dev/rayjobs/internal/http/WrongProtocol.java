package dev.rayjobs.internal.http;

import dev.rayjobs.internal.address.DashboardAddress;
import java.io.IOException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Whether a server speaks another protocol than its address says, and what to write instead. */
final class WrongProtocol {
  private static final int RAY_CLIENT_PORT = 10_001;

  /** What nginx, Apache and Go say, with status 400. */
  private static final Pattern WANTS_HTTPS =
      Pattern.compile("to (?:an )?HTTPS (?:port|server)|SSL-enabled server port");

  private WrongProtocol() {}

  /**
   * Looks into a connection that broke.
   *
   * @return what the server does instead, as the end of a sentence, and what to do; null if it is
   *     not the protocol
   */
  static @Nullable String behind(IOException broken, DashboardAddress address) {
    if (broken instanceof SSLException) {
      return String.valueOf(broken.getMessage()).contains("Unsupported or unrecognized SSL message")
          ? "does not speak TLS: try " + with("http", address.uri().toString())
          : null;
    }
    if (!address.isPlain()) {
      return null;
    }
    return switch (SpokenProtocol.at(address.host(), address.port())) {
      case TLS -> "speaks TLS: try " + with("https", address.uri().toString());
      case HTTP_2 -> grpc(address);
      case HTTP, UNKNOWN -> null;
    };
  }

  static String grpc(DashboardAddress address) {
    String likely = "The dashboard is most likely at http://" + address.host() + ":8265";
    if (address.port() == RAY_CLIENT_PORT) {
      return "speaks gRPC: " + RAY_CLIENT_PORT + " is the port of Ray Client. " + likely;
    }
    return "speaks gRPC, as Ray's GCS does (on 6379 unless told otherwise). "
        + likely
        + "; or leave the scheme away, "
        + address.host()
        + ":"
        + address.port()
        + ", and the GCS is asked for it";
  }

  /** Whether an error answer says that the server speaks https only. */
  static boolean wantsHttps(int status, String body) {
    return status == 400 && WANTS_HTTPS.matcher(body).find();
  }

  /** The URL with another scheme. */
  static String with(String scheme, String url) {
    return scheme + url.substring(url.indexOf(':'));
  }
}
