package dev.rayjobs;

import dev.rayjobs.auth.AuthMode;
import dev.rayjobs.auth.TokenFile;
import dev.rayjobs.auth.TokenFinding;
import dev.rayjobs.auth.TokenSource;
import dev.rayjobs.auth.TokenSources;
import dev.rayjobs.errors.TokenException;
import dev.rayjobs.internal.env.Environment;
import dev.rayjobs.internal.http.BearerToken;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The token that a client sends: of the source that the program gave, else of the standard places
 * if RAY_AUTH_MODE asks for it, else none.
 */
final class ClientToken implements BearerToken {
  private final TokenSource standard;
  private final @Nullable TokenSource asked;
  private final AtomicBoolean exposureSeen = new AtomicBoolean();

  ClientToken(@Nullable TokenSource own, AuthMode mode, Environment environment) {
    this.standard = TokenSources.standard(environment::get);
    this.asked = own != null ? own : mode == AuthMode.TOKEN ? standard : null;
  }

  /** No token, whatever the environment says. */
  static ClientToken none(Environment environment) {
    return new ClientToken(null, AuthMode.DISABLED, environment);
  }

  /** Warns of nothing: somebody else tells what is found. */
  ClientToken silent() {
    exposureSeen.set(true);
    return this;
  }

  /** Where a token is, or would be, looked for. */
  TokenSource source() {
    return asked == null ? standard : asked;
  }

  @Override
  public boolean wanted() {
    return asked != null;
  }

  @Override
  public @Nullable Sendable current() {
    return asked == null ? null : found(asked).orElse(null);
  }

  @Override
  public String whyNone() {
    if (asked != null) {
      return describeAbsence(asked);
    }
    String first = "none was sent, because RAY_AUTH_MODE is not set to token. ";
    try {
      return found(standard)
          .map(
              token ->
                  first
                      + "Do: export RAY_AUTH_MODE=token (the token from "
                      + token.origin()
                      + " is sent then)")
          .orElseGet(
              () ->
                  first
                      + "Do: export RAY_AUTH_MODE=token, and put the cluster's token into"
                      + " RAY_AUTH_TOKEN, into a file that RAY_AUTH_TOKEN_PATH names, or into"
                      + " ~/.ray/auth_token");
    } catch (TokenException e) {
      return first + "Do: export RAY_AUTH_MODE=token, and mend this: " + e.getMessage();
    }
  }

  private static String describeAbsence(TokenSource source) {
    try {
      source.require();
      return "none was sent; try again";
    } catch (TokenException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private Optional<Sendable> found(TokenSource source) {
    // Asks no more places than find() does, and knows which one answered.
    for (TokenFinding finding : source.examine()) {
      if (finding.error().isPresent()) {
        throw finding.error().get();
      }
      if (finding.token().isPresent()) {
        finding.file().ifPresent(this::warnOnceIfExposed);
        return Optional.of(new Sendable(finding.token().get().reveal(), finding.source()));
      }
    }
    return Optional.empty();
  }

  private void warnOnceIfExposed(Path file) {
    // Kubernetes decides on the permissions of what it mounts there.
    if (file.startsWith("/var/run/secrets") || !exposureSeen.compareAndSet(false, true)) {
      return;
    }
    TokenFile.at(file)
        .exposure()
        .ifPresent(warning -> LoggerFactory.getLogger(JobClient.class).warn("{}", warning));
  }
}
