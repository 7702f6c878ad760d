package dev.rayjobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.internal.json.Json;
import dev.rayjobs.testing.RayInstallation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A real Airflow on this machine, started as {@code examples/airflow/run} does and ended with this
 * JVM at the latest. Thread-safe.
 */
final class Airflow implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(12);
  private static final Duration POLL = Duration.ofSeconds(1);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Path home;
  private final String address;
  private final Process keeper;
  private String token = "";

  /** From when to when something ran. */
  record Span(Instant start, Instant end) {}

  /** One try of one task. */
  record Task(String state, int tries) {
    boolean isOver() {
      return List.of("success", "failed", "skipped", "upstream_failed").contains(state);
    }
  }

  private Airflow(Path home, String address, Process keeper) {
    this.home = home;
    this.address = address;
    this.keeper = keeper;
  }

  /**
   * Starts one.
   *
   * @param folder deleted at its end
   * @param variables its environment, and so that of its tasks
   */
  static Airflow start(Path folder, Map<String, String> variables) throws IOException {
    Path examples = Path.of("..", "examples").toAbsolutePath().normalize();
    Path keeper = Path.of("..", "sdk/src/test/resources/dev/rayjobs/testing/head_keeper.py");
    int port = freePort();
    Path kept = Files.createDirectories(folder.resolve("kept"));
    Path home = kept.resolve("airflow");
    ProcessBuilder process =
        new ProcessBuilder(
                RayInstallation.of("2.60.0").python().toString(),
                keeper.toAbsolutePath().normalize().toString(),
                kept.toString(),
                examples.resolve("airflow/serve").toString(),
                home.toString(),
                String.valueOf(port))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("airflow.log").toFile());
    process.environment().keySet().removeIf(name -> name.startsWith("RAY_"));
    process.environment().putAll(variables);
    Airflow airflow = new Airflow(home, "http://127.0.0.1:" + port, process.start());
    airflow.token =
        until(
            "Airflow to answer",
            () -> {
              if (!airflow.keeper.isAlive()) {
                throw new IllegalStateException("Airflow did not start: see " + folder);
              }
              return airflow.tryLogin();
            });
    return airflow;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private @Nullable String tryLogin() {
    try {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create(address + "/auth/token")).build(),
              BodyHandlers.ofString());
      return answer.statusCode() >= 300
          ? null
          : String.valueOf(Json.parseObject(answer.body()).get("access_token"));
    } catch (IOException notYet) {
      return null;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits until it gives something. */
  static <T> T until(String what, Supplier<@Nullable T> attempt) {
    long start = System.nanoTime();
    while (Duration.ofNanos(System.nanoTime() - start).compareTo(PATIENCE) < 0) {
      T result = attempt.get();
      if (result != null) {
        return result;
      }
      try {
        Thread.sleep(POLL.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while waiting for " + what, e);
      }
    }
    throw new AssertionError("waited in vain for " + what);
  }

  /** The folder of all of its files. */
  Path home() {
    return home;
  }

  /** Starts a run of the DAG, once Airflow has read it, and returns the run's id. */
  String trigger(String dag) {
    return until(
        "DAG " + dag,
        () -> {
          HttpResponse<String> answer =
              send("POST", "/dags/" + dag + "/dagRuns", "{\"logical_date\": null}");
          return answer.statusCode() >= 300
              ? null
              : String.valueOf(Json.parseObject(answer.body()).get("dag_run_id"));
        });
  }

  Task task(String dag, String run, String task) {
    Map<String, ? extends @Nullable Object> answer = get(at(dag, run) + "/taskInstances/" + task);
    return new Task(
        String.valueOf(answer.get("state")),
        Integer.parseInt(String.valueOf(answer.get("try_number"))));
  }

  /** When the instances of a mapped task ran. */
  List<Span> spans(String dag, String run, String task) {
    Object instances =
        get(at(dag, run) + "/taskInstances/" + task + "/listMapped?limit=100")
            .get("task_instances");
    List<Span> spans = new ArrayList<>();
    for (Object instance : (List<?>) Objects.requireNonNull(instances)) {
      Map<?, ?> fields = (Map<?, ?>) Objects.requireNonNull(instance);
      spans.add(
          new Span(
              Instant.parse(String.valueOf(fields.get("start_date"))),
              Instant.parse(String.valueOf(fields.get("end_date")))));
    }
    return spans;
  }

  Task awaitEnd(String dag, String run, String task) {
    return until(
        "the end of " + dag + "." + task,
        () -> {
          Task now = task(dag, run, task);
          return now.isOver() ? now : null;
        });
  }

  /** What the log of this try shows, line by line. */
  List<String> log(String dag, String run, String task, int attempt) {
    Object content =
        get(at(dag, run) + "/taskInstances/" + task + "/logs/" + attempt + "?full_content=true")
            .get("content");
    List<String> lines = new ArrayList<>();
    for (Object event : (List<?>) Objects.requireNonNull(content)) {
      lines.add(String.valueOf(event instanceof Map<?, ?> fields ? fields.get("event") : event));
    }
    return lines;
  }

  @Nullable Object xcom(String dag, String run, String task) {
    return get(at(dag, run) + "/taskInstances/" + task + "/xcomEntries/return_value").get("value");
  }

  String link(String dag, String run, String task) {
    return String.valueOf(get(at(dag, run) + "/taskInstances/" + task + "/links"));
  }

  void markFailed(String dag, String run, String task) {
    change("PATCH", at(dag, run) + "/taskInstances/" + task, Map.of("new_state", "failed"));
  }

  void clear(String dag, String run, String task) {
    change(
        "POST",
        "/dags/" + dag + "/clearTaskInstances",
        Map.of(
            "dry_run", false, "only_failed", false, "dag_run_id", run, "task_ids", List.of(task)));
  }

  /** On sqlite Airflow refuses a change with 500 while somebody else writes. */
  private void change(String method, String path, Map<String, Object> wish) {
    until(
        method + " " + path,
        () -> {
          HttpResponse<String> answer = send(method, path, Json.write(wish));
          return answer.statusCode() == 500 ? null : ok(answer);
        });
  }

  private static String at(String dag, String run) {
    return "/dags/" + dag + "/dagRuns/" + URLEncoder.encode(run, StandardCharsets.UTF_8);
  }

  private Map<String, ? extends @Nullable Object> get(String path) {
    HttpResponse<String> answer =
        until(
            "GET " + path,
            () -> {
              HttpResponse<String> latest = send("GET", path, "");
              return latest.statusCode() == 500 ? null : latest;
            });
    return Json.parseObject(ok(answer));
  }

  private static String ok(HttpResponse<String> answer) {
    assertThat(answer.statusCode())
        .as("%s: %s", answer.request().uri(), answer.body())
        .isLessThan(300);
    return answer.body();
  }

  private HttpResponse<String> send(String method, String path, String body) {
    try {
      return http.send(
          HttpRequest.newBuilder(URI.create(address + "/api/v2" + path))
              .header("Authorization", "Bearer " + token)
              .header("Content-Type", "application/json")
              .header("Accept", "application/json")
              .method(
                  method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
              .build(),
          BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Ends it with all of its processes. */
  @Override
  public void close() throws IOException {
    keeper.getOutputStream().close();
    try {
      keeper.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
