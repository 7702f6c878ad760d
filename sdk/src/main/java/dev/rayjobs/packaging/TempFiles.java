package dev.rayjobs.packaging;

import dev.rayjobs.errors.PackagingException;
import dev.rayjobs.internal.packaging.PrivateTempFile;
import java.io.IOException;

/** The temporary files that archives are written to, with errors in words. */
final class TempFiles {
  /** The process in the name tells whose a file is that a killed program left. */
  static final String PREFIX = "ray-package-" + ProcessHandle.current().pid() + "-";

  private TempFiles() {}

  static PrivateTempFile create() {
    try {
      return PrivateTempFile.create(PREFIX, ".tmp");
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  static PackagingException cannotWrite(IOException cause) {
    return new PackagingException(
        "the package cannot be written to the folder for temporary files, "
            + System.getProperty("java.io.tmpdir")
            + " ("
            + cause.getMessage()
            + "). Make room there, or choose another folder with -Djava.io.tmpdir.",
        cause);
  }
}
