package dev.rayjobs.internal.address;

import dev.rayjobs.errors.InvalidInputException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tells by an address's form what it names. */
public final class AddressReader {
  private static final Set<String> THIS_MACHINE = Set.of("auto", "local");
  private static final Pattern HOST_AND_PORT =
      Pattern.compile("([^\\s\\[\\]:/@?#]+|\\[[0-9A-Fa-f:.]+])(?::(\\d{1,5}))?");

  private AddressReader() {}

  /**
   * Reads an address.
   *
   * @throws InvalidInputException if it has no usable form, or is a Ray Client address
   */
  public static ClusterAddress read(NamedAddress named) {
    String text = named.text().strip();
    if (named.isNone()) {
      return new ClusterAddress.ThisMachine(named.origin());
    }
    if (THIS_MACHINE.contains(text)) {
      return new ClusterAddress.ThisMachine(named.origin() + " is '" + text + "'");
    }
    int colon = text.indexOf("://");
    if (colon < 0) {
      return gcs(text, named);
    }
    String scheme = text.substring(0, colon);
    String rest = text.substring(colon + 3);
    return switch (scheme.toLowerCase(Locale.ROOT)) {
      case "http", "https" ->
          new ClusterAddress.Dashboard(DashboardAddress.parse(text, named.origin()));
      case "ray" -> throw rayClient(rest, named);
      default -> new ClusterAddress.Foreign(scheme, rest, named.origin());
    };
  }

  /** Reads {@code HOST:PORT} of a GCS; null if it is none. */
  public static ClusterAddress.@Nullable Gcs readGcs(String text, String origin) {
    Matcher parts = HOST_AND_PORT.matcher(text);
    if (!parts.matches() || parts.group(2) == null) {
      return null;
    }
    int port = Integer.parseInt(parts.group(2));
    return port < 1 || port > 65_535 ? null : new ClusterAddress.Gcs(parts.group(1), port, origin);
  }

  private static ClusterAddress gcs(String text, NamedAddress named) {
    ClusterAddress.Gcs gcs = readGcs(text, named.origin());
    if (gcs == null) {
      throw new InvalidInputException(
          named
              + " is no address of a Ray cluster: that of its dashboard looks like "
              + likelyDashboard(text)
              + ", that of its GCS like HOST:6379");
    }
    return gcs;
  }

  private static InvalidInputException rayClient(String rest, NamedAddress named) {
    return new InvalidInputException(
        named
            + " is a Ray Client address, for Python's ray.init(); jobs go to the dashboard, which"
            + " is most likely at "
            + likelyDashboard(rest));
  }

  /** The dashboard's address on the host that the text begins with. */
  private static String likelyDashboard(String text) {
    Matcher host = HOST_AND_PORT.matcher(text);
    return "http://" + (host.lookingAt() ? host.group(1) : "HOST") + ":8265";
  }
}
