package dev.rayjobs.internal.address;

import dev.rayjobs.errors.InvalidInputException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The dashboard's URL and where it came from.
 *
 * @param uri the URL without trailing slashes and without user and password
 * @param userInfo {@code user:password} of the URL, or null
 * @param origin where the address came from, for messages
 */
public record DashboardAddress(URI uri, @Nullable String userInfo, String origin) {
  private static final Pattern URL =
      Pattern.compile(
          "(https?)://(?:([^/@?#]*)@)?(\\[[^\\]]*]|[^\\[\\]:/@?#]+)(?::(\\d{0,5}))?(/[^?#]*)?",
          Pattern.CASE_INSENSITIVE);
  private static final int HIGHEST_PORT = 65_535;

  /**
   * Reads the URL of a dashboard.
   *
   * @throws InvalidInputException if it is none
   */
  public static DashboardAddress parse(String address, String origin) {
    Matcher parts = URL.matcher(address.strip());
    if (!parts.matches()) {
      throw malformed(address, origin);
    }
    String userInfo = parts.group(2);
    String host = parts.group(3);
    String port = parts.group(4) == null || parts.group(4).isEmpty() ? "" : ":" + parts.group(4);
    String path = parts.group(5) == null ? "" : withoutLastSlashes(parts.group(5));
    if (userInfo != null && path.indexOf('@') >= 0) {
      // A password with an @ and a / in it, and the host is not what stands before that slash.
      throw malformed(address, origin);
    }
    try {
      URI bare = new URI(parts.group(1).toLowerCase(Locale.ROOT) + "://" + host + port + path);
      // Java finds no host where it has an underscore, as names in Docker's networks may.
      if ((bare.getHost() == null && host.indexOf('_') < 0) || portOf(bare) > HIGHEST_PORT) {
        throw malformed(address, origin);
      }
      return new DashboardAddress(
          bare,
          userInfo == null ? null : new URI("http://" + userInfo + "@host").getUserInfo(),
          origin);
    } catch (URISyntaxException | NumberFormatException e) {
      // The second for [::11111111111.], over which Java's own reader trips.
      throw malformed(address, origin);
    }
  }

  private static String withoutLastSlashes(String path) {
    int end = path.length();
    while (end > 0 && path.charAt(end - 1) == '/') {
      end--;
    }
    return path.substring(0, end);
  }

  private static InvalidInputException malformed(String address, String origin) {
    return new InvalidInputException(
        new NamedAddress(address, origin)
            + " is not a usable URL: a dashboard's address looks like http://HOST:8265 or"
            + " https://HOST");
  }

  /** Whether the connection is not encrypted. */
  public boolean isPlain() {
    return uri.getScheme().equals("http");
  }

  /** The host's name or address, an IPv6 address in brackets. */
  public String host() {
    return uri.getRawAuthority().replaceFirst(":\\d*$", "");
  }

  /** The port, also where the URL leaves it to its scheme. */
  public int port() {
    int explicit = portOf(uri);
    return explicit >= 0 ? explicit : isPlain() ? 80 : 443;
  }

  private static int portOf(URI uri) {
    String authority = uri.getRawAuthority();
    int colon = authority.lastIndexOf(':');
    return colon < 0 || authority.endsWith("]")
        ? -1
        : Integer.parseInt(authority, colon + 1, authority.length(), 10);
  }

  /** Whether the host is this machine by its very name; see {@link Machine}. */
  public boolean isLoopback() {
    return Machine.isLoopback(host());
  }

  /** The URL and where it came from; never the password. */
  @Override
  public String toString() {
    return uri + " (" + origin + ")";
  }
}
