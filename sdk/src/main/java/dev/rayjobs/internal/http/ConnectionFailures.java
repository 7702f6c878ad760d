package dev.rayjobs.internal.http;

import dev.rayjobs.errors.CancelledException;
import dev.rayjobs.errors.ConnectionException;
import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.errors.UnexpectedAnswerException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/** What it means that no answer came, in words. */
public final class ConnectionFailures {
  /** What servers say in TLS when they miss a certificate or dislike it. */
  private static final Pattern CLIENT_CERTIFICATE =
      Pattern.compile(
          "alert: (?:certificate_required|bad_certificate|handshake_failure|certificate_unknown"
              + "|unknown_ca|certificate_expired|access_denied)");

  private final TransportSettings settings;

  ConnectionFailures(TransportSettings settings) {
    this.settings = settings;
  }

  /** An I/O failure in words. */
  RayJobsException of(String call, IOException e) {
    String where =
        settings.address()
            + (settings.proxy() == null ? "" : " through the proxy " + settings.proxy());
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
    if (e instanceof InterruptedIOException) {
      if (Thread.currentThread().isInterrupted()) {
        return new CancelledException(
            "Interrupted while waiting for " + where + " (" + call + ")", e);
      }
      return new ConnectionException(
          "No answer from " + where + " in time (" + call + ": " + reasonOf(e) + ")", e);
    }
    boolean direct = settings.proxy() == null && settings.own() == null;
    String wrong = direct ? WrongProtocol.behind(e, settings.address()) : null;
    if (wrong != null) {
      return new UnexpectedAnswerException(
          "There is no dashboard at " + where + ": what answers there " + wrong, e);
    }
    if (e instanceof SSLException) {
      return new ConnectionException(
          "No TLS connection to " + where + ": " + reasonOf(e) + ". " + adviceOn(reasonOf(e)), e);
    }
    return new ConnectionException(
        "The connection to "
            + where
            + " broke before an answer came ("
            + call
            + ": "
            + reasonOf(e)
            + "). Is this a Ray dashboard?"
            + (settings.address().isLoopback()
                ? " At this end of a tunnel: does one listen at the other end?"
                : "")
            + otherReasonsToHangUp(),
        e);
  }

  private String otherReasonsToHangUp() {
    if (settings.address().isPlain()) {
      return " A port that speaks https may end like this, too";
    }
    // TLS 1.3: the client writes already when the server finds that it got none.
    return settings.tls().identity() != null
        ? ""
        : " A server that wants a client certificate may end like this too: set"
            + " RAY_JOB_CLIENT_CERT and RAY_JOB_CLIENT_KEY";
  }

  private String adviceOn(String reason) {
    if (CLIENT_CERTIFICATE.matcher(reason).find()) {
      return settings.tls().identity() == null
          ? "The server wants a client certificate: give it, or set RAY_JOB_CLIENT_CERT and"
              + " RAY_JOB_CLIENT_KEY"
          : "The server does not accept the client certificate from "
              + settings.tls().identityOrigin();
    }
    if (reason.contains("PKIX") || reason.contains("certif") || reason.contains("Hostname")) {
      return "The trusted certificates are: "
          + settings.tls().trustOrigin()
          + ". Others: --verify or trustedCertificates, REQUESTS_CA_BUNDLE, SSL_CERT_FILE";
    }
    return "Check that the server speaks https";
  }

  /** The reason in a failure, as short as it comes. */
  public static String reasonOf(Throwable e) {
    Throwable cause = e;
    while (cause instanceof ConnectException && cause.getCause() instanceof ConnectException) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    return message == null || message.isEmpty() ? cause.getClass().getSimpleName() : message;
  }
}
