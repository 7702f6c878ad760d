package dev.rayjobs.auth;

import dev.rayjobs.errors.TokenException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How it went when one {@link TokenSource} was asked: for messages that explain. Immutable; holds
 * the token but never prints it.
 *
 * <pre>{@code
 * TokenSources.standard().examine().forEach(finding -> System.out.println(finding.reason()));
 * // RAY_AUTH_TOKEN is not set
 * // RAY_AUTH_TOKEN_PATH is not set
 * // ...
 * }</pre>
 */
public final class TokenFinding {
  /** What came of asking. Constants may be added: have a default branch. */
  public enum Outcome {
    /** This source gave the token. */
    FOUND,
    /** This source has none; the next was tried. */
    NONE,
    /** This source is there but broken; nothing else was tried. */
    BROKEN,
    /** An earlier source had answered already. */
    NOT_ASKED
  }

  private final String source;
  private final Outcome outcome;
  private final String reason;
  private final @Nullable Token token;
  private final @Nullable Path file;
  private final @Nullable TokenException error;

  private TokenFinding(
      String source,
      Outcome outcome,
      String reason,
      @Nullable Token token,
      @Nullable Path file,
      @Nullable TokenException error) {
    this.source = source;
    this.outcome = outcome;
    this.reason = reason;
    this.token = token;
    this.file = file;
    this.error = error;
  }

  /**
   * This source gave the token.
   *
   * @param source what the source calls itself
   * @param token what it gave
   * @return the finding
   */
  public static TokenFinding found(String source, Token token) {
    return new TokenFinding(source, Outcome.FOUND, "token taken from " + source, token, null, null);
  }

  /**
   * This source gave the token that this file holds.
   *
   * @param source what the source calls itself
   * @param token what it gave
   * @param file where that stands
   * @return the finding
   */
  public static TokenFinding foundInFile(String source, Token token, Path file) {
    return new TokenFinding(source, Outcome.FOUND, "token taken from " + source, token, file, null);
  }

  /**
   * This source has no token, for this reason.
   *
   * @param source what the source calls itself
   * @param reason a clause that says why
   * @return the finding
   */
  public static TokenFinding none(String source, String reason) {
    return new TokenFinding(source, Outcome.NONE, reason, null, null, null);
  }

  /**
   * This source is broken.
   *
   * @param source what the source calls itself
   * @param error what it threw
   * @return the finding
   */
  public static TokenFinding broken(String source, TokenException error) {
    return new TokenFinding(
        source, Outcome.BROKEN, String.valueOf(error.getMessage()), null, null, error);
  }

  /**
   * This source was not asked, because an earlier one had answered.
   *
   * @param source what the source calls itself
   * @return the finding
   */
  public static TokenFinding notAsked(String source) {
    return new TokenFinding(
        source,
        Outcome.NOT_ASKED,
        source + " was not asked: an earlier place had answered",
        null,
        null,
        null);
  }

  /** {@return what the source calls itself} */
  public String source() {
    return source;
  }

  /** {@return what came of asking it} */
  public Outcome outcome() {
    return outcome;
  }

  /** {@return a clause that says why, for example {@code RAY_AUTH_TOKEN is not set}} */
  public String reason() {
    return reason;
  }

  /** {@return the token, when one was found} */
  public Optional<Token> token() {
    return Optional.ofNullable(token);
  }

  /** {@return the file that holds the token, when one was found in a file} */
  public Optional<Path> file() {
    return Optional.ofNullable(file);
  }

  /** {@return what was thrown, when the source is broken} */
  public Optional<TokenException> error() {
    return Optional.ofNullable(error);
  }

  /** The token of a source that has one; what a broken one throws. */
  Optional<Token> orThrow() {
    if (error != null) {
      throw error;
    }
    return token();
  }

  @Override
  public String toString() {
    return outcome + ": " + reason;
  }
}
