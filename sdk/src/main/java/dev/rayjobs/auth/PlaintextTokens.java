package dev.rayjobs.auth;

import dev.rayjobs.errors.InvalidInputException;
import dev.rayjobs.internal.env.Environment;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whether a token may go over {@code http} to another machine, where everybody on the way can read
 * it. Addresses of this machine ({@code localhost}, {@code 127.0.0.1}, {@code ::1}) are never asked
 * about. Constants may be added: have a default branch.
 *
 * <pre>{@code
 * JobClient.builder().plaintextTokens(PlaintextTokens.DENY);
 * }</pre>
 */
public enum PlaintextTokens {
  /** Nothing is sent; the call fails with a {@link dev.rayjobs.errors.TokenException}. */
  DENY,
  /** It is sent, and once for each client a warning that names the host goes to SLF4J. */
  WARN,
  /** It is sent: for networks that are private anyway. */
  ALLOW;

  /** The variable's name: {@code RAY_AUTH_PLAINTEXT}. */
  public static final String VARIABLE = "RAY_AUTH_PLAINTEXT";

  /**
   * {@return what this process's {@code RAY_AUTH_PLAINTEXT} asks for; {@link #WARN} where it is not
   * set}
   *
   * @throws InvalidInputException if it is something else than {@code deny}, {@code warn} or {@code
   *     allow}
   */
  public static PlaintextTokens fromEnvironment() {
    return parse(Environment.system().get(VARIABLE));
  }

  /**
   * {@return what a value of {@code RAY_AUTH_PLAINTEXT} asks for; null is a variable not set}
   *
   * @param value the value, or null
   */
  public static PlaintextTokens parse(@Nullable String value) {
    if (value == null || value.isBlank()) {
      return WARN;
    }
    return switch (value.strip().toLowerCase(Locale.ROOT)) {
      case "deny" -> DENY;
      case "warn" -> WARN;
      case "allow" -> ALLOW;
      default ->
          throw new InvalidInputException(
              VARIABLE + " is '" + value + "': it should be deny, warn or allow");
    };
  }
}
