package dev.rayjobs.auth;

import dev.rayjobs.errors.TokenException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A place where a token may be. It is asked at each request and at each WebSocket handshake, by
 * several threads at once, so it should be cheap, safe for them, and see a token that was replaced.
 *
 * <p>Nothing ({@link Optional#empty()}) means that this place has no token and the next may be
 * tried; a {@link TokenException} means that the place is there and broken, and that nothing else
 * is tried. A client whose token the cluster has accepted once goes on with that one while the
 * place has none, is broken, or has one that the cluster refuses; it warns of that once.
 *
 * <pre>{@code
 * TokenSource vault = () -> Optional.of(Token.of(client.read("ray-token")));
 * }</pre>
 */
@FunctionalInterface
public interface TokenSource {
  /**
   * {@return the token, if this place has one now}
   *
   * @throws TokenException if the place is broken; the message names it. A client takes any other
   *     exception for the same, and does not repeat its message, which might hold the token
   */
  Optional<Token> find();

  /** {@return what messages call this place, for example {@code the variable RAY_AUTH_TOKEN}} */
  default String description() {
    return "the program's own token source";
  }

  /**
   * Asks this place, and tells how it went instead of throwing: one finding, or one for each link
   * of a chain in the order asked. Links after the one that answered are not asked. This is what a
   * client calls; unless it is overridden it calls {@link #find()} and takes whatever else that
   * throws for a place that is broken.
   *
   * @return what was found, in the order asked
   */
  default List<TokenFinding> examine() {
    try {
      return List.of(
          find()
              .map(token -> TokenFinding.found(description(), token))
              .orElseGet(() -> TokenFinding.none(description(), description() + " gave no token")));
    } catch (TokenException e) {
      return List.of(TokenFinding.broken(description(), e));
    } catch (RuntimeException e) {
      // Its message may hold anything, the token too: only the cause keeps it.
      return List.of(
          TokenFinding.broken(
              description(),
              new TokenException(description() + " failed: " + e.getClass().getName(), e)));
    }
  }

  /**
   * {@return the token, where one is wanted}
   *
   * @throws TokenException if there is none, saying why for each place asked, or if one is broken
   */
  default Token require() {
    return find()
        .orElseThrow(
            () ->
                new TokenException(
                    "No Ray token found: "
                        + examine().stream()
                            .map(TokenFinding::reason)
                            .collect(Collectors.joining("; "))
                        + "."));
  }
}
