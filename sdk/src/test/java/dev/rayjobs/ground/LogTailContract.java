package dev.rayjobs.ground;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.ground.RawTail.Tail;
import dev.rayjobs.testing.RayHead;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The log tail: what a dashboard must do, be it Ray's or the fake one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LogTailContract {
  private static final String LONG = "y".repeat(45_000);
  private static final String COUNT =
      IntStream.rangeClosed(1, 25).mapToObj(i -> i + "\n").collect(Collectors.joining());

  private final String run = "tail-" + UUID.randomUUID().toString().substring(0, 8);
  private final String talker = run + "-talker";
  private final String notUtf8 = run + "-not-utf8";
  private final String unpacked = run + "-unpacked";
  private final String longLine = run + "-long-line";
  private final RawDashboard ray;
  private Tail live;

  LogTailContract(RawDashboard ray) {
    this.ray = ray;
  }

  @BeforeAll
  void startJobs() throws Exception {
    ray.submit(
        talker,
        RayHead.afterRaysOwnLine(
            String.join(
                "; ",
                "printf 'begin\\n%s'".formatted(COUNT.replace("\n", "\\n")),
                "printf '%s\\n'".formatted(LONG),
                gate("half"),
                "printf 'half'",
                gate("line"),
                "printf 'line\\r'",
                gate("end"),
                "printf '\\nend\\303\\274'")),
        "");
    live = RawTail.open(ray, talker);
    ray.submit(notUtf8, "printf 'begin\\n\\377\\n'", "");
    ray.submit(longLine, RayHead.afterRaysOwnLine(ScriptedShell.LONG_LINE), "");
    ray.submit(
        unpacked,
        "true",
        ", \"runtime_env\": {\"working_dir\": \"gcs://_ray_pkg_00000000deadbeef.zip\"}");

    live.ping();
    // Each piece comes alone: the next is written when this one has been seen.
    live.awaitText(LONG + "\n");
    ray.open(run + "half");
    live.awaitText("half");
    ray.open(run + "line");
    live.awaitText("line\n");
    ray.open(run + "end");
  }

  private String gate(String name) {
    return ScriptedShell.gate(run + name);
  }

  @Test
  void followsAJobFromBeforeItsFirstLineToItsEnd() throws Exception {
    live.awaitClose();
    assertThat(live.closeCode()).isEqualTo(1000);
    assertThat(live.closeReason()).isEmpty();
    // What was half a line when it came is not joined, and a \r that came alone counts by itself.
    assertThat(ContractJobs.afterBegin(live.text())).isEqualTo(COUNT + LONG + "\nhalfline\n\nendü");
    assertThat(live.frames()).contains("half", "line\n", "\nendü");
    assertThat(live.pongs()).isZero();
    assertThat(ray.details(talker).path("status").textValue()).isEqualTo("SUCCEEDED");
  }

  @Test
  void replaysTheLogFromItsFirstByte() throws Exception {
    ray.awaitEnd(talker);
    Tail replay = RawTail.open(ray, talker).awaitClose();
    assertThat(replay.closeCode()).isEqualTo(1000);
    String logs = ray.get("/api/jobs/" + talker + "/logs").json().path("logs").textValue();
    assertThat(replay.text()).isEqualTo(logs);
    assertThat(ContractJobs.afterBegin(replay.text())).isEqualTo(COUNT + LONG + "\nhalfline\nendü");
  }

  @Test
  void sendsTenLinesOrTwentyThousandCharactersAtMost() throws Exception {
    ray.awaitEnd(talker);
    // Told again at the end, when no line can be found half written.
    Tail replay = RawTail.open(ray, talker).awaitClose();
    assertThat(replay.frames())
        .allSatisfy(
            frame -> {
              assertThat(frame.lines().count()).isBetween(1L, 10L);
              String allButTheLastLine =
                  frame.substring(0, frame.stripTrailing().lastIndexOf('\n') + 1);
              assertThat(allButTheLastLine.length()).isLessThanOrEqualTo(20_000);
            });
    assertThat(replay.frames()).anyMatch(frame -> frame.length() > 45_000);
    assertThat(replay.frames()).anyMatch(frame -> frame.lines().count() == 10);
  }

  @Test
  void saysGoodbyeAtBytesThatAreNotUtf8() throws Exception {
    ray.awaitEnd(notUtf8);
    Tail tail = RawTail.open(ray, notUtf8).awaitClose();
    assertThat(tail.closeCode()).isEqualTo(1000);
    assertThat(tail.text()).doesNotContain("begin\n");
  }

  @Test
  void saysGoodbyeAtAMessageOver4MiB() throws Exception {
    ray.awaitEnd(longLine);
    Tail tail = RawTail.open(ray, longLine).awaitClose();
    assertThat(tail.closeCode()).isEqualTo(1000);
    assertThat(tail.text()).doesNotContain("xxx");
  }

  @Test
  void saysGoodbyeAtOnceIfTheJobNeverRan() throws Exception {
    ray.awaitEnd(unpacked);
    Tail tail = RawTail.open(ray, unpacked).awaitClose();
    assertThat(tail.closeCode()).isEqualTo(1000);
    assertThat(tail.frames()).isEmpty();
  }

  @Test
  void refusesTheHandshakeAsAnyOtherRequest() throws Exception {
    assertThat(RawTail.refusal(ray, "/api/jobs/absent/logs/tail", ray.token())).isEqualTo(404);
    String path = "/api/jobs/" + talker + "/logs/tail";
    assertThat(RawTail.refusal(ray, path, "wrong")).isEqualTo(403);
    assertThat(RawTail.refusal(ray, path, "")).isEqualTo(401);
  }

  @Test
  void cannotServeClientsThatOfferCompression() throws Exception {
    ray.await(talker, Set.of("RUNNING", "SUCCEEDED"));
    RawTail.Handshake answer = RawTail.offerCompression(ray, talker);
    assertThat(answer.head()).startsWith("HTTP/1.1 101 ");
    assertThat(answer.head().toLowerCase(java.util.Locale.ROOT))
        .contains("sec-websocket-extensions: permessage-deflate\r\n");
    // One frame: close, two bytes, 1000.
    assertThat(answer.rest()).containsExactly(0x88, 0x02, 0x03, 0xe8);
  }

  @Test
  void needsAWebSocket() throws Exception {
    RawDashboard.Answer answer = ray.get("/api/jobs/" + talker + "/logs/tail");
    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.text()).isEqualTo("500: WebSocket proxy error");
  }
}
