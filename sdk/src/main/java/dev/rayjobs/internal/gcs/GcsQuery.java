package dev.rayjobs.internal.gcs;

import dev.rayjobs.errors.ConnectionException;
import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.errors.TimedOutException;
import dev.rayjobs.errors.UnexpectedAnswerException;
import dev.rayjobs.internal.address.ClusterAddress.Gcs;
import dev.rayjobs.internal.http.BearerToken;
import dev.rayjobs.internal.http.ConnectionFailures;
import dev.rayjobs.internal.http.SpokenProtocol;
import dev.rayjobs.internal.tls.TlsSockets;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.Proxy;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLException;
import okhttp3.ConnectionSpec;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Asks a cluster's GCS where its dashboard is: one unary gRPC call, which changes nothing. A
 * client's cluster id, which Ray's own sends along, is not needed; its token is.
 */
public final class GcsQuery {
  static final String METHOD = "/ray.rpc.InternalKVGcsService/InternalKVGet";
  private static final MediaType GRPC = MediaType.get("application/grpc");
  private static final String NAME = "dashboard";
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int LONGEST_REPLY = 64 * 1024;

  private final Gcs gcs;
  private final GcsSettings settings;
  private final GcsGuard guard;
  private final boolean encrypted;

  /** A question to this GCS. */
  public GcsQuery(Gcs gcs, GcsSettings settings, GcsGuard guard) {
    this.gcs = gcs;
    this.settings = settings;
    this.guard = guard;
    this.encrypted = GcsTls.isOn(settings.environment());
  }

  /**
   * The dashboard's {@code HOST:PORT}, as the GCS knows it.
   *
   * @throws RayJobsException of the kind that says why there is no answer
   */
  public String dashboard() {
    BearerToken.Sendable token = settings.token().wanted() ? settings.token().current() : null;
    if (token != null) {
      guard.check(gcs);
    }
    OkHttpClient client = client();
    try (Response response = client.newCall(request(token)).execute()) {
      byte[] body = response.body().byteStream().readNBytes(LONGEST_REPLY);
      GrpcOutcome outcome = GrpcOutcome.of(response, body.length == LONGEST_REPLY);
      if (!outcome.isOk()) {
        throw new GcsRefusal(gcs, settings.token()).of(outcome, token);
      }
      String value = KeyValueMessages.valueOf(body);
      if (value.isEmpty()) {
        throw new ConnectionException(
            "The GCS at "
                + gcs
                + " knows of no dashboard: it has not come up yet, or the cluster runs without one");
      }
      return value;
    } catch (IOException e) {
      throw failure(e);
    } finally {
      client.connectionPool().evictAll();
    }
  }

  private Request request(BearerToken.@Nullable Sendable token) {
    HttpUrl url = HttpUrl.get((encrypted ? "https://" : "http://") + gcs.authority() + METHOD);
    Request.Builder request =
        new Request.Builder()
            .url(url)
            .header("TE", "trailers")
            .header("User-Agent", "rayjobs-java")
            .post(RequestBody.create(KeyValueMessages.request(NAME, NAME), GRPC));
    if (token != null) {
      request.header("Authorization", "Bearer " + token.value());
    }
    return request.build();
  }

  /** As Ray's own: no proxy is asked, and no redirect followed. */
  private OkHttpClient client() {
    OkHttpClient.Builder builder =
        new OkHttpClient.Builder()
            .connectTimeout(settings.connectTimeout())
            .readTimeout(shorter(settings.readTimeout()))
            .callTimeout(settings.callTimeout())
            .proxy(Proxy.NO_PROXY)
            .retryOnConnectionFailure(false)
            .followRedirects(false);
    if (!encrypted) {
      return builder
          .protocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE))
          .connectionSpecs(List.of(ConnectionSpec.CLEARTEXT))
          .build();
    }
    TlsSockets sockets = TlsSockets.by(GcsTls.settings(settings.environment()));
    return builder
        .protocols(List.of(Protocol.HTTP_2, Protocol.HTTP_1_1))
        .sslSocketFactory(sockets.factory(), sockets.trust())
        .build();
  }

  /** A GCS answers this from memory. */
  private static Duration shorter(Duration asked) {
    return asked.isZero() || asked.compareTo(PATIENCE) > 0 ? PATIENCE : asked;
  }

  private RayJobsException failure(IOException e) {
    String what = "the GCS at " + gcs;
    if (e instanceof UnknownHostException) {
      return new ConnectionException(
          "Cannot connect to " + what + ": no such host. Check the address", e);
    }
    if (e instanceof ConnectException || e instanceof NoRouteToHostException) {
      return new ConnectionException(
          "Cannot connect to "
              + what
              + ": "
              + ConnectionFailures.reasonOf(e)
              + ". Is the Ray head running there? Its dashboard's own address, http://HOST:8265,"
              + " can be given as well",
          e);
    }
    if (e instanceof SSLException) {
      return new ConnectionException(
          "No TLS connection to "
              + what
              + ": "
              + e.getMessage()
              + ". RAY_USE_TLS is set: check RAY_TLS_CA_CERT, RAY_TLS_SERVER_CERT and"
              + " RAY_TLS_SERVER_KEY, and that the cluster uses TLS, too",
          e);
    }
    if (e instanceof InterruptedIOException && Thread.currentThread().isInterrupted()) {
      return new RayJobsException("Interrupted while waiting for " + what, e);
    }
    SpokenProtocol spoken = SpokenProtocol.at(gcs.host(), gcs.port());
    if (e instanceof InterruptedIOException && !tells(spoken)) {
      return new TimedOutException("No answer from " + what + " in time: " + e.getMessage(), e);
    }
    return new UnexpectedAnswerException(
        "What answers at " + gcs + " is no GCS that can be asked: " + instead(spoken), e);
  }

  private boolean tells(SpokenProtocol spoken) {
    return spoken == SpokenProtocol.HTTP || (spoken == SpokenProtocol.TLS && !encrypted);
  }

  private String instead(SpokenProtocol spoken) {
    return switch (spoken) {
      case HTTP -> "it speaks http. If it is the dashboard, write http://" + gcs.authority();
      case TLS ->
          "it speaks TLS"
              + (encrypted ? ", and broke the connection" : "")
              + ". If it is the dashboard, write https://"
              + gcs.authority()
              + "; for a GCS with TLS set RAY_USE_TLS=1 and Ray's other variables for it";
      case HTTP_2, UNKNOWN ->
          "its answer is not gRPC's"
              + (encrypted ? "" : ", or it wants TLS (RAY_USE_TLS=1)")
              + ". The GCS listens on 6379 unless told otherwise; or give the dashboard's own"
              + " address, http://"
              + gcs.host()
              + ":8265";
    };
  }
}
