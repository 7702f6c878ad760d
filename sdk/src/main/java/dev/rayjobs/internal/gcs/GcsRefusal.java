package dev.rayjobs.internal.gcs;

import dev.rayjobs.errors.AuthenticationMissingException;
import dev.rayjobs.errors.AuthenticationRejectedException;
import dev.rayjobs.errors.ConnectionException;
import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.errors.UnexpectedAnswerException;
import dev.rayjobs.internal.address.ClusterAddress.Gcs;
import dev.rayjobs.internal.http.BearerToken;
import org.jspecify.annotations.Nullable;

/** What it means that a GCS, or another gRPC server, answered with an error. */
final class GcsRefusal {
  private static final int RAY_CLIENT_PORT = 10_001;

  private final Gcs gcs;
  private final BearerToken token;

  GcsRefusal(Gcs gcs, BearerToken token) {
    this.gcs = gcs;
    this.token = token;
  }

  /**
   * The error.
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
      case GrpcOutcome.UNIMPLEMENTED ->
          new UnexpectedAnswerException(
              "What answers at "
                  + gcs
                  + " speaks gRPC, but is no GCS"
                  + (gcs.port() == RAY_CLIENT_PORT ? ": it is the port of Ray Client" : "")
                  + ". The GCS listens on 6379 unless told otherwise; or give the dashboard's own"
                  + " address, http://"
                  + gcs.host()
                  + ":8265");
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
      return new AuthenticationMissingException(
          "The GCS at " + gcs + " wants a token: " + token.whyNone(),
          "POST",
          GcsQuery.METHOD,
          401,
          reason,
          "");
    }
    return new AuthenticationRejectedException(
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
}
