package dev.rayjobs.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLSocketFactory;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Protocol;
import org.jspecify.annotations.Nullable;

/**
 * A Ray dashboard for tests of your own code: a real HTTP server on this machine that keeps the
 * rules of Ray's Jobs API, without Ray. The same tests that hold it to these rules run against real
 * Ray 2.52.1 and 2.60.0.
 *
 * <p>Without any script every job runs at once and succeeds with an empty log:
 *
 * <pre>{@code
 * try (FakeDashboard dashboard = FakeDashboard.start()) {
 *   new NightlyReport(dashboard.address()).run(); // your code
 *   assertEquals("python report.py", dashboard.jobs().get(0).entrypoint());
 * }
 * }</pre>
 *
 * <p>A script says what becomes of jobs, at once or step by step:
 *
 * <pre>{@code
 * dashboard.onSubmit(job -> job.run().print("no such table\n").fail(1));
 *
 * dashboard.onSubmit(FakeJob::run);             // stays RUNNING …
 * dashboard.job("nightly").print("half way\n"); // … until the test goes on
 * dashboard.job("nightly").succeed();
 * }</pre>
 *
 * <p>Faults use what MockWebServer can do to an answer or a connection:
 *
 * <pre>{@code
 * // The job is there, but the client never learns of it:
 * dashboard.alterNext("POST", "/api/jobs/",
 *     answer -> answer.onResponseStart(SocketEffect.ShutdownConnection.INSTANCE));
 * // Nothing happens but this answer:
 * dashboard.answerNext("GET", "/api/jobs/", new MockResponse.Builder().code(503).build());
 * dashboard.nextTail(TailFault.cutAfter(100));
 * }</pre>
 *
 * <p>It answers on loopback only. {@link #close()} ends it. Thread-safe; settings hold from the
 * next request on.
 */
public final class FakeDashboard implements AutoCloseable {
  private record Fault(
      String method, String path, UnaryOperator<MockResponse> change, boolean instead) {
    boolean meets(RecordedRequest request) {
      return request.getMethod().equals(method) && request.getUrl().encodedPath().startsWith(path);
    }
  }

  private final MockWebServer server = new MockWebServer();
  private final List<RecordedRequest> requests = new CopyOnWriteArrayList<>();
  private final Queue<MockResponse> anyFaults = new ConcurrentLinkedQueue<>();
  private final Queue<Fault> faults = new ArrayDeque<>();
  private final Queue<TailFault> tailFaults = new ConcurrentLinkedQueue<>();
  private final String address;

  private volatile FakeCluster cluster = new FakeCluster();
  private volatile Consumer<FakeJob> onSubmit = FakeJob::succeed;
  private volatile Consumer<FakeJob> onStop = FakeJob::stop;
  private volatile String rayVersion = "2.60.0";
  private volatile @Nullable String token;
  private volatile Duration tailPause = Duration.ofMillis(10);
  private volatile boolean open = true;

  private FakeDashboard(int port, @Nullable SSLSocketFactory tls) {
    server.setBodyLimit(JobsApi.PACKAGE_LIMIT_BYTES + 1);
    server.setProtocols(List.of(Protocol.HTTP_1_1));
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return answer(request);
          }

          @Override
          public MockResponse peek() {
            MockResponse next = anyFaults.peek();
            return next == null ? super.peek() : next;
          }
        });
    try {
      InetAddress loopback = InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1});
      if (tls != null) {
        server.useHttps(tls);
      }
      server.start(loopback, port);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on port " + port, e);
    }
    address = (tls == null ? "http://127.0.0.1:" : "https://127.0.0.1:") + server.getPort();
  }

  /** Starts one on a free port. */
  public static FakeDashboard start() {
    return new FakeDashboard(0, null);
  }

  /** Starts one on this port, for example where an earlier one was. */
  public static FakeDashboard start(int port) {
    return new FakeDashboard(port, null);
  }

  /** Starts one that speaks TLS, on a free port. */
  public static FakeDashboard startTls(SSLSocketFactory tls) {
    return new FakeDashboard(0, tls);
  }

  /** Where it answers, for example {@code http://127.0.0.1:34567}. */
  public String address() {
    return address;
  }

  /** Its port. */
  public int port() {
    return server.getPort();
  }

  /** Asks for this token from now on, as with {@code RAY_AUTH_MODE=token}; the default is none. */
  public FakeDashboard requireToken(String value) {
    token = value;
    return this;
  }

  /** Takes the part of this Ray version: {@code 2.60.0} by default. */
  public FakeDashboard rayVersion(String version) {
    rayVersion = new RayRules(version).version();
    return this;
  }

  /**
   * What becomes of each job that is submitted from now on, before its submitter has the answer;
   * the default is {@code FakeJob::succeed}. A job whose {@code runtime_env} names a package that
   * nobody uploaded fails by itself and is not shown to this script.
   */
  public FakeDashboard onSubmit(Consumer<FakeJob> script) {
    onSubmit = script;
    return this;
  }

  /** What becomes of a running job that somebody stops; the default is {@code FakeJob::stop}. */
  public FakeDashboard onStop(Consumer<FakeJob> script) {
    onStop = script;
    return this;
  }

  /**
   * How long the log tail sleeps before it looks for new lines; 10 ms by default. Ray's sleeps are
   * 1 to 3 seconds.
   */
  public FakeDashboard tailPause(Duration pause) {
    tailPause = pause;
    return this;
  }

  /** The jobs in the order of submission, without deleted ones. */
  public List<FakeJob> jobs() {
    return cluster.jobs();
  }

  /**
   * The job of this submission id.
   *
   * @throws NoSuchElementException if there is none
   */
  public FakeJob job(String submissionId) {
    return cluster
        .find(submissionId)
        .orElseThrow(() -> new NoSuchElementException("no job " + submissionId + " in " + jobs()));
  }

  /** Adds a job that somebody submitted with exactly this request, without asking the script. */
  public FakeJob addJob(String submissionId, Map<String, Object> request) {
    return add(new FakeJob(submissionId, false, Map.copyOf(request)));
  }

  /** Adds a job of type DRIVER: a script that connected to the cluster by itself. */
  public FakeJob addDriverJob(String jobId, String entrypoint) {
    return add(new FakeJob(jobId, true, Map.of("entrypoint", entrypoint)));
  }

  private FakeJob add(FakeJob job) {
    if (!cluster.add(job)) {
      throw new IllegalArgumentException("there is a job " + job.id() + " already");
    }
    return job;
  }

  /** The URIs of the packages uploaded, for example {@code gcs://_ray_pkg_0123456789abcdef.zip}. */
  public Set<String> packages() {
    return new TreeSet<>(cluster.packages().keySet());
  }

  /** The bytes of the package of this URI; empty if nobody has uploaded it. */
  public Optional<byte[]> packageBytes(String uri) {
    return Optional.ofNullable(cluster.packages().get(uri)).map(byte[]::clone);
  }

  /** Every request so far, in the order of arrival, those that were refused included. */
  public List<RecordedRequest> requests() {
    return List.copyOf(requests);
  }

  /** A new cluster in the place of the old: no jobs, no packages, another session name. */
  public void replaceCluster() {
    cluster = new FakeCluster();
  }

  /**
   * Answers the next request of this method, whose path begins so, with this and does nothing else.
   */
  public void answerNext(String method, String path, MockResponse answer) {
    addFault(new Fault(method, path, ignored -> answer, true));
  }

  /** Carries out the next request of this method and path, and changes its answer. */
  public void alterNext(String method, String path, UnaryOperator<MockResponse.Builder> change) {
    addFault(new Fault(method, path, proper -> change.apply(proper.newBuilder()).build(), false));
  }

  /**
   * Meets the next request, whatever it is, with this: for what strikes before a request is read,
   * such as {@code onRequestBody} or {@code onRequestStart}.
   */
  public void meetNext(MockResponse answer) {
    anyFaults.add(answer);
  }

  /** Spoils the next connection to a log tail that has no fault yet. */
  public void nextTail(TailFault fault) {
    tailFaults.add(fault);
  }

  private void addFault(Fault fault) {
    synchronized (faults) {
      faults.add(fault);
    }
  }

  private @Nullable Fault faultFor(RecordedRequest request) {
    synchronized (faults) {
      Optional<Fault> found = faults.stream().filter(f -> f.meets(request)).findFirst();
      found.ifPresent(faults::remove);
      return found.orElse(null);
    }
  }

  private MockResponse answer(RecordedRequest request) {
    requests.add(request);
    MockResponse any = anyFaults.poll();
    if (any != null) {
      return any;
    }
    Fault fault = faultFor(request);
    if (fault != null && fault.instead()) {
      return fault.change().apply(Answers.empty());
    }
    MockResponse answer = properAnswer(request);
    return fault == null ? answer : fault.change().apply(answer);
  }

  private MockResponse properAnswer(RecordedRequest request) {
    FakeCluster asked = cluster;
    String wanted = token;
    RayRules ray = new RayRules(rayVersion);
    JobsApi api =
        new JobsApi(asked, ray, wanted != null, onSubmit, onStop, job -> tail(asked, job));
    return new AccessRules(wanted, ray)
        .refusal(request)
        .orElseGet(() -> new Routes(asked, api).answer(request));
  }

  private LogTail tail(FakeCluster asked, FakeJob job) {
    return new LogTail(
        job, tailPause, tailFaults.poll(), () -> open && cluster == asked && asked.has(job));
  }

  @Override
  public void close() {
    open = false;
    server.close();
  }

  @Override
  public String toString() {
    return "fake Ray " + rayVersion + " at " + address;
  }
}
