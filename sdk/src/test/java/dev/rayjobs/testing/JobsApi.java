package dev.rayjobs.testing;

import dev.rayjobs.internal.json.Json;
import dev.rayjobs.internal.json.JsonException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketHandler;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** The calls of the Jobs API, for requests that have passed {@link AccessRules}. */
final class JobsApi {
  static final long PACKAGE_LIMIT_BYTES = 104_857_600;
  private static final int AGENT_LIMIT_BYTES = 1_048_576;

  private final FakeCluster cluster;
  private final RayRules ray;
  private final boolean tokens;
  private final Consumer<FakeJob> onSubmit;
  private final Consumer<FakeJob> onStop;
  private final Function<FakeJob, SocketHandler> tail;

  JobsApi(
      FakeCluster cluster,
      RayRules ray,
      boolean tokens,
      Consumer<FakeJob> onSubmit,
      Consumer<FakeJob> onStop,
      Function<FakeJob, SocketHandler> tail) {
    this.cluster = cluster;
    this.ray = ray;
    this.tokens = tokens;
    this.onSubmit = onSubmit;
    this.onStop = onStop;
    this.tail = tail;
  }

  MockResponse version() {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("version", "4");
    answer.put("ray_version", ray.version());
    answer.put("ray_commit", "0000000000000000000000000000000000000000");
    answer.put("session_name", cluster.sessionName());
    return Answers.json(answer);
  }

  MockResponse authenticationMode() {
    return Answers.json(Map.of("authentication_mode", tokens ? "token" : "disabled"));
  }

  MockResponse packageExists(String protocol, String name) {
    if (!protocol.equals("gcs")) {
      return Answers.ownTrouble();
    }
    String uri = "gcs://" + name;
    return cluster.packages().containsKey(uri)
        ? Answers.empty()
        : Answers.text(404, "Package " + uri + " does not exist");
  }

  MockResponse upload(RecordedRequest request, String protocol, String name) {
    if (request.getBodySize() > PACKAGE_LIMIT_BYTES) {
      return Answers.text(413, "Maximum request body size " + PACKAGE_LIMIT_BYTES + " exceeded.");
    }
    if (request.getHeaders().get("Content-Encoding") != null) {
      return Answers.traceback(500, "upload_package", "zlib.error: Error -3 while decompressing");
    }
    if (!protocol.equals("gcs")) {
      return Answers.traceback(500, "upload_package", "ValueError: Invalid protocol");
    }
    cluster.packages().put("gcs://" + name, body(request).toByteArray());
    return Answers.empty();
  }

  MockResponse submit(RecordedRequest request) {
    Map<String, Object> fields = new LinkedHashMap<>();
    try {
      Json.parseObject(new ByteArrayInputStream(body(request).toByteArray()))
          .forEach(
              (name, value) -> {
                if (value != null) {
                  fields.put(name, value);
                }
              });
    } catch (IOException | JsonException notAnObject) {
      return Answers.ownTrouble();
    }
    Optional<String> fault = SubmitRules.fault(fields, ray);
    if (fault.isPresent()) {
      return Answers.traceback(400, "parse_and_validate_request", fault.get());
    }
    if (Answers.toJson(fields).length() > AGENT_LIMIT_BYTES) {
      return Answers.agentTraceback(
          500,
          "submit_job",
          "aiohttp.web_exceptions.HTTPRequestEntityTooLarge: Request Entity Too Large");
    }
    FakeJob job = new FakeJob(submissionId(fields), false, Map.copyOf(fields));
    if (!cluster.add(job)) {
      return Answers.agentTraceback(
          400,
          "submit_job",
          "ValueError: Job with submission_id "
              + job.id()
              + " already exists. Please use a different submission_id.");
    }
    Optional<String> missing = cluster.missingPackage(job.runtimeEnv());
    if (missing.isPresent()) {
      job.failToStart(
          "RUNTIME_ENV_SETUP_FAILURE",
          "runtime_env setup failed: Failed to set up runtime environment.\nFailed to download"
              + " runtime_env file package "
              + missing.get()
              + " from the GCS to the Ray worker node.");
    } else {
      try {
        onSubmit.accept(job);
      } catch (RuntimeException | AssertionError e) {
        return Answers.traceback(500, "submit_job", "the test's script for jobs failed: " + e);
      }
    }
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("job_id", job.id());
    answer.put("submission_id", job.id());
    return Answers.json(answer);
  }

  /** {@code job_id} is the old name; an empty one counts as none. */
  private String submissionId(Map<String, Object> fields) {
    for (String name : List.of("submission_id", "job_id")) {
      if (fields.get(name) instanceof String id && !id.isEmpty()) {
        return id;
      }
    }
    return cluster.newId();
  }

  MockResponse list(RecordedRequest request) {
    return Answers.json(
        cluster.jobs().stream().map(job -> JobDocument.of(job, redacted(request))).toList());
  }

  MockResponse details(RecordedRequest request, FakeJob job) {
    return Answers.json(JobDocument.of(job, redacted(request)));
  }

  private boolean redacted(RecordedRequest request) {
    return ray.redacts() && AccessRules.isBrowser(request);
  }

  MockResponse stop(FakeJob job) {
    boolean wasAlive = !job.isTerminal();
    if (wasAlive) {
      job.requestStop();
      if (job.hasStarted()) {
        onStop.accept(job);
      }
    }
    return Answers.json(Map.of("stopped", wasAlive));
  }

  MockResponse delete(FakeJob job) {
    if (!job.isTerminal()) {
      return Answers.agentTraceback(
          500,
          "delete_job",
          "RuntimeError: Attempted to delete job '"
              + job.id()
              + "', but it is in a non-terminal state "
              + job.status()
              + ".");
    }
    cluster.remove(job);
    return Answers.json(Map.of("deleted", true));
  }

  MockResponse logs(FakeJob job) {
    if (!job.hasStarted()) {
      return Answers.json(Map.of("logs", ""));
    }
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(job.log().all())).toString();
      return Answers.json(Map.of("logs", text.replace("\r\n", "\n").replace('\r', '\n')));
    } catch (CharacterCodingException notUtf8) {
      return Answers.agentTraceback(
          500, "get_job_logs", "UnicodeDecodeError: 'utf-8' codec can't decode byte");
    }
  }

  MockResponse tail(RecordedRequest request, FakeJob job) {
    if (!"websocket".equalsIgnoreCase(request.getHeaders().get("Upgrade"))) {
      return Answers.text(500, "500: WebSocket proxy error");
    }
    MockResponse.Builder answer =
        new MockResponse.Builder()
            .status("HTTP/1.1 101 Switching Protocols")
            .addHeader("Upgrade", "websocket")
            .addHeader("Connection", "Upgrade")
            .addHeader("Sec-WebSocket-Accept", accept(request));
    String extensions = request.getHeaders().get("Sec-WebSocket-Extensions");
    if (extensions != null && extensions.contains("permessage-deflate")) {
      // The dashboard agrees, then cannot pass on what its agent sends, and says a clean goodbye.
      return answer
          .addHeader("Sec-WebSocket-Extensions", "permessage-deflate")
          .socketHandler(LogTail.GOODBYE)
          .build();
    }
    return answer.socketHandler(tail.apply(job)).build();
  }

  private static String accept(RecordedRequest request) {
    String key = Objects.requireNonNullElse(request.getHeaders().get("Sec-WebSocket-Key"), "");
    return ByteString.encodeUtf8(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").sha1().base64();
  }

  /** Any node id will do, but without one Ray fails. */
  MockResponse logFile(RecordedRequest request) {
    if (request.getUrl().queryParameter("node_id") == null) {
      return Answers.ownTrouble();
    }
    String file = request.getUrl().queryParameter("filename");
    String id =
        file != null
            ? file.replaceAll("^job-driver-|\\.log$", "")
            : Objects.requireNonNullElse(request.getUrl().queryParameter("submission_id"), "");
    Optional<FakeJob> job = cluster.find(id).filter(FakeJob::hasStarted);
    if (job.isEmpty() && file != null) {
      return Answers.text(500, "A file is not found at: /tmp/ray/session_latest/logs/" + file);
    }
    if (job.isEmpty()) {
      return Answers.text(
          500,
          "Could not find a log file. Please make sure the given option exists in the cluster.\n"
              + "\tsubmission_id: "
              + id
              + "\n");
    }
    if (tokens && !ray.servesLogFilesWithTokens()) {
      return Answers.text(
          500,
          "<AioRpcError of RPC that terminated with:\n\tstatus = StatusCode.UNAUTHENTICATED\n"
              + "\tdetails = \"Invalid or missing authentication token\"\n>");
    }
    @Nullable String lines = request.getUrl().queryParameter("lines");
    int count = lines == null ? 1000 : Integer.parseInt(lines);
    return Answers.logBytes(job.get().log().lastLines(count == 0 ? -1 : count));
  }

  private static ByteString body(RecordedRequest request) {
    return Objects.requireNonNullElse(request.getBody(), ByteString.EMPTY);
  }
}
