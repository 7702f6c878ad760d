package dev.rayjobs.cli;

import dev.rayjobs.auth.AuthMode;
import dev.rayjobs.auth.PlaintextTokens;
import dev.rayjobs.auth.TokenHeader;
import dev.rayjobs.errors.InvalidInputException;
import dev.rayjobs.internal.env.Environment;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The settings for one cluster under one name, of {@code ~/.config/rayjobs/config.yaml}. It holds
 * no secrets: a token has a file of its own, which it names.
 *
 * @param name its name
 * @param file where it stands
 * @param address of the cluster, or null
 * @param auth how requests are authenticated
 * @param tls which certificates are trusted and shown
 * @param metadata for every job
 */
record Profile(
    String name,
    Path file,
    @Nullable String address,
    Auth auth,
    Tls tls,
    Map<String, String> metadata) {

  /**
   * The token's part.
   *
   * @param mode whether a token is sent; null: RAY_AUTH_MODE decides
   * @param path the token's file; null: Ray's places
   * @param header the header that it goes into, or null
   * @param plaintext whether it may go over plain http, or null
   */
  record Auth(
      @Nullable AuthMode mode,
      @Nullable Path path,
      @Nullable TokenHeader header,
      @Nullable PlaintextTokens plaintext) {
    private static Auth of(ConfigSection section, @Nullable Path home) {
      if (section.has("token")) {
        throw section.wrong(
            "token",
            "is a secret, which does not belong here: put it into a file of its own (chmod 600)"
                + " and name that as token_path");
      }
      section.only("mode", "token_path", "header", "plaintext");
      String word = section.oneOf("mode", "token", "disabled");
      Path path = section.path("token_path", home);
      if (path != null && "disabled".equals(word)) {
        throw section.wrong("token_path", "has no use where mode is disabled");
      }
      AuthMode mode =
          word == null && path == null ? null : AuthMode.parse(word == null ? "token" : word);
      String header = section.oneOf("header", "Authorization", "X-Ray-Authorization");
      String plaintext = section.oneOf("plaintext", "deny", "warn", "allow");
      return new Auth(
          mode,
          path,
          header == null
              ? null
              : TokenHeader.valueOf(header.replace('-', '_').toUpperCase(Locale.ROOT)),
          plaintext == null ? null : PlaintextTokens.parse(plaintext));
    }
  }

  /**
   * The certificates' part.
   *
   * @param verify as {@code --verify}, or null
   * @param certificate as {@code --client-cert}, or null
   * @param key as {@code --client-key}, or null
   */
  record Tls(@Nullable String verify, @Nullable Path certificate, @Nullable Path key) {
    private static Tls of(ConfigSection section, @Nullable Path home) {
      section.only("verify", "client_cert", "client_key");
      if (section.has("client_key") && !section.has("client_cert")) {
        throw section.wrong("client_key", "needs a client_cert");
      }
      Boolean check = section.flag("verify");
      Path trusted = check == null ? section.path("verify", home) : null;
      return new Tls(
          check != null ? check.toString() : trusted != null ? trusted.toString() : null,
          section.path("client_cert", home),
          section.path("client_key", home));
    }
  }

  /**
   * Reads one.
   *
   * @throws InvalidInputException if there is none of the name, or something in it is not known
   */
  static Profile read(Console console, String name) {
    Path home = Environment.of(console.environment()).home();
    Path file = file(console, home, name);
    ConfigSection profiles =
        ConfigSection.read(file, "Profile '" + name + "'").only("profiles").section("profiles");
    if (!profiles.has(name)) {
      throw new InvalidInputException(
          "There is no profile '"
              + name
              + "' in "
              + file
              + Similar.to(name, profiles.keys())
                  .map(it -> "; did you mean " + it + "? ")
                  .orElse(". ")
              + "There are: "
              + (profiles.keys().isEmpty() ? "none" : String.join(", ", profiles.keys())));
    }
    ConfigSection section = profiles.section(name).only("address", "auth", "tls", "metadata");
    return new Profile(
        name,
        file,
        address(section),
        Auth.of(section.section("auth"), home),
        Tls.of(section.section("tls"), home),
        metadata(section.section("metadata")));
  }

  private static Path file(Console console, @Nullable Path home, String name) {
    String xdg = console.variable("XDG_CONFIG_HOME");
    // The XDG specification tells to pass over a relative one.
    if (xdg != null && xdg.startsWith("/")) {
      return Path.of(xdg, "rayjobs", "config.yaml");
    }
    if (home == null) {
      throw new InvalidInputException(
          "Profile '"
              + name
              + "' is wanted, but neither XDG_CONFIG_HOME nor HOME says where profiles are");
    }
    return home.resolve(Path.of(".config", "rayjobs", "config.yaml"));
  }

  private static @Nullable String address(ConfigSection section) {
    String address = section.text("address");
    if (address != null && address.matches("[^/]*//[^/@]*@.*")) {
      throw section.wrong(
          "address",
          "holds a password, which does not belong here: give it in RAY_JOB_HEADERS, as an"
              + " Authorization header");
    }
    return address;
  }

  private static Map<String, String> metadata(ConfigSection section) {
    Map<String, String> metadata = new LinkedHashMap<>();
    for (String key : section.keys()) {
      String value = section.text(key);
      if (value == null) {
        throw section.wrong(key, "must be a text");
      }
      metadata.put(key, value);
    }
    return metadata;
  }

  /** What messages call it. */
  @Override
  public String toString() {
    return "profile '" + name + "' of " + file;
  }
}
