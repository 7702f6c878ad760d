package dev.rayjobs.internal.packaging;

import java.io.Serial;

/** A pattern that Ray's own client cannot read: it ends with an error there. */
public final class UnusablePatternException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  UnusablePatternException(String message) {
    super(message);
  }
}
