package dev.rayjobs.cli;

import dev.rayjobs.JobClient;
import dev.rayjobs.auth.AuthMode;
import dev.rayjobs.auth.PlaintextTokens;
import dev.rayjobs.auth.TokenSource;
import dev.rayjobs.auth.TokenSources;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The profile that was chosen, and how. {@code --profile} is a choice for this one command, and
 * wins over Ray's variables; RAY_JOB_PROFILE is one of them, and gives way to each. Where it gives
 * way with its address, its authentication and certificates are left out, too: they are for that
 * address and no other.
 */
final class ProfileChoice {
  private static final List<String> ADDRESSES = List.of("RAY_API_SERVER_ADDRESS", "RAY_ADDRESS");

  private final Profile profile;
  private final boolean byOption;
  private final Console console;

  private ProfileChoice(Profile profile, boolean byOption, Console console) {
    this.profile = profile;
    this.byOption = byOption;
    this.console = console;
  }

  /**
   * The chosen profile.
   *
   * @param option what {@code --profile} says; null: RAY_JOB_PROFILE, which is set
   */
  static ProfileChoice of(@Nullable String option, Console console) {
    String name =
        option != null
            ? option
            : String.valueOf(console.variable(ConnectionOptions.PROFILE_VARIABLE));
    return new ProfileChoice(Profile.read(console, name), option != null, console);
  }

  /**
   * Fills in what the profile says; what options say is to follow and replaces it.
   *
   * @param address what {@code --address} says, or null
   */
  void fill(JobClient.Builder builder, @Nullable String address) {
    builder.defaultMetadata(profile.metadata());
    if (profile.address() != null) {
      builder.address(profile.address(), profile.toString());
    }
    if (byOption && (profile.address() != null || address != null)) {
      builder.ownAddressWins();
    }
    boolean another =
        profile.address() != null
            && (address != null || ADDRESSES.stream().anyMatch(console::isSet));
    if (byOption || !another) {
      auth(builder, profile.auth());
      tls(builder, profile.tls());
    }
  }

  private void auth(JobClient.Builder builder, Profile.Auth auth) {
    AuthMode mode =
        auth.mode() != null && counts(AuthMode.VARIABLE)
            ? auth.mode()
            : AuthMode.parse(console.variable(AuthMode.VARIABLE));
    builder.authMode(mode);
    if (mode == AuthMode.TOKEN && auth.path() != null) {
      builder.tokenSource(source(TokenSources.file(auth.path())));
    }
    if (auth.header() != null) {
      builder.tokenHeader(auth.header());
    }
    if (auth.plaintext() != null && counts(PlaintextTokens.VARIABLE)) {
      builder.plaintextTokens(auth.plaintext());
    }
  }

  private TokenSource source(TokenSource own) {
    return byOption
        ? own
        : TokenSources.chain(TokenSources.environmentVariable(), TokenSources.pathVariable(), own);
  }

  private void tls(JobClient.Builder builder, Profile.Tls tls) {
    ConnectionOptions.trust(builder, tls.verify());
    if (tls.certificate() != null && counts("RAY_JOB_CLIENT_CERT")) {
      ConnectionOptions.show(builder, tls.certificate(), tls.key(), console);
    }
  }

  /** Whether the profile decides, and not this variable. */
  private boolean counts(String variable) {
    return byOption || !console.isSet(variable);
  }
}
