package dev.rayjobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rayjobs.auth.AuthMode;
import dev.rayjobs.auth.PlaintextTokens;
import dev.rayjobs.auth.TokenHeader;
import dev.rayjobs.errors.InvalidInputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands in the configuration file, and what must not. */
class ProfileTest {
  @TempDir private Path home;

  private Console console(Map<String, String> variables) {
    ByteArrayOutputStream nowhere = new ByteArrayOutputStream();
    return new Console(new Output(nowhere), new Output(nowhere), variables, Set.of());
  }

  private Profile read(String name) {
    return Profile.read(console(Map.of("HOME", home.toString())), name);
  }

  private Path write(String text) throws IOException {
    Path file = home.resolve(".config/rayjobs/config.yaml");
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  @Test
  void readsAWholeProfile() throws Exception {
    Path file =
        write(
            """
            profiles:
              prod:
                address: https://ray.example.com/prod
                auth:
                  mode: token
                  token_path: ~/.ray/prod_token
                  header: X-Ray-Authorization
                  plaintext: deny
                tls:
                  verify: certs/ca.pem
                  client_cert: /etc/ray/me.pem
                  client_key: ~/me.key
                metadata:
                  team: pricing
                  cost_center: "42"
            """);
    Profile prod = read("prod");

    assertThat(prod.address()).isEqualTo("https://ray.example.com/prod");
    assertThat(prod.auth())
        .isEqualTo(
            new Profile.Auth(
                AuthMode.TOKEN,
                home.resolve(".ray/prod_token"),
                TokenHeader.X_RAY_AUTHORIZATION,
                PlaintextTokens.DENY));
    assertThat(prod.tls())
        .isEqualTo(
            new Profile.Tls(
                file.resolveSibling("certs/ca.pem").toString(),
                Path.of("/etc/ray/me.pem"),
                home.resolve("me.key")));
    assertThat(prod.metadata())
        .containsExactly(Map.entry("team", "pricing"), Map.entry("cost_center", "42"));
    assertThat(prod).hasToString("profile 'prod' of " + file);
  }

  @Test
  void leavesOpenWhatAProfileDoesNotSay() throws Exception {
    write("profiles: {dev: {address: auto}, none: {}, open: {auth: {mode: disabled}}}\n");

    assertThat(read("dev").address()).isEqualTo("auto");
    assertThat(read("dev").auth()).isEqualTo(new Profile.Auth(null, null, null, null));
    assertThat(read("none").tls()).isEqualTo(new Profile.Tls(null, null, null));
    assertThat(read("none").metadata()).isEmpty();
    assertThat(read("open").auth().mode()).isEqualTo(AuthMode.DISABLED);
  }

  @Test
  void saysWhereAKeyIsThatIsNoText() throws Exception {
    write("profiles:\n  p: {~: x}\n");
    assertThatThrownBy(() -> read("p"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("'profiles.p.null' is not known here");
  }

  @Test
  void saysWhereAKeyIsAmongManyAliases() throws Exception {
    write("profiles:\n  a: &a {}\n  p: {x: [" + "*a, ".repeat(60) + "1]}\n");
    assertThatThrownBy(() -> read("p"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("line 3: 'profiles.p.x' is not known here");
  }

  @ParameterizedTest
  @CsvSource({"true, true", "false, false", "ca, .config/rayjobs/ca", "'\"1\"', .config/rayjobs/1"})
  void readsVerifyAsSwitchOrPath(String verify, String expected) throws Exception {
    write("profiles: {p: {tls: {verify: " + verify + "}}}\n");

    assertThat(read("p").tls().verify())
        .isEqualTo(expected.contains("/") ? home.resolve(expected).toString() : expected);
  }

  @Test
  void takesATokenFileForTheWishToSendIt() throws Exception {
    write("profiles: {p: {auth: {token_path: t}}}\n");

    assertThat(read("p").auth().mode()).isEqualTo(AuthMode.TOKEN);
    assertThat(read("p").auth().path()).isEqualTo(home.resolve(".config/rayjobs/t"));
  }

  @Test
  void looksIntoTheXdgFolderFirst() throws Exception {
    Path xdg = home.resolve("xdg");
    Files.createDirectories(xdg.resolve("rayjobs"));
    Files.writeString(xdg.resolve("rayjobs/config.yaml"), "profiles: {p: {address: \"h:1\"}}\n");
    write("profiles: {p: {address: \"h:2\"}}\n");

    Map<String, String> both = Map.of("HOME", home.toString(), "XDG_CONFIG_HOME", xdg.toString());
    assertThat(Profile.read(console(both), "p").address()).isEqualTo("h:1");
    Map<String, String> relative = Map.of("HOME", home.toString(), "XDG_CONFIG_HOME", "xdg");
    assertThat(Profile.read(console(relative), "p").address()).isEqualTo("h:2");
    assertThatThrownBy(() -> Profile.read(console(Map.of()), "p"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("neither XDG_CONFIG_HOME nor HOME");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "profiles:\\n  p:\\n    adress: x | line 3: 'profiles.p.adress' is not known here; did you"
            + " mean address?",
        "profile:\\n  p: {} | line 1: 'profile' is not known here; did you mean profiles?",
        "profiles:\\n  p:\\n    auth:\\n      toke_path: x | line 4: 'profiles.p.auth.toke_path'",
        "profiles:\\n  p:\\n    tls: {verfy: x} | line 3: 'profiles.p.tls.verfy' is not known",
        "profiles:\\n  p:\\n    7: x | line 3: 'profiles.p.7' is not known here. Known are: address,"
            + " auth, tls, metadata",
        "profiles:\\n  p:\\n    auth:\\n      token: abcdefgh | line 4: 'profiles.p.auth.token' is a"
            + " secret, which does not belong here",
        "profiles:\\n  p:\\n    address: http://me:s3cret@h | line 3: 'profiles.p.address' holds a"
            + " password",
        "profiles:\\n  p:\\n    auth: {mode: yes} | line 3: 'profiles.p.auth.mode' must be a text",
        "profiles:\\n  p:\\n    auth: {mode: 'on'} | must be one of token, disabled",
        "profiles:\\n  p:\\n    auth: {header: Cookie} | must be one of Authorization, X-Ray-Auth",
        "profiles:\\n  p:\\n    auth: {mode: disabled, token_path: x} | 'profiles.p.auth.token_path'"
            + " has no use where mode is disabled",
        "profiles:\\n  p:\\n    tls: {client_key: x} | needs a client_cert",
        "profiles:\\n  p:\\n    metadata: {n: 42} | 'profiles.p.metadata.n' must be a text: put it in"
            + " quotes",
        "profiles:\\n  p:\\n    metadata: {n: } | 'profiles.p.metadata.n' must be a text",
        "profiles:\\n  p:\\n    metadata: text | line 3: 'profiles.p.metadata' must be a mapping",
        "profiles:\\n  p: text | line 2: 'profiles.p' must be a mapping",
        "profiles: [p] | line 1: 'profiles' must be a mapping",
        "text | holds no mapping",
        "profiles: { | is no usable YAML",
        "profiles:\\n  q: {} | There is no profile 'p'",
        "profiles: {prod: {}, dev: {}} | There are: prod, dev",
        "'' | holds no mapping",
      })
  void refusesWhatItDoesNotKnowAndSaysWhere(String text, String words) throws Exception {
    Path file = write(text.replace("\\n", "\n"));

    assertThatThrownBy(() -> read("p"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(words)
        .hasMessageNotContaining("s3cret")
        .hasMessageNotContaining("abcdefgh");
  }

  @Test
  void saysWhereTheFileShouldBe() {
    assertThatThrownBy(() -> read("p"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("Profile 'p' is wanted")
        .hasMessageContaining("there is no configuration file " + home + "/.config/rayjobs/");
  }
}
