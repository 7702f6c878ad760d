package dev.rayjobs.auth;

import dev.rayjobs.errors.TokenException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A token that the program's own code gives, anew each time. */
final class SuppliedSource extends SingleSource {
  private final Supplier<@Nullable String> supplier;

  SuppliedSource(Supplier<@Nullable String> supplier, String description) {
    super(description);
    this.supplier = supplier;
  }

  @Override
  TokenFinding look() {
    String text;
    try {
      text = supplier.get();
    } catch (TokenException e) {
      throw e;
    } catch (RuntimeException e) {
      // Its message may hold anything, the token too: only the cause keeps it.
      throw new TokenException(description() + " failed: " + e.getClass().getName(), e);
    }
    if (text == null) {
      return TokenFinding.none(description(), description() + " gave no token");
    }
    return TokenFinding.found(description(), Token.of(text, description()));
  }
}
