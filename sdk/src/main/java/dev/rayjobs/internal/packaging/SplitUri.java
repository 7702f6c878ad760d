package dev.rayjobs.internal.packaging;

import java.util.Locale;

/**
 * A text taken apart as Python's {@code urlparse} does it, which finds a scheme in many texts that
 * are no URI for Java.
 *
 * @param scheme in lower case; empty if there is none
 * @param authority what follows two slashes, up to the path
 * @param path without query, fragment and parameters
 */
record SplitUri(String scheme, String authority, String path) {
  static SplitUri of(String text) {
    int start = 0;
    while (start < text.length() && text.charAt(start) <= ' ') {
      start++;
    }
    String rest = text.substring(start).replaceAll("[\t\r\n]", "");
    String scheme = "";
    int colon = rest.indexOf(':');
    if (colon > 0 && rest.substring(0, colon).matches("[a-zA-Z][a-zA-Z0-9+.-]*")) {
      scheme = rest.substring(0, colon).toLowerCase(Locale.ROOT);
      rest = rest.substring(colon + 1);
    }
    String authority = "";
    if (rest.startsWith("//")) {
      int end = 2;
      while (end < rest.length() && "/?#".indexOf(rest.charAt(end)) < 0) {
        end++;
      }
      authority = rest.substring(2, end);
      rest = rest.substring(end);
      if (authority.contains("[") != authority.contains("]")) {
        throw new IllegalArgumentException(
            "Invalid IPv6 address in \"" + PackageUri.withoutSecrets(text) + "\".");
      }
    }
    String path = upTo('?', upTo('#', rest));
    if (scheme.equals("http") || scheme.equals("https")) {
      int parameters = path.indexOf(';', Math.max(0, path.lastIndexOf('/')));
      path = parameters < 0 ? path : path.substring(0, parameters);
    }
    return new SplitUri(scheme, authority, path);
  }

  private static String upTo(char end, String text) {
    int at = text.indexOf(end);
    return at < 0 ? text : text.substring(0, at);
  }
}
