package dev.rayjobs.internal.proxy;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code NO_PROXY} list covers, by the rules of Python's requests and then of its urllib,
 * one of which is enough: networks and addresses for IPv4 hosts; names with all below them, with or
 * without port; {@code *} alone covers all.
 */
final class NoProxy {
  private static final Pattern IPV4 =
      Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");

  private NoProxy() {}

  /**
   * Whether the host is to be asked without a proxy.
   *
   * @param host in lower case
   * @param port the port that the address names, or -1
   */
  static boolean covers(String list, String host, int port) {
    return requestsCovers(list.replace(" ", "").split(",", -1), host, port)
        || urllibCovers(list, host);
  }

  private static boolean requestsCovers(String[] entries, String host, int port) {
    Long address = ipv4(host);
    String withPort = port < 0 ? host : host + ":" + port;
    for (String entry : entries) {
      if (entry.isEmpty()) {
        continue;
      }
      boolean covered =
          address != null
              ? isInNetwork(address, entry) || host.equals(entry)
              : isOrIsBelow(host, withoutDots(entry)) || isOrIsBelow(withPort, withoutDots(entry));
      if (covered) {
        return true;
      }
    }
    return false;
  }

  private static boolean urllibCovers(String list, String host) {
    if (list.equals("*")) {
      return true;
    }
    for (String entry : list.split(",", -1)) {
      String name = entry.strip().toLowerCase(Locale.ROOT);
      if (!name.isEmpty() && isOrIsBelow(host, withoutDots(name))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOrIsBelow(String host, String name) {
    return host.equals(name) || host.endsWith("." + name);
  }

  private static String withoutDots(String entry) {
    return entry.replaceFirst("^\\.+", "");
  }

  private static boolean isInNetwork(long address, String entry) {
    int slash = entry.indexOf('/');
    if (slash < 0 || entry.indexOf('/', slash + 1) >= 0) {
      return false;
    }
    Long network = ipv4(entry.substring(0, slash));
    String bits = entry.substring(slash + 1);
    if (network == null || !bits.matches("\\d{1,2}")) {
      return false;
    }
    int length = Integer.parseInt(bits);
    if (length < 1 || length > 32) {
      return false;
    }
    long mask = 0xffffffffL << (32 - length) & 0xffffffffL;
    return (address & mask) == (network & mask);
  }

  private static @Nullable Long ipv4(String text) {
    Matcher parts = IPV4.matcher(text);
    if (!parts.matches()) {
      return null;
    }
    long value = 0;
    for (int i = 1; i <= 4; i++) {
      int part = Integer.parseInt(parts.group(i));
      if (part > 255) {
        return null;
      }
      value = value << 8 | part;
    }
    return value;
  }
}
