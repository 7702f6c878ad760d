package dev.rayjobs.internal.packaging;

import java.io.Serial;

/** A pattern that cannot be used: mostly, one with which Ray's own client ends in an error. */
public final class UnusablePatternException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  static final String RAY_FAILS = " (Ray's own client fails on it)";

  UnusablePatternException(String message) {
    super(message);
  }
}
