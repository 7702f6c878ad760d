package dev.rayjobs.internal.runtimeenv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.rayjobs.RuntimeEnv;
import dev.rayjobs.internal.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.StringLength;

class RedactionProperties {
  private static final String SECRET = "hunter2";

  @Property(tries = 100)
  void valuesOfVariablesAreNeverShown(@ForAll Map<String, @NotEmpty String> variables) {
    variables.replaceAll((name, value) -> SECRET + value);
    RuntimeEnv env = RuntimeEnv.builder().envVars(variables).build();

    Map<String, ?> shown = Json.parseObject(env.toString());

    if (!variables.isEmpty()) {
      assertThat((Map<?, ?>) shown.get("env_vars"))
          .hasSameSizeAs(variables)
          .allSatisfy((name, value) -> assertThat(value).isEqualTo(Redaction.PLACEHOLDER));
    }
    assertThat(env.envVars()).isEqualTo(variables);
  }

  @Property(tries = 100)
  void userAndPasswordOfUrisAreNeverShown(
      @ForAll @AlphaChars @StringLength(max = 8) String before,
      @ForAll @AlphaChars @StringLength(max = 8) String user,
      @ForAll @AlphaChars @StringLength(min = 1, max = 8) String host) {
    for (String uri :
        List.of(
            before + " https://" + user + ":" + SECRET + "@" + host + "/x.zip",
            before + " git+ssh://" + SECRET + "@" + host + ":22/x",
            before + " s3://" + host + "/x.zip?X-Amz-Signature=" + SECRET + "&a=b")) {
      assertThat(Redaction.text(uri)).doesNotContain(SECRET).startsWith(before).contains(host);
    }
  }

  @Property(tries = 100)
  void textWithoutCredentialsStaysAsItIs(@ForAll @AlphaChars String text) {
    for (String plain : List.of(text, "https://" + text + "/x.zip", text + "==1.0", "./" + text)) {
      assertThat(Redaction.text(plain)).isEqualTo(plain);
    }
  }

  @Property(tries = 100)
  void whatJsonHoldsComesBackTheSame(@ForAll Map<String, List<String>> fields) {
    RuntimeEnv env = RuntimeEnv.fromMap(fields);
    assertThat(RuntimeEnv.fromJson(Json.write(env.toMap()))).isEqualTo(env);
  }

  @Example
  void aLongWordIsReadInNoTime() {
    for (String part : List.of("n", "w.", "token", "--", "+-", "://", "x://y", "@", "?")) {
      String word = part.repeat(200_000);
      assertTimeoutPreemptively(
          Duration.ofSeconds(60), () -> assertThat(Redaction.text(word)).isEqualTo(word));
    }
    assertThat(
            Redaction.text("+https://me:" + SECRET + "@h my.token=" + SECRET + " -a_key_secret:x"))
        .isEqualTo("+https://<redacted>@h my.token=<redacted> -a_key_secret:<redacted>");
  }

  @Example
  void optionsOfACommandLineKeepTheirNamesOnly() {
    assertThat(Redaction.text("python x.py --db-password " + SECRET + " --rows 5 --token"))
        .isEqualTo("python x.py --db-password <redacted> --rows 5 --token");
    assertThat(Redaction.text("x --token 'a " + SECRET + "'b -token \"" + SECRET + " c\" d"))
        .isEqualTo("x --token <redacted> -token <redacted> d");
    assertThat(Redaction.text("x --use-token --rows 5 --tokenize=no a.token b"))
        .isEqualTo("x --use-token --rows 5 --tokenize=<redacted> a.token b");
    String quotes = "''".repeat(500_000);
    assertThat(Redaction.text("x --token " + quotes)).startsWith("x --token <redacted>");
  }
}
