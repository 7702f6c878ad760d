package dev.rayjobs.internal.http;

import dev.rayjobs.errors.NotFoundException;
import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.internal.json.Json;
import dev.rayjobs.internal.json.JsonException;
import dev.rayjobs.internal.json.JsonTextReader;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;

/** Ray's REST interface, one method per call. Answers are plain maps; thread-safe. */
public final class DashboardApi implements AutoCloseable {
  private static final RequestBody EMPTY = RequestBody.create(new byte[0]);

  private final Transport transport;
  private final boolean once;

  /** The calls over this transport, which is closed with this object. */
  public DashboardApi(Transport transport) {
    this(transport, false);
  }

  private DashboardApi(Transport transport, boolean once) {
    this.transport = transport;
    this.once = once;
  }

  /**
   * The same calls for a caller that asks again and again by itself, or has no time for that: jobs
   * and logs are asked for once, and details that do not come soon are given up.
   */
  public DashboardApi once() {
    return new DashboardApi(transport, true);
  }

  /** {@code GET /api/version}. */
  public Map<String, @Nullable Object> version() {
    try {
      return transport.exchange(
          ApiCall.get("api", "version"),
          (status, body) -> {
            Map<String, @Nullable Object> answer = Json.parseObject(body);
            if (!(answer.get("ray_version") instanceof String)) {
              throw ApiErrors.notRay(
                  transport.address(), "/api/version answered without a ray_version");
            }
            if (answer.get("session_name") instanceof String session) {
              transport.history().session(session);
            }
            return answer;
          });
    } catch (NotFoundException e) {
      throw ApiErrors.notRay(transport.address(), "/api/version answered 404");
    }
  }

  /** {@code GET /api/packages/gcs/NAME}: whether it is there (Ray then keeps it for 10 minutes). */
  public boolean packageExists(String uri) {
    return transport.exchange(
        packageCall("GET", null, uri).orStatus(404), (status, body) -> status == 200);
  }

  /**
   * {@code PUT /api/packages/gcs/NAME}.
   *
   * @param sent hears the number of bytes sent so far; what it throws ends the upload
   */
  public void uploadPackage(String uri, Path file, long size, LongConsumer sent) {
    FileBody content = new FileBody(file, size, OwnCode.carried(sent));
    OwnCode.during(
        () -> transport.exchange(packageCall("PUT", content, uri), (status, body) -> status));
  }

  /** {@code POST /api/jobs/}, sent once: the submission id that Ray answers. */
  public String submit(Map<String, ?> job, Retrier.Attempt attempt) {
    return transport.send(
        ApiCall.idempotent("POST", new JsonBody(Json.write(job)), "api", "jobs", ""),
        (status, body) -> {
          Map<String, @Nullable Object> answer = Json.parseObject(body);
          Object id = answer.getOrDefault("submission_id", answer.get("job_id"));
          if (!(id instanceof String text)) {
            throw ApiErrors.notRay(transport.address(), "a submit was answered without an id");
          }
          return text;
        },
        attempt);
  }

  /** {@code GET /api/jobs/ID}, sent once, as a part of an attempt that somebody else may repeat. */
  public Map<String, @Nullable Object> details(String id, Retrier.Attempt attempt) {
    return transport.send(
        ApiCall.get("api", "jobs", id).orGivenUpSoon(),
        (status, body) -> Json.parseObject(body),
        attempt);
  }

  /** {@code GET /api/jobs/ID}. */
  public Map<String, @Nullable Object> details(String id) {
    ApiCall call = ApiCall.get("api", "jobs", id);
    return transport.exchange(
        once ? call.once().orGivenUpSoon() : call, (status, body) -> Json.parseObject(body));
  }

  /**
   * {@code GET /api/jobs/}: every job since the cluster started, one by one as they come in. An
   * answer that breaks off is asked for again, and told again from its first job.
   *
   * @param each what it throws ends the listing
   */
  public void forEachJob(Consumer<Map<String, @Nullable Object>> each) {
    ApiCall call = ApiCall.get("api", "jobs", "");
    Consumer<Map<String, @Nullable Object>> receiver = OwnCode.carried(each);
    OwnCode.during(
        () ->
            transport.exchange(
                once ? call.once() : call,
                (status, body) -> {
                  Json.forEachObject(body, receiver);
                  return status;
                }));
  }

  /** {@code POST /api/jobs/ID/stop}: whether there was something to stop. */
  public boolean stop(String id) {
    return transport.exchange(
        ApiCall.idempotent("POST", EMPTY, "api", "jobs", id, "stop"), flag("stopped"));
  }

  /** {@code DELETE /api/jobs/ID}. */
  public boolean delete(String id) {
    ApiCall call = ApiCall.idempotent("DELETE", null, "api", "jobs", id);
    AtomicBoolean mayBeDone = new AtomicBoolean();
    return retrying(
        attempt -> {
          try {
            return transport.send(call, flag("deleted"), attempt);
          } catch (NotFoundException e) {
            if (mayBeDone.get()) {
              // By the request before, whose answer was lost.
              return true;
            }
            throw e;
          } catch (RayJobsException e) {
            mayBeDone.compareAndSet(false, !Retrier.isUnsent(e));
            throw e;
          }
        });
  }

  /** {@code GET /api/jobs/ID/logs}: the whole log, which the dashboard holds in memory. */
  public LogText logs(String id) {
    ApiCall call = ApiCall.get("api", "jobs", id, "logs");
    return transport.open(
        once ? call.once() : call,
        answer -> new LogText(answer, new JsonTextReader(answer.text(), "logs")));
  }

  /**
   * {@code GET /api/v0/logs/file}: the log from the node's disk, with {@code \n} for all line ends
   * and U+FFFD for what is not UTF-8.
   *
   * @param lines how many of its last lines, as {@code \n} ends them; -1: the whole log
   */
  public LogText logFile(String id, String nodeId, int lines) {
    ApiCall call =
        ApiCall.get("api", "v0", "logs", "file")
            // With submission_id Ray asks for all its jobs first: seconds, where there are many.
            .with("filename", "job-driver-" + id + ".log")
            .with("node_id", nodeId)
            .with("lines", String.valueOf(lines))
            // Seconds for the whole transfer; Ray's own 30 would break off a long log.
            .with("timeout", "3600");
    return transport.open(
        once ? call.once() : call,
        answer -> new LogText(answer, new UniversalNewlines(answer.text())));
  }

  /** {@code GET /api/jobs/ID/logs/tail}: a new connection to the log tail. */
  public LogTail tail(String id) {
    return new LogTail(transport, ApiCall.get("api", "jobs", id, "logs", "tail"));
  }

  /** Opens a connection to the log tail and ends it: throws why that does not work. */
  public void tryTail(String id) {
    new TailHandshake(transport, ApiCall.get("api", "jobs", id, "logs", "tail")).run();
  }

  /** Repeats a whole operation as single calls are repeated. */
  public <T> T retrying(Retrier.Operation<T> operation) {
    return transport.retrier().run(operation);
  }

  private static Transport.AnswerReader<Boolean> flag(String field) {
    return (status, body) -> {
      if (Json.parseObject(body).get(field) instanceof Boolean flag) {
        return flag;
      }
      throw new JsonException("'" + field + "' is missing");
    };
  }

  private static ApiCall packageCall(String method, @Nullable RequestBody body, String uri) {
    int colon = uri.indexOf("://");
    return ApiCall.idempotent(
        method, body, "api", "packages", uri.substring(0, colon), uri.substring(colon + 3));
  }

  @Override
  public void close() {
    transport.close();
  }
}
