package dev.rayjobs.auth;

import dev.rayjobs.errors.TokenException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What came of looking for a token, in the words that the programs asked here use. */
record Answer(String words) {
  static final Answer NONE = new Answer("none");
  static final Answer BROKEN = new Answer("broken");

  /** Ray's Python cannot even read what its loader took. */
  static final Answer UNDECODABLE = new Answer("undecodable");

  static Answer found(String token) {
    byte[] bytes = token.getBytes(StandardCharsets.UTF_8);
    return new Answer("found " + Base64.getEncoder().encodeToString(bytes));
  }

  static Answer of(TokenSource source) {
    try {
      return source.find().map(token -> found(token.reveal())).orElse(NONE);
    } catch (TokenException e) {
      return BROKEN;
    }
  }

  @Override
  public String toString() {
    return words.startsWith("found ")
        ? "found "
            + new String(Base64.getDecoder().decode(words.substring(6)), StandardCharsets.UTF_8)
        : words;
  }
}
