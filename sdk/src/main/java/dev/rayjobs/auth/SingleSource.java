package dev.rayjobs.auth;

import dev.rayjobs.errors.TokenException;
import java.util.List;
import java.util.Optional;

/** A source that knows why it has no token, so that asking and explaining cannot disagree. */
abstract class SingleSource implements TokenSource {
  private final String description;

  SingleSource(String description) {
    this.description = description;
  }

  /** Asks the place; may throw {@link TokenException}. */
  abstract TokenFinding look();

  @Override
  public final String description() {
    return description;
  }

  @Override
  public final Optional<Token> find() {
    return look().token();
  }

  @Override
  public final List<TokenFinding> examine() {
    try {
      return List.of(look());
    } catch (TokenException e) {
      return List.of(TokenFinding.broken(description, e));
    }
  }

  @Override
  public final String toString() {
    return description;
  }
}
