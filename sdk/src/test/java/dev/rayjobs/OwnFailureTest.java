package dev.rayjobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rayjobs.errors.ApiException;
import dev.rayjobs.errors.AuthenticationException;
import dev.rayjobs.errors.BadRequestException;
import dev.rayjobs.errors.CancelledException;
import dev.rayjobs.errors.CircuitOpenException;
import dev.rayjobs.errors.ConnectionException;
import dev.rayjobs.errors.InvalidInputException;
import dev.rayjobs.errors.JobLostException;
import dev.rayjobs.errors.LogIncompleteException;
import dev.rayjobs.errors.NotFoundException;
import dev.rayjobs.errors.PackagingException;
import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.errors.ServerException;
import dev.rayjobs.errors.StillPendingException;
import dev.rayjobs.errors.TimedOutException;
import dev.rayjobs.errors.TokenException;
import dev.rayjobs.errors.UnexpectedAnswerException;
import dev.rayjobs.internal.env.Environment;
import dev.rayjobs.testing.FakeDashboard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever waits gets an error that says where they waited, not only where it was found out. */
class OwnFailureTest {
  /** Nobody who waits for a job is told of these by the thread that asks for it. */
  private static final Set<Class<?>> NEVER_SHARED =
      Set.of(
          RayJobsException.class,
          InvalidInputException.class,
          PackagingException.class,
          LogIncompleteException.class,
          TimedOutException.class,
          StillPendingException.class);

  static Stream<RayJobsException> shared() {
    return Stream.of(
        new ApiException("m", "GET", "/p", 418, "r", "b"),
        new AuthenticationException("m", "GET", "/p", 403, "r", "b", true),
        new BadRequestException("m", "GET", "/p", 400, "r", "b"),
        new NotFoundException("m", "GET", "/p", 404, "r", "b"),
        new ServerException("m", "GET", "/p", 500, "r", "b"),
        new CancelledException("m"),
        new ConnectionException("m", new IOException("reset")),
        new CircuitOpenException("m", Instant.EPOCH),
        new JobLostException("m"),
        new TokenException("m", new IOException("no file")),
        new UnexpectedAnswerException("m"));
  }

  @ParameterizedTest
  @MethodSource("shared")
  void saysTheSameFromHere(RayJobsException shared) {
    RayJobsException own = OwnFailure.of(shared);
    assertThat(own)
        .isNotSameAs(shared)
        .hasSameClassAs(shared)
        .hasCause(shared)
        .usingRecursiveComparison()
        .ignoringFields("stackTrace", "cause", "suppressedExceptions", "localizedMessage")
        .isEqualTo(shared);
  }

  @Test
  void knowsEveryTypeThatThereIs() throws IOException {
    TreeSet<String> known = new TreeSet<>();
    Stream.concat(shared().map(RayJobsException::getClass), NEVER_SHARED.stream())
        .forEach(type -> known.add(type.getSimpleName() + ".class"));
    try (Stream<Path> classes = Files.list(Path.of("target/classes/dev/rayjobs/errors"))) {
      assertThat(
              classes
                  .map(file -> file.getFileName().toString())
                  .filter(name -> name.endsWith("Exception.class")))
          .containsExactlyInAnyOrderElementsOf(known);
    }
  }

  @Test
  void eachOfSeveralWaitersHasItsOwn() {
    try (FakeDashboard dashboard = FakeDashboard.start();
        JobClient client =
            JobClient.builder()
                .environment(Environment.of(Map.of()))
                .address(dashboard.address())
                .build()) {
      dashboard.addJob("j", Map.of("entrypoint", "x")).run();
      Job job = client.job("j");
      List<CompletableFuture<Void>> waiters = new ArrayList<>();
      List<RayJobsException> failures = new CopyOnWriteArrayList<>();
      for (int i = 0; i < 3; i++) {
        waiters.add(
            CompletableFuture.runAsync(
                () ->
                    assertThatThrownBy(() -> job.await(Duration.ofMinutes(1)))
                        .isInstanceOfSatisfying(AuthenticationException.class, failures::add),
                task -> new Thread(task, "waiter").start()));
      }
      dashboard.requireToken("another");
      CompletableFuture.allOf(waiters.toArray(CompletableFuture[]::new)).join();
      assertThat(failures)
          .hasSize(3)
          .doesNotHaveDuplicates()
          .allSatisfy(
              failure ->
                  assertThat(failure.getStackTrace())
                      .anyMatch(
                          frame -> frame.getClassName().startsWith(OwnFailureTest.class.getName()))
                      .noneMatch(frame -> frame.getClassName().contains("internal.http")));
    }
  }
}
