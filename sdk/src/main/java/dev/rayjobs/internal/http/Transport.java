package dev.rayjobs.internal.http;

import dev.rayjobs.errors.InvalidInputException;
import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.internal.address.DashboardAddress;
import dev.rayjobs.internal.json.JsonException;
import dev.rayjobs.internal.proxy.ProxyChoice;
import dev.rayjobs.internal.tls.TlsSockets;
import java.io.IOException;
import java.io.InputStream;
import java.net.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.Dispatcher;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.jspecify.annotations.Nullable;

/**
 * The choke point: every request to the dashboard goes through here and gets its headers, token,
 * time limits and error mapping here. Thread-safe.
 */
public final class Transport implements AutoCloseable {
  private static final int LONGEST_ERROR_BODY = 64 * 1024;
  private static final Duration SOON = Duration.ofSeconds(15);
  // Ray answers an upload when it has stored all of it, which takes a busy head long.
  private static final int UPLOAD_ANSWERS = 3;

  private final TransportSettings settings;
  private final HttpUrl base;
  private final RequestHeaders headers;
  private final ApiErrors errors;
  private final ConnectionFailures failures;
  private final ClusterHistory history = new ClusterHistory();
  private final Retrier retrier;
  private final @Nullable Circuit circuit;
  private final OkHttpClient client;
  private final OkHttpClient tailClient;
  private final OpenCalls open = new OpenCalls();

  /** What to make of an answer's body. */
  interface AnswerReader<T> {
    T read(int status, InputStream body) throws IOException;
  }

  /** A transport to one dashboard. */
  public Transport(TransportSettings settings) {
    this.settings = settings;
    this.base = base(settings.address());
    this.headers = new RequestHeaders(settings, history);
    this.errors =
        new ApiErrors(
            address(),
            new RefusedCredentials(address(), headers, settings.token(), history),
            () -> greet().authenticationMode());
    this.failures = new ConnectionFailures(settings);
    this.retrier = new Retrier(settings.retry());
    this.circuit = settings.circuit() == null ? null : new Circuit(address(), settings.circuit());
    this.client = clientOf(settings, new TokenRenewal(headers, history));
    this.tailClient =
        client
            .newBuilder()
            // A job may be silent for hours; stalls are found by asking for its status.
            .readTimeout(Duration.ZERO)
            .callTimeout(Duration.ZERO)
            .pingInterval(Duration.ZERO)
            // OkHttp offers permessage-deflate by itself, and Ray's proxy then delivers nothing.
            .addInterceptor(
                chain ->
                    chain.proceed(
                        chain
                            .request()
                            .newBuilder()
                            .removeHeader("Sec-WebSocket-Extensions")
                            .build()))
            .build();
  }

  private static HttpUrl base(DashboardAddress address) {
    HttpUrl url = HttpUrl.parse(address.uri().toString());
    if (url == null) {
      throw new InvalidInputException("The address " + address + " names no possible host");
    }
    return url;
  }

  /** The dashboard's address for messages. */
  String address() {
    return settings.address().uri().toString();
  }

  /** Sends a request, again where that is safe and of use, and reads its answer. */
  <T> T exchange(ApiCall call, AnswerReader<T> reader) {
    return run(call, attempt -> send(call, reader, attempt));
  }

  private <T> T run(ApiCall call, Retrier.Operation<T> operation) {
    return call.repeated() ? retrier.run(operation) : operation.run(new Retrier.Attempt());
  }

  private <T> T guarded(Retrier.Attempt attempt, Supplier<T> request) {
    return circuit == null ? request.get() : circuit.run(attempt, request);
  }

  /** Sends a request once, as an attempt that somebody else may repeat, and reads its answer. */
  <T> T send(ApiCall call, AnswerReader<T> reader, Retrier.Attempt attempt) {
    return guarded(attempt, () -> sendOnce(call, reader, attempt));
  }

  private <T> T sendOnce(ApiCall call, AnswerReader<T> reader, Retrier.Attempt attempt) {
    Call sent = begin(call, attempt);
    try (Response response = respond(call, sent, attempt)) {
      return reader.read(response.code(), response.body().byteStream());
    } catch (JsonException e) {
      throw ApiErrors.notRay(
          address(), call.path() + " answered no usable JSON: " + e.getMessage());
    } catch (IOException e) {
      throw failed(call, e);
    } catch (OwnCode.Carrier e) {
      // Nothing is left half sent on its connection.
      sent.cancel();
      throw e;
    } finally {
      open.ended(sent);
    }
  }

  /** Sends a request, again where that is of use, and leaves its answer open for the caller. */
  <T> T open(ApiCall call, Function<OpenAnswer, T> use) {
    return run(call, attempt -> guarded(attempt, () -> use.apply(openOnce(call, attempt))));
  }

  private OpenAnswer openOnce(ApiCall call, Retrier.Attempt attempt) {
    Call sent = begin(call, attempt);
    boolean answered = false;
    try {
      OpenAnswer answer = new OpenAnswer(sent, respond(call, sent, attempt), open);
      answered = true;
      return answer;
    } catch (IOException e) {
      throw failed(call, e);
    } finally {
      if (!answered) {
        open.ended(sent);
      }
    }
  }

  private RayJobsException failed(ApiCall call, IOException e) {
    return open.isClosed()
        ? OpenCalls.clientClosed(e)
        : failures.of(call.method() + " " + call.path(), e);
  }

  private Call begin(ApiCall call, Retrier.Attempt attempt) {
    open.check();
    Call begun = limited(call, attempt).newCall(request(call));
    open.began(begun, begun::cancel);
    return begun;
  }

  /** With the time limits for this call. */
  private OkHttpClient limited(ApiCall call, Retrier.Attempt attempt) {
    if (call.body() instanceof FileBody) {
      return client.newBuilder().callTimeout(Duration.ZERO).readTimeout(uploadAnswers()).build();
    }
    Duration connect = attempt.limit(settings.connectTimeout());
    Duration read = attempt.limit(settings.readTimeout());
    if (call.soon() && (read.isZero() || read.compareTo(SOON) > 0)) {
      read = SOON;
    }
    return connect.equals(settings.connectTimeout()) && read.equals(settings.readTimeout())
        ? client
        : client.newBuilder().connectTimeout(connect).readTimeout(read).build();
  }

  private Duration uploadAnswers() {
    long millis = settings.readTimeout().toMillis() * UPLOAD_ANSWERS;
    return Duration.ofMillis(Math.min(Integer.MAX_VALUE, millis));
  }

  /** An answer that is no error; the caller closes it. */
  private Response respond(ApiCall call, Call sent, Retrier.Attempt attempt) throws IOException {
    Response response = BlockingCall.execute(sent);
    retrier.contacted();
    if (call.expected().contains(response.code())) {
      return response;
    }
    try (response) {
      attempt.retryAfter(RetryAfter.parse(QuietRetryAfter.of(response), Instant.now()));
      throw refused(call, response);
    }
  }

  Retrier retrier() {
    return retrier;
  }

  /**
   * Opens a WebSocket; the listener hears how it goes. Who opens it {@link #end}s it.
   *
   * @throws dev.rayjobs.errors.CircuitOpenException if nothing is sent for now
   */
  WebSocket openTail(ApiCall call, WebSocketListener listener) {
    open.check();
    if (circuit != null) {
      circuit.check();
    }
    WebSocket socket = tailClient.newWebSocket(request(call), listener);
    open.began(socket, socket::cancel);
    return socket;
  }

  /** Ends a WebSocket; may be called twice. */
  void end(WebSocket socket) {
    open.ended(socket);
    socket.cancel();
  }

  /** The error that an answer means, also to a handshake. */
  RayJobsException refused(ApiCall call, Response response) {
    String body;
    try {
      body = boundedBody(response);
    } catch (IOException e) {
      body = "";
    }
    SentToken sent = RequestHeaders.sentWith(response.request());
    String location = response.header("Location");
    return errors.of(
        call,
        response.code(),
        headers.scrub(body, sent),
        location == null ? null : headers.scrub(location, sent),
        sent);
  }

  private Request request(ApiCall call) {
    Request.Builder request =
        new Request.Builder().url(call.under(base)).method(call.method(), call.body());
    headers.addTo(request);
    return request.build();
  }

  /** Asks for what Ray tells everybody, without a token and once. */
  public Greeting greet() {
    Request.Builder request =
        new Request.Builder().url(ApiCall.get("api", "authentication_mode").under(base));
    headers.addOwnTo(request);
    OkHttpClient impatient = client.newBuilder().callTimeout(Greeting.PATIENCE).build();
    try (Response response = BlockingCall.execute(impatient.newCall(request.build()))) {
      return Greeting.of(response, boundedBody(response));
    } catch (IOException e) {
      return Greeting.failed(failures.of("GET /api/authentication_mode", e));
    }
  }

  /** What this client met at its address before. */
  ClusterHistory history() {
    return history;
  }

  private static String boundedBody(Response response) throws IOException {
    return new String(
        response.body().byteStream().readNBytes(LONGEST_ERROR_BODY), StandardCharsets.UTF_8);
  }

  private static OkHttpClient clientOf(TransportSettings settings, TokenRenewal renewal) {
    OkHttpClient.Builder builder =
        settings.own() == null
            ? new OkHttpClient.Builder().dispatcher(daemonDispatcher()).connectionPool(pool())
            : settings.own().newBuilder();
    builder
        .connectTimeout(settings.connectTimeout())
        .readTimeout(settings.readTimeout())
        .writeTimeout(settings.writeTimeout())
        .callTimeout(settings.callTimeout())
        // Repeating is decided in one place, not by OkHttp.
        .retryOnConnectionFailure(false)
        // A redirect could carry token, cookies and body to somebody else.
        .followRedirects(false)
        .followSslRedirects(false)
        .addInterceptor(renewal);
    // First, so that those of the user's own client see what the server said.
    builder.networkInterceptors().add(0, new QuietRetryAfter());
    if (settings.own() == null && settings.address().isPlain()) {
      // Saves the set-up of TLS, a good part of a short command's time.
      builder.connectionSpecs(List.of(ConnectionSpec.CLEARTEXT));
    }
    if (settings.tls().isSpecial()) {
      TlsSockets sockets = TlsSockets.by(settings.tls());
      builder.sslSocketFactory(sockets.factory(), sockets.trust());
    }
    if (!settings.tls().verify()) {
      builder.hostnameVerifier((host, session) -> true);
    }
    if (settings.proxy() != null) {
      go(builder, settings.proxy());
    } else if (settings.own() == null && settings.staysHere()) {
      // The JVM's proxy may be meant for all but localhost: it would get the token, unwarned.
      builder.proxy(Proxy.NO_PROXY);
    }
    return builder.build();
  }

  private static void go(OkHttpClient.Builder builder, ProxyChoice through) {
    builder.proxy(through.proxy());
    String userInfo = through.userInfo();
    if (userInfo != null) {
      String basic =
          "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
      builder.proxyAuthenticator(
          (route, answer) ->
              answer.request().header("Proxy-Authorization") != null
                  ? null
                  : answer.request().newBuilder().header("Proxy-Authorization", basic).build());
    }
  }

  private static ConnectionPool pool() {
    return new ConnectionPool(5, 30, TimeUnit.SECONDS);
  }

  /** OkHttp's own threads would keep a finished program alive for a minute. */
  private static Dispatcher daemonDispatcher() {
    ExecutorService threads =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            5,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            runnable -> {
              Thread thread = new Thread(runnable, "rayjobs-http");
              thread.setDaemon(true);
              return thread;
            });
    Dispatcher dispatcher = new Dispatcher(threads);
    // One waiting log tail each must not keep others from starting.
    dispatcher.setMaxRequests(Integer.MAX_VALUE);
    dispatcher.setMaxRequestsPerHost(Integer.MAX_VALUE);
    return dispatcher;
  }

  /** Ends all that is under way; connections too, unless the OkHttp client is the user's own. */
  @Override
  public void close() {
    open.close();
    if (settings.own() == null) {
      client.dispatcher().executorService().shutdownNow();
      client.connectionPool().evictAll();
    }
  }
}
