package dev.rayjobs.internal.http;

import org.jspecify.annotations.Nullable;

/** For tests: there is no token, wanted or not. */
public record NoToken(boolean wanted) implements BearerToken {
  @Override
  public @Nullable Sendable current() {
    return null;
  }

  @Override
  public String whyNone() {
    return "there is none";
  }
}
