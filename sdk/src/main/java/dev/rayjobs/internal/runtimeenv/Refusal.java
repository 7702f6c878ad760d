package dev.rayjobs.internal.runtimeenv;

import dev.rayjobs.errors.InvalidInputException;
import org.jspecify.annotations.Nullable;

/** How refusals read: always the field first, then what is wrong and what to do. */
final class Refusal {
  private Refusal() {}

  static InvalidInputException of(String field, String reason) {
    return new InvalidInputException("runtime_env field '" + field + "': " + reason);
  }

  static InvalidInputException of(String field, String reason, Throwable cause) {
    return new InvalidInputException("runtime_env field '" + field + "': " + reason, cause);
  }

  static InvalidInputException kind(String field, String wanted, @Nullable Object got) {
    return of(field, "must be " + wanted + ", but it is " + Kinds.of(got));
  }
}
