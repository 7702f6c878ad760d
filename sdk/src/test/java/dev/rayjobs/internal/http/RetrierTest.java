package dev.rayjobs.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rayjobs.errors.CancelledException;
import dev.rayjobs.errors.ConnectionException;
import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.errors.ServerException;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.SocketException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RetrierTest {
  private static final RayJobsException CUT = new ConnectionException("cut");
  private static final RayJobsException REFUSED =
      new ConnectionException("refused", new ConnectException());

  private long now;
  private final List<Long> waits = new ArrayList<>();
  private final List<String> heard = new ArrayList<>();

  private Retrier retrier(Duration patience, Duration firstContact) {
    return new Retrier(
        policy(patience, firstContact),
        () -> now,
        millis -> {
          waits.add(millis);
          now += Duration.ofMillis(millis).toNanos();
        });
  }

  private RetryPolicy policy(Duration patience, Duration firstContact) {
    return new RetryPolicy(
        patience,
        firstContact,
        Duration.ofMillis(200),
        Duration.ofSeconds(5),
        (attempt, failure, wait) -> heard.add(attempt + " " + failure.getMessage() + " " + wait));
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
    assertThat(patient().run(failing(6, CUT))).isEqualTo("done");

    assertThat(waits).hasSize(6);
    for (int i = 0; i < waits.size(); i++) {
      assertThat(waits.get(i)).isBetween(1L, Math.min(5_000L, 200L << i));
      assertThat(heard.get(i)).isEqualTo((i + 1) + " cut " + Duration.ofMillis(waits.get(i)));
    }
  }

  @Test
  void waitsForAnyPartOfTheTime() {
    for (int i = 0; i < 400; i++) {
      patient().run(failing(1, CUT));
    }

    assertThat(waits).anyMatch(wait -> wait < 50).anyMatch(wait -> wait > 150);
  }

  @Test
  void endsAtTheDeadlineWithTheLastFailure() {
    assertThatThrownBy(() -> patient().run(failing(Integer.MAX_VALUE, CUT))).isSameAs(CUT);

    assertThat(Duration.ofNanos(now))
        .isBetween(Duration.ofMillis(29_990), Duration.ofMillis(30_010));
  }

  /** A read time-out is longer than most are patient, and so is an upload. */
  @Test
  void repeatsWhatFailedOnlyAfterMoreThanItsTime() {
    int[] calls = {0};
    String answer =
        patient()
            .run(
                attempt -> {
                  if (calls[0]++ == 0) {
                    now += Duration.ofMinutes(2).toNanos();
                    throw CUT;
                  }
                  return "done";
                });

    assertThat(answer).isEqualTo("done");
  }

  @Test
  void givesARepetitionThatStallsNoMoreThanTheTimeThatIsLeft() {
    Duration usual = Duration.ofSeconds(20);
    List<Duration> limits = new ArrayList<>();
    Retrier retrier = retrier(Duration.ofSeconds(32), Duration.ZERO);
    assertThatThrownBy(
            () ->
                retrier.run(
                    attempt -> {
                      assertThat(attempt.limit(Duration.ZERO)).isZero();
                      Duration limit = attempt.limit(usual);
                      limits.add(limit);
                      now += limit.toNanos();
                      throw CUT;
                    }))
        .isSameAs(CUT);

    assertThat(limits).startsWith(usual, usual);
    assertThat(limits.get(2)).isBetween(Duration.ofSeconds(11), Duration.ofSeconds(12));
    assertThat(Duration.ofNanos(now)).isLessThanOrEqualTo(Duration.ofSeconds(20 + 32 + 5));
  }

  @Test
  void waitsAsLongAsTheServerAsks() {
    int[] calls = {0};
    patient()
        .run(
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
  void doesNotHurryBecauseTheServerAsksForNoWait() {
    int[] calls = {0};
    patient()
        .run(
            attempt -> {
              if (calls[0]++ < 8) {
                attempt.retryAfter(Duration.ZERO);
                throw server(503, "");
              }
              return "done";
            });

    assertThat(Duration.ofNanos(now)).isGreaterThan(Duration.ofMillis(500));
  }

  @Test
  void doesNotWaitForMoreThanTheDeadlineLeaves() {
    assertThatThrownBy(
            () ->
                patient()
                    .run(
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
    assertThat(
            Retrier.mayPass(
                server(500, "500 Internal Server Error\n\nServer got itself in trouble")))
        .isTrue();
    assertThat(Retrier.mayPass(server(500, "other"))).isFalse();
    assertThat(Retrier.mayPass(server(400, ""))).isFalse();
    assertThat(Retrier.mayPass(tls("PKIX path building failed", null))).isFalse();
    assertThat(Retrier.mayPass(tls("Unsupported or unrecognized SSL message", null))).isFalse();
    assertThat(Retrier.mayPass(tls("Connection reset", new SocketException()))).isTrue();
    assertThat(Retrier.mayPass(tls("Remote host terminated the handshake", new EOFException())))
        .isTrue();
    assertThat(Retrier.mayPass(new IllegalStateException())).isFalse();
  }

  @Test
  void waitsForAServerOnlyOnceItHasAnswered() {
    Retrier retrier = retrier(Duration.ofSeconds(30), Duration.ZERO);

    assertThatThrownBy(() -> retrier.run(failing(1, REFUSED))).isSameAs(REFUSED);
    RayJobsException tls = tls("Connection reset", new SocketException());
    assertThatThrownBy(() -> retrier.run(failing(1, tls))).isSameAs(tls);
    retrier.contacted();
    assertThat(retrier.run(failing(1, tls))).isEqualTo("done");
    assertThat(retrier.run(failing(3, REFUSED))).isEqualTo("done");
  }

  @Test
  void keepsTheInterruptOfAWaitingThread() {
    Retrier interrupted =
        new Retrier(
            policy(Duration.ofSeconds(30), Duration.ofSeconds(30)),
            () -> now,
            millis -> {
              throw new InterruptedException();
            });

    assertThatThrownBy(() -> interrupted.run(failing(1, REFUSED)))
        .isInstanceOf(CancelledException.class)
        .hasMessage("Interrupted while waiting to try again. The last failure: refused")
        .hasCause(REFUSED);
    assertThat(Thread.interrupted()).isTrue();
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

  private static ConnectionException tls(String message, @Nullable Throwable cause) {
    return new ConnectionException("tls", new SSLException(message, cause));
  }

  private static ServerException server(int status, String reason) {
    return new ServerException("m", "GET", "/x", status, reason, reason);
  }
}
