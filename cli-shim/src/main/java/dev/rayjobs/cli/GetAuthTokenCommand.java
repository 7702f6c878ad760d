package dev.rayjobs.cli;

import dev.rayjobs.auth.Token;
import dev.rayjobs.auth.TokenFile;
import dev.rayjobs.auth.TokenSources;
import java.util.Optional;

/** {@code ray get-auth-token}: the token alone on stdout, the rest on stderr, as in Ray. */
final class GetAuthTokenCommand implements Command {
  private final Console console;

  private final Option<Boolean> generate =
      Option.flag(
          "--generate", "Make a token in ~/.ray/auth_token, for its owner only, if there is none.");

  GetAuthTokenCommand(Console console) {
    this.console = console;
  }

  @Override
  public Syntax syntax() {
    return new Syntax("get-auth-token", "Prints the Ray token that this program would send.")
        .details(
            "From RAY_AUTH_TOKEN, from the file that RAY_AUTH_TOKEN_PATH names, or from"
                + " ~/.ray/auth_token. RAY_AUTH_MODE is not looked at.")
        .options(OptionGroup.of("If there is none", generate));
  }

  @Override
  public Integer call() {
    Optional<Token> found = TokenSources.standard().find();
    if (found.isEmpty() && !generate.given()) {
      console
          .err()
          .line(
              "Error: No authentication token found. Use ray `get-auth-token --generate` to create"
                  + " one.");
      return ExitCode.JOB_FAILED;
    }
    console.out().write(found.orElseGet(this::generated).reveal());
    // Ends the line on a terminal, and is not part of the token in a pipe.
    console.err().write("\n");
    return ExitCode.OK;
  }

  private Token generated() {
    console.err().line("Generating new authentication token...");
    TokenFile file = TokenFile.standard();
    Token token = file.generateIfMissing();
    console.err().line("Generated new authentication token and saved to " + file.path());
    return token;
  }
}
