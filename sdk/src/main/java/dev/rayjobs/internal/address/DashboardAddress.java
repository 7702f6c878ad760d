package dev.rayjobs.internal.address;

import dev.rayjobs.errors.InvalidInputException;
import dev.rayjobs.internal.env.Environment;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The dashboard's URL and where it came from. Ray's order: RAY_API_SERVER_ADDRESS, then
 * RAY_ADDRESS, then what the caller named (Ray's {@code get_address_for_submission_client}).
 *
 * @param uri the URL without trailing slashes and without user and password
 * @param userInfo {@code user:password} of the URL, or null
 * @param origin where the address came from, for messages
 */
public record DashboardAddress(URI uri, @Nullable String userInfo, String origin) {
  private static final Pattern LOOPBACK =
      Pattern.compile(
          "(?:.*\\.)?localhost\\.?|127(?:\\.\\d{1,3}){3}|\\[(?:0*:)+:?0*1\\]",
          Pattern.CASE_INSENSITIVE);

  /** The address of the environment or, if it names none, the caller's. */
  public static DashboardAddress resolve(Environment environment, @Nullable String own) {
    for (String variable : new String[] {"RAY_API_SERVER_ADDRESS", "RAY_ADDRESS"}) {
      String value = environment.getNonEmpty(variable);
      if (value != null) {
        return parse(value, variable);
      }
    }
    return own == null || own.isEmpty()
        ? parse("auto", "no address was given")
        : parse(own, "the given address");
  }

  /** The caller's address, whatever the environment says. */
  public static DashboardAddress parse(String address, String origin) {
    String text = address.strip();
    int scheme = text.indexOf("://");
    if (scheme < 0) {
      throw noScheme(text, origin);
    }
    switch (text.substring(0, scheme).toLowerCase(Locale.ROOT)) {
      case "http", "https" -> {}
      case "ray" -> {
        String host = text.substring(scheme + 3).replaceFirst("[:/].*$", "");
        throw new InvalidInputException(
            "'"
                + text
                + "' ("
                + origin
                + ") is a Ray Client address, and jobs go to the dashboard: try http://"
                + host
                + ":8265");
      }
      default ->
          throw new InvalidInputException(
              "'"
                  + withoutPassword(text)
                  + "' ("
                  + origin
                  + ") is not an address of a Ray dashboard: it should look like"
                  + " http://HOST:8265 or https://HOST");
    }
    return parseUrl(text, origin);
  }

  private static DashboardAddress parseUrl(String text, String origin) {
    URI uri;
    try {
      uri = new URI(text.replaceAll("/+$", ""));
    } catch (URISyntaxException e) {
      throw malformed(text, origin);
    }
    if (uri.getHost() == null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw malformed(text, origin);
    }
    try {
      URI bare =
          new URI(
              uri.getScheme().toLowerCase(Locale.ROOT),
              null,
              uri.getHost(),
              uri.getPort(),
              uri.getPath(),
              null,
              null);
      return new DashboardAddress(bare, uri.getUserInfo(), origin);
    } catch (URISyntaxException e) {
      throw malformed(text, origin);
    }
  }

  private static InvalidInputException noScheme(String text, String origin) {
    if (text.equals("auto")) {
      return new InvalidInputException(
          "No dashboard address ("
              + origin
              + "): give one as http://HOST:8265, or set RAY_API_SERVER_ADDRESS");
    }
    return new InvalidInputException(
        "'"
            + text
            + "' ("
            + origin
            + ") has no scheme: a dashboard address looks like http://"
            + text.replaceFirst(":.*$", "")
            + ":8265");
  }

  private static InvalidInputException malformed(String text, String origin) {
    return new InvalidInputException(
        "'"
            + withoutPassword(text)
            + "' ("
            + origin
            + ") is not a usable URL: a dashboard address looks like http://HOST:8265");
  }

  /** An address, also one that cannot be used, without user, password and query. */
  public static String withoutPassword(String text) {
    return text.replaceFirst("//[^/@]*@", "//***@").replaceFirst("[?#].*", "?***");
  }

  /** Whether the connection is not encrypted. */
  public boolean isPlain() {
    return uri.getScheme().equals("http");
  }

  /** The host's name or address, an IPv6 address in brackets. */
  public String host() {
    return uri.getHost();
  }

  /** The port, also where the URL leaves it to its scheme. */
  public int port() {
    return uri.getPort() >= 0 ? uri.getPort() : isPlain() ? 80 : 443;
  }

  /**
   * Whether the host is this machine by its very name: {@code localhost}, names below it, {@code
   * 127.0.0.0/8}, {@code ::1}. Other names are not looked up: what they mean may change.
   */
  public boolean isLoopback() {
    return LOOPBACK.matcher(host()).matches();
  }

  /** The URL and where it came from; never the password. */
  @Override
  public String toString() {
    return uri + " (" + origin + ")";
  }
}
