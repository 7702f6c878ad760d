package dev.rayjobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.auth.AuthMode;
import dev.rayjobs.auth.TokenSources;
import dev.rayjobs.errors.ApiException;
import dev.rayjobs.errors.InvalidInputException;
import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.fuzz.Fuzz;
import dev.rayjobs.fuzz.Legibility;
import dev.rayjobs.internal.env.Environment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every call, answered with what is nearly what Ray says; no network in between. */
class ServerAnswerFuzzTest {
  private static final String SECRET = "s3cr3t-t0ken";
  private static final byte[] VERSION =
      utf8(
          "{\"version\": \"4\", \"ray_version\": \"2.60.0\", \"ray_commit\": \"abc\","
              + " \"session_name\": \"session_2026-01-31_12-00-00_1_2\"}");
  private static final byte[] JOB =
      utf8(
          "{\"type\": \"SUBMISSION\", \"job_id\": \"02000000\", \"submission_id\": \"raysubmit_x\","
              + " \"driver_info\": {\"id\": \"02000000\", \"node_ip_address\": \"127.0.0.1\", \"pid\": \"17\"},"
              + " \"status\": \"FAILED\", \"entrypoint\": \"python x.py\", \"message\": \"exit code 3\\n\","
              + " \"error_type\": \"JOB_ENTRYPOINT_COMMAND_ERROR\", \"start_time\": 1763000000000,"
              + " \"end_time\": 1763000001000, \"metadata\": {\"a\": \"b\"},"
              + " \"runtime_env\": {\"env_vars\": {\"A\": \"b\"}}, \"driver_agent_http_address\": \"http://h:1\","
              + " \"driver_node_id\": \"abc\", \"driver_exit_code\": 3}");

  private volatile int status = 200;
  private volatile Map<String, String> headers = Map.of();
  private volatile byte[] body = new byte[0];
  private final OkHttpClient answering = new OkHttpClient();
  private final JobClient client =
      JobClient.builder()
          .address("http://127.0.0.1:8265")
          .environment(Environment.of(Map.of()))
          .authMode(AuthMode.TOKEN)
          .tokenSource(TokenSources.explicit(SECRET))
          .retry(RetrySettings.none())
          .httpClient(answering.newBuilder().addInterceptor(this::answer).build())
          .build();

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private Response answer(Interceptor.Chain chain) {
    Response.Builder answer =
        new Response.Builder()
            .request(chain.request())
            .protocol(Protocol.HTTP_1_1)
            .code(status)
            .message("")
            .body(ResponseBody.create(body, MediaType.get("application/json")));
    headers.forEach(answer::header);
    return answer.build();
  }

  @AfterEach
  void close() {
    client.close();
    answering.dispatcher().executorService().shutdownNow();
  }

  private void check(byte[] answer, Consumer<JobClient> call) {
    body = answer;
    try {
      call.accept(client);
    } catch (ApiException e) {
      Legibility.of(e, SECRET);
      assertThat(e.reason()).doesNotContain(SECRET);
      assertThat(e.body()).doesNotContain(SECRET);
    } catch (RayJobsException e) {
      Legibility.of(e, SECRET);
    }
  }

  @Test
  void anAddress() {
    Fuzz.texts(
        "addresses of dashboards",
        List.of(
            "http://127.0.0.1:8265",
            "https://me:pa55@ray.example.com:8443/prefix/x/",
            "http://head_1.docker:8265",
            "http://[2001:db8::1]:8265/",
            "http://\u00fc.example/%41"),
        text -> {
          // Others are asked where the dashboard is.
          if (text.strip().toLowerCase(Locale.ROOT).startsWith("http")) {
            try {
              JobClient.builder()
                  .address(text)
                  .environment(Environment.of(Map.of()))
                  .authMode(AuthMode.DISABLED)
                  .httpClient(answering)
                  .build()
                  .close();
            } catch (InvalidInputException e) {
              Legibility.ofLine(e);
            }
          }
        });
  }

  @Test
  void aVersion() {
    Fuzz.bytes(
        "GET version",
        List.of(VERSION, utf8("{\"ray_version\": \"3.0.0.dev0\"}")),
        bytes ->
            check(
                bytes,
                ray -> {
                  RayVersion version = ray.version();
                  version.isAtLeast(2, 52);
                  assertThat(version.toString() + version.rayCommit() + version.sessionName())
                      .isNotEmpty();
                }));
  }

  @Test
  void aJob() {
    Fuzz.bytes("GET job", List.of(JOB), bytes -> check(bytes, ray -> read(ray.job("x").details())));
  }

  @Test
  void jobs() {
    byte[] list = utf8("[" + new String(JOB, StandardCharsets.UTF_8) + ", {\"type\": \"DRIVER\"}]");
    Fuzz.bytes(
        "GET jobs",
        List.of(list, utf8("[]")),
        bytes ->
            check(
                bytes,
                ray -> {
                  ray.list();
                  ray.forEachJob(ServerAnswerFuzzTest::read);
                }));
  }

  private static void read(JobDetails job) {
    job.submissionId();
    job.jobId();
    job.type();
    job.status();
    job.message();
    job.errorType();
    job.startTime();
    job.endTime();
    assertThat(job.metadata()).doesNotContainValue(null);
    job.runtimeEnv();
    job.driverInfo().ifPresent(driver -> assertThat(driver.id() + driver.pid()).isNotNull());
    job.driverExitCode();
    assertThat(job.toString()).startsWith("JobDetails[");
  }

  @Test
  void aLog() {
    Fuzz.bytes(
        "GET logs",
        List.of(
            utf8("{\"logs\": \"one\\ntwo \\u00fc \\ud83d\\ude00\\r\\n\"}"),
            utf8("{\"logs\": \"\"}")),
        bytes -> check(bytes, ray -> assertThat(wholeCharacters(ray.job("x").logs())).isTrue()));
  }

  /** A half character may stand in a log, but none comes of its being cut. */
  private static boolean wholeCharacters(String log) {
    StringBuilder again = new StringBuilder();
    log.codePoints().forEach(again::appendCodePoint);
    return again.toString().equals(log);
  }

  @Test
  void yesOrNo() {
    Fuzz.bytes(
        "POST stop, DELETE, submit",
        List.of(
            utf8("{\"stopped\": true, \"deleted\": false}"),
            utf8("{\"job_id\": \"raysubmit_x\", \"submission_id\": \"raysubmit_x\"}")),
        bytes -> {
          check(bytes, ray -> ray.job("x").stop());
          check(bytes, ray -> ray.job("x").delete());
          check(bytes, ray -> ray.submission("true").submissionId("x").submit());
        });
  }

  @Test
  void anError() {
    Fuzz.bytes(
        "error answers",
        List.of(
            utf8("Traceback (most recent call last):\n  File \"x\"\nValueError: Bearer " + SECRET),
            utf8("Unauthorized: Missing authentication token"),
            utf8("Forbidden: Invalid authentication token " + SECRET),
            utf8("<!doctype html><html><title>502 Bad Gateway</title></html>"),
            utf8("http://me:x@elsewhere:1/a?b"),
            new byte[0]),
        bytes -> {
          String header = new String(bytes, StandardCharsets.ISO_8859_1).replaceAll("[^ -~]", "");
          headers = Map.of("Location", header, "Retry-After", header);
          for (int code : List.of(302, 400, 401, 403, 404, 405, 413, 429, 500, 503)) {
            status = code;
            check(bytes, JobClient::version);
            check(bytes, ray -> ray.job("x").details());
          }
          check(bytes, ray -> ray.job("x").logs());
        });
  }

  @Test
  void anAuthenticationMode() {
    Fuzz.bytes(
        "GET authentication_mode",
        List.of(utf8("{\"authentication_mode\": \"token\"}"), VERSION),
        bytes -> {
          body = bytes;
          String said =
              JobClient.builder()
                  .address("http://127.0.0.1:8265")
                  .environment(Environment.of(Map.of()))
                  .retry(RetrySettings.none())
                  .httpClient(answering.newBuilder().addInterceptor(this::answer).build())
                  .diagnose()
                  .toString();
          assertThat(said).isNotBlank();
        });
  }
}
