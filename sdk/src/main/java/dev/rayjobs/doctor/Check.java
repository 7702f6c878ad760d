package dev.rayjobs.doctor;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One thing that was looked at. Immutable; never shows a token, a password or a header's value.
 *
 * <pre>{@code
 * System.out.println(check.level() + " " + check.subject() + ": " + check.detail());
 * }</pre>
 */
public final class Check {
  /**
   * What was looked at, in the order in which it is. Constants may be added: have a default branch.
   */
  public enum Subject {
    /** Where the dashboard is, and which variable or option said so. */
    ADDRESS,
    /** Certificates, proxies and other settings, before anything is sent. */
    SETTINGS,
    /** The proxy on the way. */
    PROXY,
    /** The host's name. */
    DNS,
    /** The TCP connection. */
    CONNECT,
    /** The server's certificate, and the client's. */
    TLS,
    /** Whether the cluster wants a token. */
    AUTHENTICATION_MODE,
    /** Where the token comes from, and why earlier places had none. */
    TOKEN,
    /** Who can read the token's file. */
    TOKEN_FILE,
    /** Whether the token goes over the network in plain text. */
    ENCRYPTION,
    /** Whether the cluster accepts the token. */
    ACCESS,
    /** What runs on the cluster, and since when. */
    VERSION,
    /** Whether logs can be followed. */
    LOG_TAIL
  }

  /** How it is, from well to worst. Constants may be added: have a default branch. */
  public enum Level {
    /** As it should be. */
    OK,
    /** It works, and should be mended. */
    WARNING,
    /** It does not work. */
    PROBLEM
  }

  private final Subject subject;
  private final Level level;
  private final String detail;
  private final @Nullable String next;

  private Check(Subject subject, Level level, String detail, @Nullable String next) {
    this.subject = subject;
    this.level = level;
    this.detail = detail;
    this.next = next;
  }

  /**
   * {@return a check of this outcome; {@code next} says what to do, or is null}
   *
   * @param subject what was looked at
   * @param level how it is
   * @param detail what was found, in a sentence or some
   * @param next what to do next, or null
   */
  public static Check of(Subject subject, Level level, String detail, @Nullable String next) {
    return new Check(subject, level, detail, next);
  }

  /** {@return what was looked at} */
  public Subject subject() {
    return subject;
  }

  /** {@return how it is} */
  public Level level() {
    return level;
  }

  /** {@return what was found, in a sentence or some} */
  public String detail() {
    return detail;
  }

  /** {@return what to do next, where there is something to do} */
  public Optional<String> next() {
    return Optional.ofNullable(next);
  }

  @Override
  public String toString() {
    return level + " " + subject + ": " + detail;
  }
}
