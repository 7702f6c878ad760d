package dev.rayjobs.internal.gcs;

import dev.rayjobs.errors.AuthenticationException;
import dev.rayjobs.errors.CancelledException;
import dev.rayjobs.errors.ConnectionException;
import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.errors.UnexpectedAnswerException;
import dev.rayjobs.internal.address.ClusterAddress.Gcs;
import dev.rayjobs.internal.http.BearerToken;
import dev.rayjobs.internal.http.ConnectionFailures;
import dev.rayjobs.internal.http.SpokenProtocol;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What it means that a GCS, or what was taken for one, gave no answer or refused it, in words. */
final class GcsFailures {
  private final Gcs gcs;
  private final BearerToken token;
  private final boolean encrypted;

  /**
   * Failures of one GCS.
   *
   * @param encrypted whether it is spoken to by TLS
   */
  GcsFailures(Gcs gcs, BearerToken token, boolean encrypted) {
    this.gcs = gcs;
    this.token = token;
    this.encrypted = encrypted;
  }

  /** There is no dashboard behind the key. */
  RayJobsException noDashboard() {
    return new ConnectionException(
        "The GCS at "
            + gcs
            + " knows of no dashboard: it has not come up yet, or the cluster runs without one");
  }

  /**
   * It answered with an error.
   *
   * @param sent the token that was sent, or null
   */
  RayJobsException of(GrpcOutcome outcome, BearerToken.@Nullable Sendable sent) {
    String reason =
        sent == null ? outcome.message() : outcome.message().replace(sent.value(), "***");
    return switch (outcome.status()) {
      case GrpcOutcome.UNAUTHENTICATED -> unauthenticated(reason, sent);
      case GrpcOutcome.UNAVAILABLE ->
          new ConnectionException("The GCS at " + gcs + " is not available: " + reason);
      case GrpcOutcome.UNIMPLEMENTED -> notGcs("it speaks gRPC, but knows no such call", null);
      default ->
          new UnexpectedAnswerException(
              "The GCS at "
                  + gcs
                  + " answered with an error: gRPC status "
                  + outcome.status()
                  + (reason.isEmpty() ? "" : ", " + reason));
    };
  }

  /** gRPC has one status for what HTTP calls 401 and 403. */
  private RayJobsException unauthenticated(String reason, BearerToken.@Nullable Sendable sent) {
    if (sent == null) {
      return new AuthenticationException(
          "The GCS at " + gcs + " wants a token: " + token.whyNone(),
          "POST",
          GcsQuery.METHOD,
          401,
          reason,
          "",
          false);
    }
    return new AuthenticationException(
        "The GCS at "
            + gcs
            + " refused the token from "
            + sent.origin()
            + ": "
            + BearerToken.WRONG_TOKEN,
        "POST",
        GcsQuery.METHOD,
        403,
        reason,
        "",
        false);
  }

  /** No answer came, or none of gRPC. */
  RayJobsException of(IOException e) {
    if (e instanceof UnknownHostException) {
      return new ConnectionException(
          "Cannot connect to the GCS at " + gcs + ": no such host. Check the address", e);
    }
    if (e instanceof ConnectException || e instanceof NoRouteToHostException) {
      return new ConnectionException(
          "Cannot connect to the GCS at "
              + gcs
              + ": "
              + ConnectionFailures.reasonOf(e)
              + ". Is the Ray head running there? Its dashboard's own address, http://HOST:8265,"
              + " can be given as well",
          e);
    }
    if (e instanceof SSLException) {
      return new ConnectionException(
          "No TLS connection to the GCS at "
              + gcs
              + ": "
              + ConnectionFailures.reasonOf(e)
              + ". RAY_USE_TLS is set: check RAY_TLS_CA_CERT, RAY_TLS_SERVER_CERT and"
              + " RAY_TLS_SERVER_KEY, and that the cluster uses TLS, too",
          e);
    }
    if (e instanceof InterruptedIOException && Thread.currentThread().isInterrupted()) {
      return new CancelledException("Interrupted while waiting for the GCS at " + gcs, e);
    }
    return switch (SpokenProtocol.at(gcs.host(), gcs.port())) {
      case HTTP ->
          new UnexpectedAnswerException(
              "There is no GCS at "
                  + gcs
                  + ": what answers there speaks http. If it is the dashboard, write http://"
                  + gcs.authority(),
              e);
      case TLS -> encrypted ? unclear(e) : notGcs("it speaks TLS", e);
      case HTTP_2, UNKNOWN -> unclear(e);
    };
  }

  private RayJobsException unclear(IOException e) {
    return e instanceof InterruptedIOException
        ? new ConnectionException(
            "No answer from the GCS at " + gcs + " in time: " + ConnectionFailures.reasonOf(e), e)
        : notGcs("it broke off, or its answer is not gRPC's", e);
  }

  private UnexpectedAnswerException notGcs(String evidence, @Nullable IOException cause) {
    return new UnexpectedAnswerException(
        "What answers at "
            + gcs
            + " seems to be no GCS: "
            + evidence
            + (cause == null || encrypted ? "" : " (a GCS with TLS needs RAY_USE_TLS=1)")
            + ". The GCS listens on 6379 unless told otherwise; or give the dashboard's own"
            + " address, http://"
            + gcs.host()
            + ":8265",
        cause);
  }
}
