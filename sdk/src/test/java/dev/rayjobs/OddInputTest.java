package dev.rayjobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rayjobs.errors.InvalidInputException;
import dev.rayjobs.errors.PackagingException;
import dev.rayjobs.internal.env.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the random inputs of the fuzz tests have found once. */
class OddInputTest {
  @TempDir private Path folder;

  private static JobClient.Builder client(Map<String, String> variables) {
    return JobClient.builder().environment(Environment.of(variables)).retry(RetrySettings.none());
  }

  @Test
  void messagesHoldNothingThatATerminalObeys() {
    assertThat(new InvalidInputException("a\nb\u001b[31m\ud83d \ud83d\ude00"))
        .hasMessage("a\\nb\\x1b[31m\\ud83d \ud83d\ude00");
    assertThat(new PackagingException("too large:\n  a\r")).hasMessage("too large:\n  a\\x0d");
    assertThat(new InvalidInputException("begin " + "x".repeat(100_000) + " end"))
        .message()
        .hasSizeLessThan(8_500)
        .startsWith("begin x")
        .endsWith("x end")
        .contains("x … x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://a..b:8265", "http://@TOO_LONG@.docker:8265", "a..b:6379"})
  void aHostThatCannotBeIsRefused(String address) {
    String named = address.replace("@TOO_LONG@", "x_" + "9".repeat(100));
    assertThatThrownBy(
            () -> {
              try (JobClient client = client(Map.of()).address(named).build()) {
                client.version();
              }
            })
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(named);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://proxy:313128", "//proxy://", "http://[::11111111111.]"})
  void aProxyThatCannotBeIsRefused(String proxy) {
    assertThatThrownBy(
            () -> client(Map.of("http_proxy", proxy)).address("http://ray.example:1").build())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("The proxy that http_proxy names cannot be used");
  }

  @Test
  void aFileOfCertificatesIsNotQuoted() throws IOException {
    Path file = Files.writeString(folder.resolve("ca.pem"), "-----BEGIN X-----\ns3cret\n-s3cret");
    assertThatThrownBy(
            () -> client(Map.of()).address("https://h").trustedCertificates(file).build())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("holds a damaged certificate, or none")
        .hasMessageNotContaining("s3cret")
        .hasRootCauseMessage(file + " holds a damaged certificate, or none");
  }

  @Test
  void theNameOfAHeaderIsShownUpToWhatMayBeItsValue() {
    assertThatThrownBy(() -> client(Map.of()).header("Authorization: Bearer s3cret", ""))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("'Authorization…' cannot be the name of a header");
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3/cret", "s3 cret", "s3?cret", "s3\ncret"})
  void thePasswordOfAPackageIsNotShownHoweverItIsWritten(String password) {
    RuntimeEnv env = RuntimeEnv.builder().workingDir("https://me:" + password + "@h/x.txt").build();
    assertThatThrownBy(env::normalized)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageNotContainingAny("s3", "cret");
  }
}
