package dev.rayjobs.auth;

import dev.rayjobs.errors.TokenException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The secret that a cluster with token authentication asks for. It prints as {@code ***}; its value
 * is reachable through {@link #reveal()} only. Immutable and safe for use by many threads.
 *
 * <p>A token is trimmed as Ray trims it (space, tab, line feed, carriage return, form feed,
 * vertical tab) and must be able to stand in an HTTP header: printable ASCII, with spaces and tabs
 * allowed inside, since Ray takes those too. Ray itself loads any bytes, and then either its Python
 * client fails on them or the server gets something else than was meant (a byte order mark becomes
 * part of the token); here such a token is refused, and the error names the place it came from.
 *
 * <pre>{@code
 * Token token = Token.of(vault.read("ray-token"));
 * System.out.println(token);   // ***
 * }</pre>
 */
public final class Token {
  private final String value;

  private Token(String value) {
    this.value = value;
  }

  /**
   * {@return the token that the program itself gives}
   *
   * @param text the token; white space around it is dropped
   * @throws TokenException if it is empty or cannot stand in a header
   */
  public static Token of(String text) {
    return of(text, "the token given by the program");
  }

  /**
   * {@return the token from a place that error messages shall name}
   *
   * @param text the token; white space around it is dropped
   * @param place what an error says it came from, for example {@code the variable MY_TOKEN}
   * @throws TokenException if it is empty or cannot stand in a header
   */
  public static Token of(String text, String place) {
    Token token = TokenText.parse(text, place);
    if (token == null) {
      throw new TokenException(place + " is empty or white space only");
    }
    return token;
  }

  /** A value that {@link TokenText} has trimmed and looked at. */
  static Token ofChecked(String value) {
    return new Token(value);
  }

  /** {@return the secret itself} Send it to the cluster; print it nowhere. */
  public String reveal() {
    return value;
  }

  /**
   * {@return the first four hexadecimal digits of the token's SHA-256: enough to see whether two
   * places hold the same token, far too little to find it}
   */
  public String fingerprint() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(digest, 0, 2);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Whether the other is a token of the same value; takes equal time wherever they differ. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Token that
        && MessageDigest.isEqual(
            value.getBytes(StandardCharsets.US_ASCII),
            that.value.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  /** Always {@code ***}. */
  @Override
  public String toString() {
    return "***";
  }
}
