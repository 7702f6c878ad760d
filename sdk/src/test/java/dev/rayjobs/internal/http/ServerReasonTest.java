package dev.rayjobs.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerReasonTest {
  @Test
  void takesTheLastExceptionOfNestedTracebacks() {
    String body =
        """
        Traceback (most recent call last):
          File "/x/ray/dashboard/modules/job/job_head.py", line 441, in submit_job
            resp = await job_agent_client.submit_job_internal(submit_request)
          File "/x/ray/dashboard/modules/job/job_head.py", line 74, in _raise_error
            raise RuntimeError(f"Request failed with status code {status}: {error_text}.")
        RuntimeError: Request failed with status code 500: Traceback (most recent call last):
          File "/x/ray/dashboard/modules/job/job_agent.py", line 50, in submit_job
            submission_id = await self.get_job_manager().submit_job(
        ValueError: Job with submission_id abc already exists. Please use a different submission_id.
        .
        """;

    assertThat(ServerReason.in(body))
        .isEqualTo(
            "Job with submission_id abc already exists. Please use a different submission_id.");
  }

  @Test
  void keepsAllLinesOfAMessage() {
    String body = "Traceback (most recent call last):\n  File \"a\"\nValueError: one\ntwo\n";

    assertThat(ServerReason.in(body)).isEqualTo("one\ntwo");
  }

  @Test
  void takesAPlainBodyAsItIs() {
    assertThat(ServerReason.in("No available agent to submit job, please try again later."))
        .isEqualTo("No available agent to submit job, please try again later.");
  }

  @Test
  void unwrapsWhatTheDashboardWrapsWithoutTraceback() {
    assertThat(
            ServerReason.in(
                "Traceback (most recent call last):\n"
                    + "RuntimeError: Request failed with status code 413: Maximum request body size"
                    + " 1048576 exceeded, actual body size 2000000."))
        .isEqualTo("Maximum request body size 1048576 exceeded, actual body size 2000000.");
  }

  @Test
  void takesTheDetailsOfAFailedCallBetweenRaysOwnServers() {
    assertThat(
            ServerReason.in(
                "<AioRpcError of RPC that terminated with:\n"
                    + "\tstatus = StatusCode.UNAUTHENTICATED\n"
                    + "\tdetails = \"Invalid or missing authentication token\"\n"
                    + "\tdebug_error_string = \"UNAUTHENTICATED:Invalid\"\n>"))
        .isEqualTo("Invalid or missing authentication token");
  }

  @Test
  void boundsTheReason() {
    assertThat(ServerReason.in("x".repeat(100_000))).hasSizeLessThan(2_100);
  }

  @Test
  void isFoundInNoTimeInABodyThatIsMadeForTheContrary() {
    for (String body :
        List.of(
            "x" + "\n".repeat(60_000) + "x",
            "a." + "A.".repeat(30_000) + "b: c",
            "<AioRpcError of RPC" + "\n details = \"".repeat(5_000))) {
      assertTimeoutPreemptively(
          Duration.ofSeconds(60), () -> assertThat(ServerReason.in(body)).isNotEmpty());
    }
    assertThat(ServerReason.in("ValueError: no." + "\n".repeat(60_000) + ".")).isEqualTo("no.");
  }

  @Test
  void isEmptyForAnEmptyBody() {
    assertThat(ServerReason.in("")).isEmpty();
  }
}
