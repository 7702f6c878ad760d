package dev.rayjobs.auth;

/**
 * The HTTP header that carries the token. Ray's dashboard looks into {@code Authorization} first,
 * and into {@code X-Ray-Authorization} only where a request has no {@code Authorization}: so a
 * proxy that wants credentials of its own in {@code Authorization}, and takes them away, leaves the
 * other for Ray. Constants may be added: have a default branch.
 *
 * <pre>{@code
 * JobClient.builder().tokenHeader(TokenHeader.X_RAY_AUTHORIZATION);
 * }</pre>
 */
public enum TokenHeader {
  /**
   * {@code Authorization}, unless the user gives one of their own; then {@code
   * X-Ray-Authorization}, unless the user gives that one too.
   */
  AUTOMATIC,
  /** {@code Authorization}, which then can carry nothing else. */
  AUTHORIZATION,
  /** {@code X-Ray-Authorization}. */
  X_RAY_AUTHORIZATION
}
