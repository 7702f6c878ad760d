package dev.rayjobs.internal.json;

import java.io.Serial;

/**
 * A text is no JSON, or not of the form that was asked for. The caller knows where it came from.
 */
public final class JsonException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** A text that could be read but lacks what was asked for. */
  public JsonException(String message) {
    super(message);
  }
}
