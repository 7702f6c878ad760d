package dev.rayjobs.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rayjobs.auth.TokenFinding.Outcome;
import dev.rayjobs.errors.TokenException;
import dev.rayjobs.internal.env.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenSourcesTest {
  private final Map<String, String> variables = new HashMap<>();

  @TempDir Path folder;

  @Test
  void namesEveryPlaceAndEveryWayWhenThereIsNone() {
    variables.put("HOME", folder.toString());

    assertThat(standard().find()).isEmpty();
    assertThatThrownBy(standard()::require)
        .isInstanceOf(TokenException.class)
        .hasMessage(
            "No Ray token found: RAY_AUTH_TOKEN is not set; RAY_AUTH_TOKEN_PATH is not set;"
                + " RAY_ENABLE_K8S_TOKEN_AUTH is not set; "
                + folder.resolve(".ray/auth_token")
                + " does not exist. Give it in RAY_AUTH_TOKEN, or in a file that"
                + " RAY_AUTH_TOKEN_PATH names, or in ~/.ray/auth_token (for a cluster of your own,"
                + " `ray get-auth-token --generate` makes that file).");
  }

  @Test
  void saysWhyEachPlaceHadNone() throws IOException {
    variables.put("RAY_AUTH_TOKEN", "");
    variables.put("RAY_AUTH_TOKEN_PATH", "");
    variables.put("RAY_ENABLE_K8S_TOKEN_AUTH", "yes");
    assertThat(standard().examine())
        .extracting(TokenFinding::toString)
        .containsExactly(
            "NONE: RAY_AUTH_TOKEN is set but empty",
            "NONE: RAY_AUTH_TOKEN_PATH is set but empty",
            "NONE: RAY_ENABLE_K8S_TOKEN_AUTH is set but neither true nor 1",
            "NONE: HOME is not set, so there is no ~/.ray/auth_token to look for");

    variables.put("HOME", folder.toString());
    Path file = folder.resolve(".ray/auth_token");
    Files.createDirectories(file);
    assertThat(last().reason()).isEqualTo(file + " is a directory, not a file");
    Files.delete(file);
    Files.writeString(file, "\nabc");
    assertThat(last().reason()).isEqualTo(file + " is empty in its first line");
    Files.writeString(file, "abc");
    assertThat(last().outcome()).isEqualTo(Outcome.FOUND);
    assertThat(last().token()).contains(Token.of("abc"));
    assertThat(last().file()).contains(file);
    assertThat(last().toString()).isEqualTo("FOUND: token taken from the file " + file);
  }

  @Test
  void saysWhichPlaceWonAndAsksNoFurther() {
    variables.put("RAY_AUTH_TOKEN", "abc");

    assertThat(standard().examine())
        .extracting(TokenFinding::outcome)
        .containsExactly(Outcome.FOUND, Outcome.NOT_ASKED, Outcome.NOT_ASKED, Outcome.NOT_ASKED);
    assertThat(standard().examine().get(0).reason())
        .isEqualTo("token taken from the variable RAY_AUTH_TOKEN");
    assertThat(standard().examine().get(3).reason())
        .isEqualTo("the file ~/.ray/auth_token was not asked: an earlier place had answered");
  }

  @Test
  void aBrokenPlaceEndsTheSearchAndIsNamed() {
    variables.put("RAY_AUTH_TOKEN", " \n");
    assertThatThrownBy(standard()::find)
        .isInstanceOf(TokenException.class)
        .hasMessage(
            "RAY_AUTH_TOKEN is set but holds white space only: put the token there, or unset it");
    assertThatThrownBy(standard()::require).hasMessageStartingWith("RAY_AUTH_TOKEN is set but");
    assertThat(standard().examine())
        .extracting(TokenFinding::outcome)
        .containsExactly(Outcome.BROKEN, Outcome.NOT_ASKED, Outcome.NOT_ASKED, Outcome.NOT_ASKED);

    variables.put("RAY_AUTH_TOKEN", "s3\u00E9cret");
    assertThatThrownBy(standard()::find)
        .hasMessageStartingWith("RAY_AUTH_TOKEN holds a character outside ASCII");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/nowhere/at/all | RAY_AUTH_TOKEN_PATH names '/nowhere/at/all', which does not exist:",
        "/ | RAY_AUTH_TOKEN_PATH names '/', which is a folder by its last /",
        "/tmp | RAY_AUTH_TOKEN_PATH names '/tmp', which is a directory, not a file:",
        "~/t | which does not exist (~ is not expanded here, as it is not by Ray: write the whole",
        "no/such | which does not exist (looked for in /",
      })
  void explainsAPathThatLeadsNowhere(String path, String message) {
    variables.put("RAY_AUTH_TOKEN_PATH", path);

    assertThatThrownBy(standard()::find)
        .isInstanceOf(TokenException.class)
        .hasMessageContaining(message);
  }

  @Test
  void namesTheLocaleWhenAPathCannotBeExpressed() {
    // What a JVM under the C locale makes of UTF-8, and a character that no path holds.
    variables.put("RAY_AUTH_TOKEN_PATH", "/home/\u0000/token");
    assertThatThrownBy(standard()::find)
        .isInstanceOf(TokenException.class)
        .hasMessageContaining("RAY_AUTH_TOKEN_PATH names a file whose name cannot be used here")
        .hasMessageContaining("LC_ALL=C.UTF-8");

    variables.clear();
    variables.put("HOME", "/home/\u0000");
    assertThatThrownBy(standard()::find)
        .isInstanceOf(TokenException.class)
        .hasMessageContaining("HOME cannot be used as a path here");
  }

  @Test
  void refusesAFileWithoutEnd() {
    variables.put("RAY_AUTH_TOKEN_PATH", "/dev/zero");

    assertThatThrownBy(standard()::find)
        .isInstanceOf(TokenException.class)
        .hasMessage("/dev/zero holds a first line far too long for a token");
  }

  @Test
  void readsAFileAgainEachTime() throws IOException {
    Path file = folder.resolve("token");
    TokenSource source = TokenSources.file(file);
    assertThatThrownBy(source::find)
        .isInstanceOf(TokenException.class)
        .hasMessageStartingWith("the token file is " + file + ", which does not exist");

    Files.writeString(file, "one\n");
    assertThat(source.find()).contains(Token.of("one"));
    Files.writeString(file, "two\n");
    assertThat(source.find()).contains(Token.of("two"));
    Files.writeString(file, " ");
    assertThatThrownBy(source::find).hasMessageContaining("a file whose first line is empty");
  }

  @Test
  @Timeout(30)
  void keepsWhatAPipeGaveOnce() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Thread writer = new Thread(() -> writeTo(pipe));
    writer.start();
    variables.put("RAY_AUTH_TOKEN_PATH", pipe.toString());

    TokenSource source = standard();
    assertThat(source.find()).contains(Token.of("once"));
    assertThat(source.find()).contains(Token.of("once"));
    writer.join();
  }

  private static void writeTo(Path pipe) {
    try {
      Files.writeString(pipe, "once\n");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void takesAnExplicitToken() {
    TokenSource source = TokenSources.explicit(" abc ");

    assertThat(source.require()).isEqualTo(Token.of("abc"));
    assertThat(source.toString()).doesNotContain("abc");
    assertThatThrownBy(() -> TokenSources.explicit(" "))
        .isInstanceOf(TokenException.class)
        .hasMessage("the token given by the program is empty or white space only");
  }

  @Test
  void asksASupplierEachTime() {
    AtomicInteger calls = new AtomicInteger();
    TokenSource source = TokenSources.supplier(() -> "t" + calls.incrementAndGet(), "the vault");

    assertThat(source.find()).contains(Token.of("t1"));
    assertThat(source.find()).contains(Token.of("t2"));
  }

  @Test
  void explainsASupplierWithoutToken() {
    TokenSource none = TokenSources.supplier(() -> null, "the vault");
    assertThat(none.find()).isEmpty();
    assertThatThrownBy(none::require)
        .isInstanceOf(TokenException.class)
        .hasMessage("No Ray token found: the vault gave no token.");

    IllegalStateException cause = new IllegalStateException("refused for s3cret");
    TokenSource broken =
        TokenSources.supplier(
            () -> {
              throw cause;
            },
            "the vault");
    assertThatThrownBy(broken::find)
        .isInstanceOf(TokenException.class)
        .hasMessage("the vault failed: java.lang.IllegalStateException")
        .hasCause(cause);
    assertThatThrownBy(() -> TokenSources.supplier(() -> "", "the vault").find())
        .hasMessage("the vault is empty or white space only");
  }

  @Test
  void chainsSourcesOfAllKinds() throws IOException {
    TokenSource lambda = Optional::empty;
    TokenSource vault = TokenSources.supplier(() -> null, "the vault");
    TokenSource chain = TokenSources.chain(lambda, TokenSources.chain(vault), standard());
    assertThat(chain.find()).isEmpty();
    assertThatThrownBy(() -> TokenSources.chain(lambda, vault, standard()).require())
        .isInstanceOf(TokenException.class)
        .hasMessageStartingWith(
            "No Ray token found: the program's own token source gave no token; the vault gave no"
                + " token; RAY_AUTH_TOKEN is not set; RAY_AUTH_TOKEN_PATH is not set;");
    assertThat(chain.examine()).hasSize(6);

    variables.put("RAY_AUTH_TOKEN", "abc");
    chain = TokenSources.chain(lambda, vault, standard());
    assertThat(chain.require()).isEqualTo(Token.of("abc"));
    assertThat(TokenSources.chain(TokenSources.explicit("first"), chain).require())
        .isEqualTo(Token.of("first"));

    TokenSource broken =
        TokenSources.chain(TokenSources.file(folder), TokenSources.explicit("never"));
    assertThatThrownBy(broken::find).hasMessageContaining("which is a directory");
    assertThatThrownBy(broken::require).hasMessageContaining("which is a directory");
    assertThatThrownBy(() -> TokenSources.chain().require())
        .hasMessage("No Ray token found: no place to look.");
  }

  @Test
  void aSourceOfOnesOwnExplainsItselfToo() {
    TokenSource none = Optional::empty;
    assertThatThrownBy(none::require)
        .hasMessage("No Ray token found: the program's own token source gave no token.");
    TokenSource broken =
        () -> {
          throw new TokenException("the safe is jammed");
        };
    assertThat(broken.examine())
        .extracting(TokenFinding::toString)
        .containsExactly("BROKEN: the safe is jammed");
    assertThat(broken.examine().get(0).error()).isPresent();
  }

  @Test
  void neverPrintsTheToken() {
    variables.put("RAY_AUTH_TOKEN", "s3cret");

    assertThat(standard().examine().toString() + standard() + standard().find())
        .doesNotContain("s3cret");
  }

  @Test
  void takesVariablesFromAFunction() {
    assertThat(TokenSources.standard(name -> "of " + name).require())
        .isEqualTo(Token.of("of RAY_AUTH_TOKEN"));
  }

  private TokenSource standard() {
    return TokenSources.standard(Environment.of(variables), folder.resolve("kubernetes"));
  }

  private TokenFinding last() {
    return standard().examine().get(3);
  }
}
