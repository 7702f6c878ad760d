package dev.rayjobs.internal.packaging;

import java.io.IOException;
import java.io.Serial;

/** The zip file grew over its limit; writing was given up. */
public final class PackageTooLargeException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  PackageTooLargeException(long limit) {
    super("over " + limit + " bytes");
  }
}
