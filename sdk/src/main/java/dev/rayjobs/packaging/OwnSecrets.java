package dev.rayjobs.packaging;

import dev.rayjobs.internal.packaging.FileFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The files that this client takes its own secrets from, to be found again under any name. */
final class OwnSecrets {
  private record Known(Path path, long size, String name) {}

  private final List<Known> known = new ArrayList<>();

  /** Those of these files that are there; each with what it is called in a warning. */
  OwnSecrets(Map<Path, String> files) {
    files.forEach(
        (path, name) -> {
          try {
            FileFacts facts = FileFacts.of(path);
            if (facts.isRegularFile()) {
              known.add(new Known(path, facts.size(), name));
            }
          } catch (IOException e) {
            // What cannot be read here is not packed either.
            return;
          }
        });
  }

  /** What such a file is called, if this is one of them, through links too; else null. */
  @Nullable String nameOf(Path file, long size) {
    for (Known secret : known) {
      // The size first: it is known, and the question for the same file costs two calls.
      if (secret.size == size && isSame(secret.path, file)) {
        return secret.name;
      }
    }
    return null;
  }

  private static boolean isSame(Path one, Path other) {
    try {
      return Files.isSameFile(one, other);
    } catch (IOException e) {
      return false;
    }
  }
}
