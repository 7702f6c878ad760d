package dev.rayjobs.auth;

import dev.rayjobs.errors.TokenException;
import dev.rayjobs.internal.env.Environment;

/** The token itself in an environment variable. */
final class VariableSource extends SingleSource {
  private final Environment environment;
  private final String name;

  VariableSource(Environment environment, String name) {
    super("the variable " + name);
    this.environment = environment;
    this.name = name;
  }

  @Override
  TokenFinding look() {
    String value = environment.get(name);
    if (value == null) {
      return TokenFinding.none(description(), name + " is not set");
    }
    if (value.isEmpty()) {
      return TokenFinding.none(description(), name + " is set but empty");
    }
    Token token = TokenText.parse(value, name);
    if (token == null) {
      throw new TokenException(
          name + " is set but holds white space only: put the token there, or unset it");
    }
    return TokenFinding.found(description(), token);
  }
}
