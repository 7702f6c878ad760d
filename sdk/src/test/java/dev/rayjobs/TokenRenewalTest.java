package dev.rayjobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rayjobs.auth.Token;
import dev.rayjobs.auth.TokenSource;
import dev.rayjobs.auth.TokenSources;
import dev.rayjobs.errors.AuthenticationException;
import dev.rayjobs.errors.TokenException;
import dev.rayjobs.testing.FakeJob;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;

/** What becomes of a token that is refused, or that is replaced while a client has it. */
class TokenRenewalTest extends WithSecuredDashboard {
  @Test
  void readsTheSourceAgainWhenTheTokenIsRefused() {
    AtomicInteger asked = new AtomicInteger();
    try (JobClient client =
        client(Map.of())
            .tokenSource(
                // Replaced between the first reading and the refusal.
                TokenSources.supplier(
                    () -> asked.getAndIncrement() == 0 ? "stale" : OLD, "the vault"))
            .build()) {
      assertThat(client.list()).isEmpty();
    }
    assertThat(targets()).containsExactly("/api/version", "/api/version", "/api/jobs/");
  }

  @Test
  void readsTheSourceAgainForASubmissionWhichIsSentTwiceAndHappensOnce() {
    AtomicInteger asked = new AtomicInteger();
    try (JobClient client =
        client(Map.of())
            .tokenSource(
                TokenSources.supplier(
                    () -> asked.incrementAndGet() == 2 ? "stale" : OLD, "the vault"))
            .build()) {
      client.submission("true").submit();
    }
    assertThat(dashboard.jobs()).hasSize(1);
    assertThat(targets().stream().filter("/api/jobs/"::equals)).hasSize(2);
  }

  /** A vault that is away for a moment ends nobody's wait. */
  @Test
  void goesOnWithTheAcceptedTokenWhileTheProgramsOwnSourceFails() {
    dashboard.addJob("x", Map.of("entrypoint", "true")).run();
    AtomicInteger asked = new AtomicInteger();
    IllegalStateException away = new IllegalStateException("vault away, token " + OLD);
    TokenSource vault =
        () -> {
          if (asked.getAndIncrement() > 0) {
            throw away;
          }
          return Optional.of(Token.of(OLD));
        };
    try (JobClient client = client(Map.of()).tokenSource(vault).build()) {
      CompletableFuture<JobDetails> end = client.job("x").completion();
      while (asked.get() < 4) {
        Thread.onSpinWait();
      }
      dashboard.job("x").succeed();
      assertThat(end)
          .succeedsWithin(Duration.ofSeconds(60))
          .matches(details -> details.status() == JobStatus.SUCCEEDED);
    }
    try (JobClient client = client(Map.of()).tokenSource(vault).build()) {
      assertThatThrownBy(client::version)
          .isInstanceOf(TokenException.class)
          .hasMessage("the program's own token source failed: java.lang.IllegalStateException")
          .hasCause(away);
    }
  }

  @Test
  void readsTheSourceAgainForTheTailsHandshake() {
    FakeJob job = dashboard.addJob("x", Map.of("entrypoint", "true")).run().print("hello\n");
    AtomicBoolean stale = new AtomicBoolean();
    try (JobClient client =
            client(Map.of())
                .tokenSource(
                    TokenSources.supplier(
                        () -> stale.getAndSet(false) ? "stale" : OLD, "the vault"))
                .build();
        LogStream log = client.job("x").followLogs()) {
      Iterator<String> pieces = log.iterator();
      assertThat(pieces.next()).isEqualTo("hello\n");
      // Whatever is asked for next, in the end it is the tail.
      while (targets().stream().noneMatch(target -> target.endsWith("/tail"))) {
        stale.set(true);
        // A log that is no longer short comes from the tail.
        job.print("on\n".repeat(30_000));
        assertThat(pieces.next()).contains("on\non\n");
      }
      job.succeed();
      pieces.forEachRemaining(piece -> assertThat(piece).contains("on\n"));
    }
    assertThat(stale).isFalse();
  }

  @Test
  void repeatsNothingForATokenThatIsTheSame() throws Exception {
    Path file = tokenFile("wrong");
    try (JobClient client =
        client(Map.of("RAY_AUTH_MODE", "token", "RAY_AUTH_TOKEN_PATH", file.toString())).build()) {
      assertThatThrownBy(client::list)
          .isInstanceOfSatisfying(
              AuthenticationException.class, e -> assertThat(e.acceptedBefore()).isFalse())
          .hasMessageContaining("not the one that the cluster was started with")
          .hasMessageContaining(file.toString());
    }
    assertThat(dashboard.requests()).hasSize(1);
  }

  @Test
  void repeatsOnceAndNotForEver() {
    AtomicInteger asked = new AtomicInteger();
    try (JobClient client =
        client(Map.of())
            .tokenSource(
                TokenSources.supplier(() -> "wrong" + asked.incrementAndGet(), "the vault"))
            .build()) {
      assertThatThrownBy(client::list)
          .isInstanceOf(AuthenticationException.class)
          .hasFieldOrPropertyWithValue("statusCode", 403);
    }
    assertThat(dashboard.requests()).hasSize(2);
  }

  @Test
  void tellsOfTheRefusalWhenTheSourceBreaksMeanwhile() throws Exception {
    Path file = tokenFile("wrong");
    try (JobClient client =
        client(Map.of())
            .tokenSource(TokenSources.file(file))
            .httpClient(
                new OkHttpClient.Builder()
                    .addInterceptor(
                        chain -> {
                          Files.delete(file);
                          return chain.proceed(chain.request());
                        })
                    .build())
            .build()) {
      assertThatThrownBy(client::list)
          .isInstanceOf(AuthenticationException.class)
          .hasFieldOrPropertyWithValue("statusCode", 403);
    }
  }

  /** As the guide tells to replace one: delete, make another, start the cluster anew. */
  @Test
  void goesOnWhileATokenIsReplacedBeforeTheClusterIsStartedAnew() throws Exception {
    Path file = tokenFile(OLD);
    try (CapturedLog log = new CapturedLog();
        JobClient client = client(Map.of()).tokenSource(TokenSources.file(file)).build()) {
      client.version();
      Files.delete(file);
      assertThat(client.list()).isEmpty();
      Files.writeString(file, "");
      assertThat(client.list()).isEmpty();
      tokenFile(NEW);
      assertThat(client.list()).isEmpty();
      client.submission("true").submit();
      assertThat(dashboard.jobs()).hasSize(1);
      assertThat(log.text())
          .containsOnlyOnce("Going on with the token that the cluster accepted before")
          .contains(file + ", which does not exist")
          .doesNotContain(OLD, NEW);
      dashboard.replaceCluster();
      dashboard.requireToken(NEW);
      assertThat(client.list()).isEmpty();
    }
  }

  @Test
  void saysWhichPlaceHasATokenThatTheClusterDoesNotWantYet() throws Exception {
    Path file = tokenFile(OLD);
    try (CapturedLog log = new CapturedLog();
        JobClient client = client(Map.of()).tokenSource(TokenSources.file(file)).build()) {
      client.version();
      Files.writeString(file, NEW);
      client.list();
      client.list();
      assertThat(log.text())
          .containsOnlyOnce("refuses the token that is in the file " + file)
          .doesNotContain(OLD, NEW);
    }
  }

  @Test
  void saysThatTheClusterWasStartedAnewWithNeitherToken() throws Exception {
    Path file = tokenFile(OLD);
    try (JobClient client = client(Map.of()).tokenSource(TokenSources.file(file)).build()) {
      client.version();
      Files.writeString(file, NEW);
      dashboard.requireToken("third-token");
      assertThatThrownBy(client::list)
          .isInstanceOf(AuthenticationException.class)
          .hasFieldOrPropertyWithValue("statusCode", 403)
          .hasMessageContaining("started anew with another token");
    }
    // The version; then the new one, and the old one once more.
    assertThat(dashboard.requests()).hasSize(3);
  }
}
