package dev.rayjobs.internal.gcs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.fuzz.Fuzz;
import dev.rayjobs.fuzz.Legibility;
import dev.rayjobs.internal.address.ClusterAddress.Gcs;
import dev.rayjobs.internal.http.BearerToken;
import dev.rayjobs.internal.http.NoToken;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import okhttp3.Headers;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;

/** What a GCS, or a stranger in its place, may answer. */
class GcsAnswerFuzzTest {
  private static final String SECRET = "s3cr3t-t0ken";

  @Test
  void aReplyHoldsAValueOrIsNone() {
    HexFormat hex = HexFormat.of();
    Fuzz.bytes(
        "KeyValueMessages",
        List.of(
            hex.parseHex("00000000120a00120e3132372e302e302e313a38323635"),
            hex.parseHex("00000000020a00"),
            hex.parseHex("000000001b0a0508111201781a04deadbeef2108000000000000001203613a31"),
            hex.parseHex("0000000000")),
        bytes -> {
          try {
            assertThat(KeyValueMessages.valueOf(bytes).length()).isLessThan(bytes.length + 1);
          } catch (IOException e) {
            Legibility.ofLine(e);
          }
        });
  }

  @Test
  void anOutcomeIsToldInPlainWords() {
    GcsFailures failures =
        new GcsFailures(new Gcs("head", 6379, "--address"), new NoToken(true), false);
    Fuzz.texts(
        "GrpcOutcome",
        List.of(
            "0|",
            "16|InvalidAuthToken: Authentication token is missing or incorrect.",
            "14|failed%20to%20connect%3A %C3%BC " + SECRET,
            "2|" + SECRET + "%",
            "12|%0a%1b[31m",
            "5|"),
        text -> {
          int bar = text.indexOf('|');
          Headers headers =
              new Headers.Builder()
                  .add("Content-Type", "application/grpc")
                  .addUnsafeNonAscii("grpc-status", header(text.substring(0, Math.max(0, bar))))
                  .addUnsafeNonAscii("grpc-message", header(text.substring(bar + 1)))
                  .build();
          Response response =
              new Response.Builder()
                  .request(new Request.Builder().url("http://head:6379/").build())
                  .protocol(Protocol.HTTP_2)
                  .code(200)
                  .message("")
                  .headers(headers)
                  .build();
          GrpcOutcome outcome;
          try {
            outcome = GrpcOutcome.of(response, false);
          } catch (IOException e) {
            Legibility.ofLine(e);
            return;
          }
          if (!outcome.isOk()) {
            Legibility.of(
                failures.of(outcome, new BearerToken.Sendable(SECRET, "a variable")), SECRET);
          }
        });
  }

  /** As much of it as HTTP lets through. */
  private static String header(String text) {
    return text.replaceAll("[\\r\\n\\x00]", " ").strip();
  }
}
