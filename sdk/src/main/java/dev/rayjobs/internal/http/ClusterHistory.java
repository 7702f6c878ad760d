package dev.rayjobs.internal.http;

import org.jspecify.annotations.Nullable;

/**
 * What this client met at its address before, which tells a cluster that was started anew from a
 * wrong token. Thread-safe.
 */
final class ClusterHistory {
  private volatile @Nullable SentToken accepted;
  private volatile String session = "";

  /** A request with this was answered. */
  void answered(SentToken sent) {
    accepted = sent;
  }

  /** The cluster's incarnation is this. */
  void session(String name) {
    session = name;
  }

  /** Whether the cluster answered to this client without any token. */
  boolean wantedNoToken() {
    SentToken before = accepted;
    return before != null && before.token() == null;
  }

  /** Whether the cluster answered when this client sent the same token. */
  boolean accepted(SentToken sent) {
    SentToken before = accepted;
    return before != null && sent.token() != null && sent.token().isSameAs(before.token());
  }

  /** The token that was accepted last; null if none was, or none was wanted. */
  BearerToken.@Nullable Sendable acceptedToken() {
    SentToken before = accepted;
    return before == null ? null : before.token();
  }

  /** The cluster's incarnation in brackets, or nothing if it is not known. */
  String knownSession() {
    return session.isEmpty() ? "" : " (" + session + ")";
  }
}
