package dev.rayjobs.ground;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/** A dashboard as the JDK's own client sees it: independent of the library under test. */
final class RawDashboard {
  static final Set<String> ENDED = Set.of("SUCCEEDED", "FAILED", "STOPPED");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String address;
  private final String token;
  private final String version;
  private final Gates gates;
  private final long settleMillis;

  /** Opens what {@link ScriptedShell#gate} closes. */
  interface Gates {
    void open(String name) throws IOException;
  }

  /**
   * {@code settleMillis}: how long Ray's watcher of a job may take to see that the job's process
   * has ended. A job that is deleted before comes back as FAILED.
   */
  RawDashboard(String address, String token, String version, Gates gates, long settleMillis) {
    this.address = address;
    this.token = token;
    this.version = version;
    this.gates = gates;
    this.settleMillis = settleMillis;
  }

  /** An answer with its body as text. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Answer(int status, byte[] bytes, Map<String, List<String>> headers) {
    String text() {
      return new String(bytes, StandardCharsets.UTF_8);
    }

    JsonNode json() {
      try {
        return JSON.readTree(bytes);
      } catch (IOException e) {
        throw new AssertionError("not JSON: " + text(), e);
      }
    }

    @Override
    public String toString() {
      return status + " " + text();
    }

    String header(String name) {
      return String.join(
          ",",
          headers.entrySet().stream()
              .filter(entry -> entry.getKey().equalsIgnoreCase(name))
              .flatMap(entry -> entry.getValue().stream())
              .toList());
    }
  }

  /** The same, without the connections that are open. */
  RawDashboard onNewConnections() {
    return new RawDashboard(address, token, version, gates, settleMillis);
  }

  HttpClient http() {
    return http;
  }

  String address() {
    return address;
  }

  String token() {
    return token;
  }

  /** Whether this is Ray 2.52 or plays it. */
  boolean isOld() {
    return version.startsWith("2.52.");
  }

  String version() {
    return version;
  }

  /** Lets the job go on that waits at this gate, or will. */
  void open(String gate) throws IOException {
    gates.open(gate);
  }

  Answer get(String path, String... headers) throws Exception {
    return send("GET", path, BodyPublishers.noBody(), headers);
  }

  Answer post(String path, String body, String... headers) throws Exception {
    return send("POST", path, BodyPublishers.ofString(body), headers);
  }

  /** With the token. */
  Answer send(String method, String path, BodyPublisher body, String... headers) throws Exception {
    String[] all = new String[headers.length + 2];
    System.arraycopy(headers, 0, all, 2, headers.length);
    all[0] = "Authorization";
    all[1] = "Bearer " + token;
    return sendBare(method, path, body, all);
  }

  /** Exactly these headers, names and values in turn, and no token unless it is among them. */
  Answer sendBare(String method, String path, BodyPublisher body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address + path))
            .timeout(Duration.ofMinutes(2))
            .method(method, body);
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<byte[]> answer = http.send(request.build(), BodyHandlers.ofByteArray());
    return new Answer(answer.statusCode(), answer.body(), answer.headers().map());
  }

  /** Submits and returns the id; {@code more} are further fields as JSON, each with its comma. */
  String submit(String id, String entrypoint, String more) throws Exception {
    String request =
        "{\"submission_id\": %s, \"entrypoint\": %s%s}"
            .formatted(JSON.writeValueAsString(id), JSON.writeValueAsString(entrypoint), more);
    Answer answer = post("/api/jobs/", request);
    if (answer.status() != 200) {
      throw new AssertionError(request + " was answered with " + answer.text());
    }
    return id;
  }

  JsonNode details(String id) throws Exception {
    return get("/api/jobs/" + id).json();
  }

  /** Waits until the job has one of these statuses. */
  JsonNode await(String id, Set<String> statuses) throws Exception {
    return poll(
        "job " + id + " to be one of " + statuses,
        () -> details(id),
        details -> statuses.contains(details.path("status").asText()));
  }

  private static <T> T poll(String what, Callable<T> look, Predicate<T> done) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      T seen = look.call();
      if (done.test(seen)) {
        return seen;
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited in vain for " + what + "; the last was " + seen);
      }
      Thread.sleep(100);
    }
  }

  JsonNode awaitEnd(String id) throws Exception {
    return await(id, ENDED);
  }

  /**
   * Waits until a stop of this job, which has ended, is answered with {@code false}: the process
   * that watched over it stays for a moment, and until then the answer is {@code true}.
   */
  void awaitStopHasNothingToDo(String id) throws Exception {
    poll(
        "a stop of " + id + " to have nothing to do",
        () -> post("/api/jobs/" + id + "/stop", ""),
        answer -> answer.text().replace(" ", "").equals("{\"stopped\":false}"));
  }

  /** Waits until the job has ended and Ray has taken note. */
  void awaitSettled(String id) throws Exception {
    awaitEnd(id);
    awaitStopHasNothingToDo(id);
    Thread.sleep(settleMillis);
  }
}
