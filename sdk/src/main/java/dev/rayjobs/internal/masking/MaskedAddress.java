package dev.rayjobs.internal.masking;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An address, also one that cannot be used, without user, password and query. */
public final class MaskedAddress {
  private static final Pattern SCHEME = Pattern.compile("\\s*[A-Za-z0-9+.-]*://");
  private static final Pattern QUERY = Pattern.compile("[?#].*", Pattern.DOTALL);

  private MaskedAddress() {}

  /**
   * The text as it may be shown. Rather too much is hidden than too little: a password may hold any
   * sign, where it was not encoded as it should be.
   */
  public static String of(String text) {
    Matcher scheme = SCHEME.matcher(text);
    int start = scheme.lookingAt() ? scheme.end() : 0;
    int at = text.lastIndexOf('@');
    String shown = at < start ? text : text.substring(0, start) + "***" + text.substring(at);
    return QUERY.matcher(shown).replaceFirst("?***");
  }
}
