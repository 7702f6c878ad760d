package dev.rayjobs.auth;

import dev.rayjobs.internal.env.Environment;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether a token is to be sent, as {@code RAY_AUTH_MODE} says it. As in Ray 2.60: the value is
 * compared ignoring (ASCII) case, only {@code token} enables, and anything else, {@code " token"}
 * with a space included, means disabled. Constants may be added: have a default branch.
 *
 * <pre>{@code
 * if (AuthMode.fromEnvironment() == AuthMode.TOKEN) { ... }
 * }</pre>
 */
public enum AuthMode {
  /** No token is sent unasked. */
  DISABLED,
  /** Each request carries the token. */
  TOKEN;

  /** The variable's name: {@code RAY_AUTH_MODE}. */
  public static final String VARIABLE = "RAY_AUTH_MODE";

  // Not equalsIgnoreCase: that takes the Kelvin sign for a k.
  private static final Pattern ENABLED = Pattern.compile("token", Pattern.CASE_INSENSITIVE);

  /** {@return the mode that this process's {@code RAY_AUTH_MODE} asks for} */
  public static AuthMode fromEnvironment() {
    return parse(Environment.system().get(VARIABLE));
  }

  /**
   * {@return the mode that a value of {@code RAY_AUTH_MODE} asks for; null is a variable not set}
   *
   * @param value the value, or null
   */
  public static AuthMode parse(@Nullable String value) {
    return value != null && ENABLED.matcher(value).matches() ? TOKEN : DISABLED;
  }
}
