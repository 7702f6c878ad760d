package dev.rayjobs.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rayjobs.errors.TokenException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenTest {
  @Test
  void printsAsStars() {
    Token token = Token.of("s3cret");

    assertThat(token).hasToString("***");
    assertThat(token.reveal()).isEqualTo("s3cret");
  }

  @Test
  void isEqualByValue() {
    assertThat(Token.of("abc")).isEqualTo(Token.of(" abc\n")).hasSameHashCodeAs(Token.of("abc"));
    assertThat(Token.of("abc"))
        .isNotEqualTo(Token.of("abd"))
        .isNotEqualTo("abc")
        .isNotEqualTo(null);
  }

  @Test
  void fingerprintIsTheBeginningOfTheHash() {
    // printf abc | sha256sum
    assertThat(Token.of("abc").fingerprint()).isEqualTo("ba78");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t\r\n"})
  void refusesNothing(String text) {
    assertThatThrownBy(() -> Token.of(text, "the vault"))
        .isInstanceOf(TokenException.class)
        .hasMessage("the vault is empty or white space only");
  }

  @Test
  void saysWhereAndWhatCannotStandInAHeader() {
    assertThatThrownBy(() -> Token.of("s3cr\u00E9t"))
        .isInstanceOf(TokenException.class)
        .hasMessageStartingWith(
            "the token given by the program holds a character outside ASCII (at position 5 of the"
                + " token)");
    assertThatThrownBy(() -> Token.of("one\ntwo"))
        .hasMessageContaining("a line break (at position 4");
    assertThatThrownBy(() -> Token.of("one\u0000"))
        .hasMessageContaining("a control character (at position 4");
    assertThatThrownBy(() -> Token.of("one\u007F"))
        .hasMessageContaining("a control character (at position 4");
    assertThatThrownBy(() -> Token.of("\uFEFFabc")).hasMessageContaining("byte order mark");
    assertThatThrownBy(() -> Token.of("\u00A0abc")).hasMessageContaining("outside ASCII");
  }

  @Test
  void knowsUtf16Files() {
    byte[] content = "\uFEFFabc\r\n".getBytes(StandardCharsets.UTF_16LE);

    assertThatThrownBy(() -> TokenText.parseFirstLine(content, "/home/u/token"))
        .isInstanceOf(TokenException.class)
        .hasMessageStartingWith("/home/u/token is saved as UTF-16");
  }
}
