package dev.rayjobs.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rayjobs.errors.ConnectionException;
import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.errors.ServerException;
import dev.rayjobs.internal.http.Retrier.Repeatable;
import java.net.ConnectException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetrierTest {
  private static final RayJobsException CUT = new ConnectionException("cut");
  private static final RayJobsException REFUSED =
      new ConnectionException("refused", new ConnectException());

  private long now;
  private final List<Long> waits = new ArrayList<>();

  private Retrier retrier(Duration patience, Duration firstContact) {
    return new Retrier(
        new RetryPolicy(patience, firstContact, (attempt, failure, wait) -> {}),
        () -> now,
        millis -> {
          waits.add(millis);
          now += Duration.ofMillis(millis).toNanos();
        });
  }

  private Retrier patient() {
    return retrier(Duration.ofSeconds(30), Duration.ofSeconds(30));
  }

  private static Retrier.Operation<String> failing(int times, RayJobsException failure) {
    int[] left = {times};
    return attempt -> {
      if (left[0]-- > 0) {
        throw failure;
      }
      return "done";
    };
  }

  @Test
  void repeatsWithGrowingRandomWaits() {
    assertThat(patient().run(Repeatable.ALWAYS, failing(6, CUT))).isEqualTo("done");

    assertThat(waits).hasSize(6);
    for (int i = 0; i < waits.size(); i++) {
      assertThat(waits.get(i)).isBetween(1L, Math.min(5_000L, 200L << i));
    }
  }

  @Test
  void endsAtTheDeadlineWithTheLastFailure() {
    assertThatThrownBy(() -> patient().run(Repeatable.ALWAYS, failing(Integer.MAX_VALUE, CUT)))
        .isSameAs(CUT);

    assertThat(Duration.ofNanos(now)).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(36));
  }

  @Test
  void waitsAsLongAsTheServerAsks() {
    int[] calls = {0};
    patient()
        .run(
            Repeatable.ALWAYS,
            attempt -> {
              if (calls[0]++ == 0) {
                attempt.retryAfter(Duration.ofSeconds(7));
                throw server(503, "");
              }
              return "done";
            });

    assertThat(waits).containsExactly(7_000L);
  }

  @Test
  void doesNotWaitForMoreThanTheDeadlineLeaves() {
    assertThatThrownBy(
            () ->
                patient()
                    .run(
                        Repeatable.ALWAYS,
                        attempt -> {
                          attempt.retryAfter(Duration.ofSeconds(31));
                          throw server(503, "");
                        }))
        .isInstanceOf(ServerException.class);
    assertThat(waits).isEmpty();
  }

  @Test
  void repeatsOnlyWhatMayPass() {
    assertThat(Retrier.mayPass(CUT)).isTrue();
    assertThat(Retrier.mayPass(server(502, ""))).isTrue();
    assertThat(Retrier.mayPass(server(503, ""))).isTrue();
    assertThat(Retrier.mayPass(server(504, ""))).isTrue();
    assertThat(Retrier.mayPass(server(429, ""))).isTrue();
    assertThat(Retrier.mayPass(server(500, "No available agent to submit job, please"))).isTrue();
    assertThat(Retrier.mayPass(server(500, "other"))).isFalse();
    assertThat(Retrier.mayPass(server(400, ""))).isFalse();
    assertThat(Retrier.mayPass(new ConnectionException("tls", new SSLException("x")))).isFalse();
    assertThat(Retrier.mayPass(new IllegalStateException())).isFalse();
  }

  @Test
  void repeatsWhatMustNotHappenTwiceOnlyWhereItWasNotSent() {
    assertThat(patient().run(Repeatable.IF_UNSENT, failing(2, REFUSED))).isEqualTo("done");
    assertThatThrownBy(() -> patient().run(Repeatable.IF_UNSENT, failing(1, CUT))).isSameAs(CUT);
    assertThatThrownBy(() -> patient().run(Repeatable.NEVER, failing(1, REFUSED)))
        .isSameAs(REFUSED);
  }

  @Test
  void waitsForAServerOnlyOnceItHasAnswered() {
    Retrier retrier = retrier(Duration.ofSeconds(30), Duration.ZERO);

    assertThatThrownBy(() -> retrier.run(Repeatable.ALWAYS, failing(1, REFUSED))).isSameAs(REFUSED);
    retrier.contacted();
    assertThat(retrier.run(Repeatable.ALWAYS, failing(3, REFUSED))).isEqualTo("done");
  }

  @ParameterizedTest
  @EnumSource(Repeatable.class)
  void keepsTheInterruptOfAWaitingThread(Repeatable repeatable) {
    Retrier interrupted =
        new Retrier(
            new RetryPolicy(
                Duration.ofSeconds(30), Duration.ofSeconds(30), (attempt, failure, wait) -> {}),
            () -> now,
            millis -> {
              throw new InterruptedException();
            });

    assertThatThrownBy(() -> interrupted.run(repeatable, failing(1, REFUSED))).isSameAs(REFUSED);
    assertThat(Thread.interrupted()).isEqualTo(repeatable != Repeatable.NEVER);
  }

  @Test
  void readsRetryAfterAsSecondsAndAsDate() {
    Instant now = Instant.parse("2026-11-23T10:00:00Z");

    assertThat(RetryAfter.parse("3", now)).isEqualTo(Duration.ofSeconds(3));
    assertThat(RetryAfter.parse("Mon, 23 Nov 2026 10:00:09 GMT", now))
        .isEqualTo(Duration.ofSeconds(9));
    assertThat(RetryAfter.parse("Mon, 23 Nov 2026 09:00:00 GMT", now)).isEqualTo(Duration.ZERO);
    for (@Nullable String other : new @Nullable String[] {null, "", "soon", "-1", "1e9"}) {
      assertThat(RetryAfter.parse(other, now)).isNull();
    }
  }

  private static ServerException server(int status, String reason) {
    return new ServerException("m", "GET", "/x", status, reason, reason);
  }
}
