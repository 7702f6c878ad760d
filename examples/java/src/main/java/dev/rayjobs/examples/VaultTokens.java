package dev.rayjobs.examples;

import dev.rayjobs.Job;
import dev.rayjobs.JobClient;
import dev.rayjobs.auth.Token;
import dev.rayjobs.auth.TokenSource;
import dev.rayjobs.errors.TokenException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A token from a secret store. The client asks at each request, so a token that was replaced is
 * taken up without a restart; the source keeps it for a while, to spare the store.
 */
public final class VaultTokens implements TokenSource {
  private static final Duration KEEP = Duration.ofMinutes(1);

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI secret;
  private @Nullable Token kept;
  private Instant keptUntil = Instant.MIN;

  /** Tokens that this URL answers with, as plain text. */
  public VaultTokens(URI secret) {
    this.secret = secret;
  }

  @Override
  public synchronized Optional<Token> find() {
    if (kept == null || Instant.now().isAfter(keptUntil)) {
      kept = Token.of(ask());
      keptUntil = Instant.now().plus(KEEP);
    }
    return Optional.of(kept);
  }

  private String ask() {
    try {
      HttpResponse<String> answer =
          http.send(HttpRequest.newBuilder(secret).build(), BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        // Never with the body, which may hold a secret.
        throw new TokenException(description() + " answered " + answer.statusCode());
      }
      return answer.body().strip();
    } catch (IOException e) {
      throw new TokenException(description() + " cannot be reached: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TokenException("interrupted while waiting for " + description(), e);
    }
  }

  @Override
  public String description() {
    return "the secret store at " + secret.getHost();
  }

  /** Arguments: the secret's URL, and a command to run. */
  public static void main(String[] arguments) {
    VaultTokens tokens = new VaultTokens(URI.create(arguments[0]));
    try (JobClient client = JobClient.builder().tokenSource(tokens).build()) {
      Job job = client.submission(arguments[1]).submit();
      System.out.println(job.submissionId() + ": " + job.await(Duration.ofMinutes(10)).status());
    }
  }
}
