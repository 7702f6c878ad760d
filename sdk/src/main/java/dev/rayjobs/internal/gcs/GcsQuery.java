package dev.rayjobs.internal.gcs;

import dev.rayjobs.errors.InvalidInputException;
import dev.rayjobs.errors.TokenException;
import dev.rayjobs.internal.address.ClusterAddress.Gcs;
import dev.rayjobs.internal.http.BearerToken;
import dev.rayjobs.internal.http.BlockingCall;
import dev.rayjobs.internal.tls.TlsSockets;
import java.io.IOException;
import java.net.Proxy;
import java.time.Duration;
import java.util.List;
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
  private final GcsFailures failures;

  /** A question to this GCS. */
  public GcsQuery(Gcs gcs, GcsSettings settings, GcsGuard guard) {
    this.gcs = gcs;
    this.settings = settings;
    this.guard = guard;
    this.encrypted = GcsTls.isOn(settings.environment());
    this.failures = new GcsFailures(gcs, settings.token(), encrypted);
  }

  /**
   * The dashboard's {@code HOST:PORT}, as the GCS knows it.
   *
   * @throws dev.rayjobs.errors.RayJobsException of the kind that says why there is no answer
   */
  public String dashboard() {
    BearerToken.Sendable token = settings.token().wanted() ? settings.token().current() : null;
    OkHttpClient client = client();
    try {
      Answer answer = ask(client, token);
      if (answer.outcome().status() == GrpcOutcome.UNAUTHENTICATED) {
        BearerToken.Sendable fresh = fresh();
        if (fresh != null && !fresh.isSameAs(token)) {
          token = fresh;
          answer = ask(client, token);
        }
      }
      if (!answer.outcome().isOk()) {
        throw failures.of(answer.outcome(), token);
      }
      String value = KeyValueMessages.valueOf(answer.body());
      if (value.isEmpty()) {
        throw failures.noDashboard();
      }
      return value;
    } catch (IOException e) {
      throw failures.of(e);
    } finally {
      client.connectionPool().evictAll();
    }
  }

  private record Answer(GrpcOutcome outcome, byte[] body) {}

  private Answer ask(OkHttpClient client, BearerToken.@Nullable Sendable token) throws IOException {
    if (token != null) {
      guard.check(gcs);
    }
    try (Response response = BlockingCall.execute(client.newCall(request(token)))) {
      byte[] body = response.body().byteStream().readNBytes(LONGEST_REPLY);
      return new Answer(GrpcOutcome.of(response, body.length == LONGEST_REPLY), body);
    }
  }

  /** The source's token once more, after a refusal: it may have been replaced meanwhile. */
  private BearerToken.@Nullable Sendable fresh() {
    try {
      return settings.token().wanted() ? settings.token().current() : null;
    } catch (TokenException e) {
      // The refusal of the one that was sent says more than that the next is not there yet.
      return null;
    }
  }

  private Request request(BearerToken.@Nullable Sendable token) {
    HttpUrl url = HttpUrl.parse((encrypted ? "https://" : "http://") + gcs.authority() + METHOD);
    if (url == null) {
      throw new InvalidInputException(
          "The GCS's address " + gcs + " names no possible host: it should look like HOST:6379");
    }
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
}
