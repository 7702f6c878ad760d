package dev.rayjobs.internal.json;

import java.io.Serial;

/**
 * A text is no JSON, or not of the form that was asked for. The caller knows where it came from.
 */
public final class JsonException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  JsonException(String message) {
    super(message);
  }

  JsonException(String message, Throwable cause) {
    super(message, cause);
  }
}
