package dev.rayjobs.packaging;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A file is not any more what it was when the URI was computed. */
final class ContentChangedException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final String path;

  ContentChangedException(String path, @Nullable Throwable cause) {
    super(path, cause);
    this.path = path;
  }

  /** The file, relative to the root. */
  String path() {
    return path;
  }
}
