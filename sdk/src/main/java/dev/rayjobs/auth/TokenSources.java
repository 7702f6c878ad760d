package dev.rayjobs.auth;

import dev.rayjobs.internal.env.Environment;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The places that a token may come from. All sources made here are safe for use by many threads.
 *
 * <pre>{@code
 * TokenSource source =
 *     TokenSources.chain(
 *         TokenSources.supplier(() -> vault.read("ray-token"), "the vault"),
 *         TokenSources.standard());
 * }</pre>
 */
public final class TokenSources {
  /** Holds the token itself: {@code RAY_AUTH_TOKEN}. */
  public static final String TOKEN_VARIABLE = "RAY_AUTH_TOKEN";

  /** Names a file that holds the token: {@code RAY_AUTH_TOKEN_PATH}. */
  public static final String PATH_VARIABLE = "RAY_AUTH_TOKEN_PATH";

  /** Lets Kubernetes' service account token be used: {@code RAY_ENABLE_K8S_TOKEN_AUTH}. */
  public static final String KUBERNETES_VARIABLE = "RAY_ENABLE_K8S_TOKEN_AUTH";

  private static final Path KUBERNETES_TOKEN =
      Path.of("/var/run/secrets/ray.io/serviceaccount/token");

  private static final String STANDARD_ADVICE =
      " Give it in RAY_AUTH_TOKEN, or in a file that RAY_AUTH_TOKEN_PATH names, or in"
          + " ~/.ray/auth_token (for a cluster of your own, `ray get-auth-token --generate` makes"
          + " that file).";

  private TokenSources() {}

  /**
   * {@return Ray's own order, with the variables of this process: {@link #environmentVariable()},
   * {@link #pathVariable()}, {@link #kubernetes()}, {@link #defaultFile()}; the first that has a
   * token gives it, and one that is broken ends the search} Where a token is wanted and there is
   * none, {@link TokenSource#require()} names all the ways to give one.
   */
  public static TokenSource standard() {
    return standard(Environment.system(), KUBERNETES_TOKEN);
  }

  /**
   * {@return Ray's own order, with variables from elsewhere}
   *
   * @param variables the value of the variable of that name, or null if it is not set
   */
  public static TokenSource standard(Function<String, @Nullable String> variables) {
    return standard(
        Environment.reading(Objects.requireNonNull(variables, "variables")), KUBERNETES_TOKEN);
  }

  static TokenSource standard(Environment environment, Path kubernetesToken) {
    return new ChainSource(
        List.of(
            new VariableSource(environment, TOKEN_VARIABLE),
            new PathVariableSource(environment, PATH_VARIABLE),
            new KubernetesSource(environment, kubernetesToken),
            new DefaultFileSource(environment)),
        "Ray's standard places",
        STANDARD_ADVICE);
  }

  /**
   * {@return {@code RAY_AUTH_TOKEN}, trimmed} Not set or empty: none. White space only: broken,
   * since Ray looks no further either.
   */
  public static TokenSource environmentVariable() {
    return environmentVariable(TOKEN_VARIABLE);
  }

  /**
   * {@return another variable, by the rules of {@link #environmentVariable()}}
   *
   * @param name the variable's name
   */
  public static TokenSource environmentVariable(String name) {
    return new VariableSource(Environment.system(), Objects.requireNonNull(name, "name"));
  }

  /**
   * {@return the first line, trimmed, of the file that {@code RAY_AUTH_TOKEN_PATH} names} Not set
   * or empty: none. A file that is missing, a directory, unreadable or empty in its first line:
   * broken. As in Ray, {@code ~} is not expanded.
   */
  public static TokenSource pathVariable() {
    return new PathVariableSource(Environment.system(), PATH_VARIABLE);
  }

  /**
   * {@return Kubernetes' service account token in {@code
   * /var/run/secrets/ray.io/serviceaccount/token}, when {@code RAY_ENABLE_K8S_TOKEN_AUTH} is {@code
   * true} (in any case) or {@code 1}} A file that is missing or empty: none. Ray 2.52 does not know
   * the variable.
   */
  public static TokenSource kubernetes() {
    return new KubernetesSource(Environment.system(), KUBERNETES_TOKEN);
  }

  /**
   * {@return the first line, trimmed, of {@code ~/.ray/auth_token}, where {@code ~} is {@code HOME}
   * (on Windows {@code USERPROFILE})} Without that variable, and when the file is missing, a
   * directory, unreadable or empty in its first line: none, as in Ray.
   */
  public static TokenSource defaultFile() {
    return new DefaultFileSource(Environment.system());
  }

  /**
   * {@return this token and no other; for one, no {@link AuthMode} is asked}
   *
   * @param token the token
   */
  public static TokenSource explicit(Token token) {
    return explicit(Objects.requireNonNull(token, "token"), "the token given by the program");
  }

  /**
   * {@return this token and no other}
   *
   * @param token the token's text; white space around it is dropped
   * @throws dev.rayjobs.errors.TokenException if it is empty or cannot stand in a header
   */
  public static TokenSource explicit(String token) {
    return explicit(Token.of(token));
  }

  private static TokenSource explicit(Token token, String description) {
    return new SingleSource(description) {
      @Override
      TokenFinding look() {
        return TokenFinding.found(description(), token);
      }
    };
  }

  /**
   * {@return what the program's own code gives, asked at each request; null means none} What it
   * throws comes out as a {@link dev.rayjobs.errors.TokenException} with that as its cause.
   *
   * @param supplier gives the token's text; called by several threads at once
   * @param description what messages call it, for example {@code the vault}
   */
  public static TokenSource supplier(Supplier<@Nullable String> supplier, String description) {
    return new SuppliedSource(
        Objects.requireNonNull(supplier, "supplier"),
        Objects.requireNonNull(description, "description"));
  }

  /**
   * {@return the first line, trimmed, of this file, read again at each request, so that a new token
   * in it is seen} Missing, a directory, unreadable or empty in its first line: broken. A pipe is
   * read once.
   *
   * @param file where it is
   */
  public static TokenSource file(Path file) {
    return FileSource.required(
        Objects.requireNonNull(file, "file"), "the token file is " + file, "");
  }

  /**
   * {@return these sources in this order: the first that has a token gives it; one that is broken
   * ends the search} {@link TokenSource#require()} says of each why it had none.
   *
   * @param sources asked in this order
   */
  public static TokenSource chain(TokenSource... sources) {
    return chain(List.of(sources));
  }

  /**
   * As {@link #chain(TokenSource...)}.
   *
   * @param sources asked in this order
   * @return the chain
   */
  public static TokenSource chain(List<TokenSource> sources) {
    return new ChainSource(sources, "a chain of token sources", "");
  }
}
