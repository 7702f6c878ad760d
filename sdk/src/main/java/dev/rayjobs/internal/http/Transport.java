package dev.rayjobs.internal.http;

import dev.rayjobs.errors.ConnectionException;
import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.errors.TimedOutException;
import dev.rayjobs.internal.json.JsonException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.Dispatcher;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;

/**
 * The choke point: every request to the dashboard goes through here and gets its headers, token,
 * time limits and error mapping here. Thread-safe.
 */
public final class Transport implements AutoCloseable {
  private static final int LONGEST_ERROR_BODY = 64 * 1024;

  private final TransportSettings settings;
  private final HttpUrl base;
  private final RequestHeaders headers;
  private final ApiErrors errors;
  private final Retrier retrier;
  private final OkHttpClient client;
  private final OkHttpClient tailClient;

  /** What to make of an answer's body. */
  interface AnswerReader<T> {
    T read(int status, InputStream body) throws IOException;
  }

  /** A transport to one dashboard. */
  public Transport(TransportSettings settings) {
    this.settings = settings;
    this.base = HttpUrl.get(settings.address().uri().toString());
    this.headers =
        new RequestHeaders(
            settings.headers(),
            settings.cookies(),
            settings.address().userInfo(),
            settings.token());
    this.errors = new ApiErrors(address(), headers);
    this.retrier = new Retrier(settings.retry());
    this.client = clientOf(settings);
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

  /** The dashboard's address for messages. */
  String address() {
    return settings.address().uri().toString();
  }

  /** Sends a request, again where that is safe and of use, and reads its answer. */
  <T> T exchange(ApiCall call, AnswerReader<T> reader) {
    return retrier.run(call.repeatable(), attempt -> send(call, reader, attempt));
  }

  private <T> T send(ApiCall call, AnswerReader<T> reader, Retrier.Attempt attempt) {
    try (Response response = respond(call, attempt)) {
      return reader.read(response.code(), response.body().byteStream());
    } catch (JsonException e) {
      throw ApiErrors.notRay(
          address(), call.path() + " answered no usable JSON: " + e.getMessage());
    } catch (IOException e) {
      throw broken(call.method() + " " + call.path(), e);
    }
  }

  /** Sends a request, again where that is of use, and leaves its answer open for the caller. */
  <T> T open(ApiCall call, Function<Response, T> use) {
    return retrier.run(
        call.repeatable(),
        attempt -> {
          try {
            return use.apply(respond(call, attempt));
          } catch (IOException e) {
            throw broken(call.method() + " " + call.path(), e);
          }
        });
  }

  /** An answer that is no error; the caller closes it. */
  private Response respond(ApiCall call, Retrier.Attempt attempt) throws IOException {
    boolean upload = call.body() instanceof FileBody;
    OkHttpClient chosen = upload ? client.newBuilder().callTimeout(Duration.ZERO).build() : client;
    Response response = chosen.newCall(request(call)).execute();
    retrier.contacted();
    if (call.expected().contains(response.code())) {
      return response;
    }
    try (response) {
      attempt.retryAfter(RetryAfter.parse(response.header("Retry-After"), Instant.now()));
      throw errors.of(
          call.method(),
          call.path(),
          response.code(),
          boundedBody(response),
          response.header("Location"));
    }
  }

  Retrier retrier() {
    return retrier;
  }

  /** Opens a WebSocket; the listener hears how it goes. */
  WebSocket openTail(ApiCall call, WebSocketListener listener) {
    return tailClient.newWebSocket(request(call), listener);
  }

  /** The error that an answer to a handshake means. */
  RayJobsException refused(ApiCall call, Response response) {
    String body;
    try {
      body = boundedBody(response);
    } catch (IOException e) {
      body = "";
    }
    return errors.of("GET", call.path(), response.code(), body, response.header("Location"));
  }

  private Request request(ApiCall call) {
    Request.Builder request =
        new Request.Builder().url(call.under(base)).method(call.method(), call.body());
    headers.addTo(request);
    return request.build();
  }

  private static String boundedBody(Response response) throws IOException {
    return new String(
        response.body().byteStream().readNBytes(LONGEST_ERROR_BODY), StandardCharsets.UTF_8);
  }

  /** An I/O failure in words. */
  private RayJobsException broken(String call, IOException e) {
    String where = settings.address().toString();
    if (e instanceof UnknownHostException) {
      return new ConnectionException(
          "Cannot connect to " + where + ": no such host. Check the address", e);
    }
    if (e instanceof ConnectException || e instanceof NoRouteToHostException) {
      return new ConnectionException(
          "Cannot connect to "
              + where
              + ": "
              + reasonOf(e)
              + ". Is the Ray head running there, and is this its dashboard's port?",
          e);
    }
    if (e instanceof SSLException) {
      return new ConnectionException(
          "No TLS connection to "
              + where
              + ": "
              + reasonOf(e)
              + ". Check that the server speaks https, and which certificates are trusted",
          e);
    }
    if (e instanceof InterruptedIOException) {
      if (Thread.currentThread().isInterrupted()) {
        return new RayJobsException(
            "Interrupted while waiting for " + where + " (" + call + ")", e);
      }
      return new TimedOutException(
          "No answer from " + where + " in time (" + call + ": " + reasonOf(e) + ")", e);
    }
    return new ConnectionException(
        "The connection to "
            + where
            + " broke before an answer came ("
            + call
            + ": "
            + reasonOf(e)
            + "). Is this a Ray dashboard?",
        e);
  }

  private static String reasonOf(Throwable e) {
    Throwable cause = e;
    while (cause instanceof ConnectException && cause.getCause() instanceof ConnectException) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    return message == null || message.isEmpty() ? cause.getClass().getSimpleName() : message;
  }

  private static OkHttpClient clientOf(TransportSettings settings) {
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
        .followSslRedirects(false);
    if (settings.own() == null && settings.address().isPlain()) {
      // Saves the set-up of TLS, a good part of a short command's time.
      builder.connectionSpecs(List.of(ConnectionSpec.CLEARTEXT));
    }
    if (settings.trust() != null) {
      trust(builder, settings.trust());
    }
    if (!settings.verifyHostname()) {
      builder.hostnameVerifier((host, session) -> true);
    }
    return builder.build();
  }

  private static void trust(OkHttpClient.Builder builder, javax.net.ssl.X509TrustManager trust) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {trust}, new SecureRandom());
      builder.sslSocketFactory(context.getSocketFactory(), trust);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM has no TLS", e);
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

  /** Ends open tails and connections, unless the OkHttp client is the user's own. */
  @Override
  public void close() {
    if (settings.own() == null) {
      client.dispatcher().cancelAll();
      client.dispatcher().executorService().shutdownNow();
      client.connectionPool().evictAll();
    }
  }
}
