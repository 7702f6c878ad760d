package dev.rayjobs.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.fuzz.Fuzz;
import java.io.StringReader;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Bodies and headers of answers that are errors, or none of Ray's. */
class ErrorAnswerFuzzTest {
  static final List<String> BODIES =
      List.of(
          "Traceback (most recent call last):\n"
              + "  File \"/x/job_head.py\", line 441, in submit_job\n"
              + "RuntimeError: Request failed with status code 500: Traceback (most recent call last):\n"
              + "  File \"/x/job_agent.py\", line 50, in submit_job\n"
              + "ValueError: Job with submission_id abc already exists.\n.\n",
          "<AioRpcError of RPC that terminated with:\n\tstatus = StatusCode.UNAUTHENTICATED\n"
              + "\tdetails = \"Invalid or missing authentication token\"\n"
              + "\tdebug_error_string = \"UNAUTHENTICATED:Invalid\"\n>",
          "<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head></html>",
          "ray.exceptions.A.B.C.RaySystemError: x",
          "No available agent to submit job, please try again later.",
          "{\"result\": false, \"msg\": \"no\"}",
          "");

  @Test
  void aReasonIsFoundInNoTimeAndIsShort() {
    Fuzz.texts(
        "ServerReason",
        BODIES,
        body -> {
          String reason = ServerReason.in(body);
          assertThat(reason.length()).isLessThan(2_100);
          assertThat(reason).isEqualTo(reason.strip());
        });
  }

  @Test
  void aTimeToWaitIsNoneOrNotNegative() {
    Instant now = Instant.parse("2026-01-31T12:00:00Z");
    Fuzz.texts(
        "Retry-After",
        List.of("120", "0", "Sat, 31 Jan 2026 12:01:00 GMT", "999999999"),
        value -> {
          Duration wait = RetryAfter.parse(value, now);
          assertThat(wait == null || !wait.isNegative()).isTrue();
        });
  }

  @Test
  void lineEndsAreReadAsAWholeHoweverTheyCome() {
    Fuzz.texts(
        "UniversalNewlines",
        List.of("one\r\ntwo\rthree\n\r\r\n", "\r", "\n", ""),
        text -> {
          StringWriter read = new StringWriter();
          try (UniversalNewlines lines = new UniversalNewlines(new StringReader(text))) {
            char[] buffer = new char[1 + text.length() % 7];
            for (int count; (count = lines.read(buffer)) >= 0; ) {
              read.write(buffer, 0, count);
            }
          }
          assertThat(read).hasToString(text.replace("\r\n", "\n").replace('\r', '\n'));
        });
  }
}
