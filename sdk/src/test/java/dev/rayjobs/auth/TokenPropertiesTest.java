package dev.rayjobs.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rayjobs.errors.TokenException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

class TokenPropertiesTest {
  private static final String WHITE = " \t\n\r\f\u000B";

  @Property
  void whatSurroundsATokenIsTrimmed(
      @ForAll("white") String before,
      @ForAll("legal") String token,
      @ForAll("white") String after) {
    assertThat(Token.of(before + token + after).reveal()).isEqualTo(token);
  }

  @Property
  void onlyTheFirstLineCounts(
      @ForAll("legal") String token, @ForAll boolean carriageReturn, @ForAll byte[] rest) {
    byte[] line = (token + (carriageReturn ? "\r\n" : "\n")).getBytes(StandardCharsets.US_ASCII);
    byte[] content = new byte[line.length + rest.length];
    System.arraycopy(line, 0, content, 0, line.length);
    System.arraycopy(rest, 0, content, line.length, rest.length);

    assertThat(TokenText.parseFirstLine(content, "a file")).isEqualTo(Token.of(token));
  }

  @Property
  void aCharacterThatNoHeaderHoldsIsRefusedAndNeverEchoed(
      @ForAll("legal") String before, @ForAll("illegal") char bad, @ForAll("legal") String after) {
    String marked = "s3cr3t" + before + bad + after + "s3cr3t";

    assertThatThrownBy(() -> Token.of(marked, "PLACE"))
        .isInstanceOf(TokenException.class)
        .message()
        .startsWith("PLACE ")
        .doesNotContain("s3cr3t")
        .matches("\\p{ASCII}*");
  }

  @Property
  void whateverIsTakenCanStandInAHeader(@ForAll byte[] content) {
    @Nullable Token token;
    try {
      token = TokenText.parseFirstLine(content, "a file");
    } catch (TokenException e) {
      return;
    }
    if (token != null) {
      assertThat(token.reveal()).matches("[!-~]([ -~\\t]*[!-~])?");
    }
  }

  @Property
  void theFingerprintIsThatOfTheTrimmedToken(
      @ForAll("legal") String token, @ForAll("white") String after) {
    assertThat(Token.of(token + after).fingerprint())
        .matches("[0-9a-f]{4}")
        .isEqualTo(Token.of(token).fingerprint());
  }

  @Provide
  Arbitrary<String> white() {
    return Arbitraries.strings().withChars(WHITE).ofMaxLength(5);
  }

  @Provide
  Arbitrary<String> legal() {
    // Inner white space is legal too; the ends are not white.
    return Arbitraries.strings()
        .withCharRange('!', '~')
        .withChars(" \t")
        .ofMinLength(1)
        .ofMaxLength(40)
        .filter(text -> text.strip().length() == text.length());
  }

  @Provide
  Arbitrary<Character> illegal() {
    return Arbitraries.chars().all().filter(c -> c != '\t' && (c < ' ' || c > '~'));
  }
}
