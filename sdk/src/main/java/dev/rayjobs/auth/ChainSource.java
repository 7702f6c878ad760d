package dev.rayjobs.auth;

import dev.rayjobs.errors.TokenException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Several sources, asked in order until one answers. */
final class ChainSource implements TokenSource {
  private final List<TokenSource> links;
  private final String description;
  private final String advice;

  ChainSource(List<TokenSource> links, String description, String advice) {
    this.links = List.copyOf(links);
    this.description = description;
    this.advice = advice;
  }

  @Override
  public Optional<Token> find() {
    for (TokenSource link : links) {
      Optional<Token> token = link.find();
      if (token.isPresent()) {
        return token;
      }
    }
    return Optional.empty();
  }

  @Override
  public List<TokenFinding> examine() {
    List<TokenFinding> findings = new ArrayList<>();
    boolean answered = false;
    for (TokenSource link : links) {
      if (answered) {
        findings.add(TokenFinding.notAsked(link.description()));
        continue;
      }
      for (TokenFinding finding : link.examine()) {
        findings.add(finding);
        answered |= finding.outcome() != TokenFinding.Outcome.NONE;
      }
    }
    return findings;
  }

  @Override
  public Token require() {
    List<TokenFinding> findings = examine();
    for (TokenFinding finding : findings) {
      Optional<Token> token = finding.orThrow();
      if (token.isPresent()) {
        return token.get();
      }
    }
    String reasons = findings.stream().map(TokenFinding::reason).collect(Collectors.joining("; "));
    throw new TokenException(
        "No Ray token found: " + (reasons.isEmpty() ? "no place to look" : reasons) + "." + advice);
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public String toString() {
    return description;
  }
}
