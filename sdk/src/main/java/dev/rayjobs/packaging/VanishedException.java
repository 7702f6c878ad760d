package dev.rayjobs.packaging;

import dev.rayjobs.errors.PackagingException;
import java.io.IOException;
import java.io.Serial;

/** A file that a walk found was gone when it was to be read. */
final class VanishedException extends PackagingException {
  @Serial private static final long serialVersionUID = 1L;

  VanishedException(String path, IOException cause) {
    super(path + " vanished while it was to be packaged; try again.", cause);
  }
}
