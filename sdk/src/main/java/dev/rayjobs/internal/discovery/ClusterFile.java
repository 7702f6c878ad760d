package dev.rayjobs.internal.discovery;

import dev.rayjobs.errors.InvalidInputException;
import dev.rayjobs.internal.address.AddressReader;
import dev.rayjobs.internal.address.ClusterAddress.Gcs;
import dev.rayjobs.internal.env.Environment;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where {@code ray start --head} on this machine has left its GCS's address, and {@code ray stop}
 * takes it away: {@code ray_current_cluster} in Ray's folder for temporary files.
 */
final class ClusterFile {
  private static final int LONGEST = 4096;

  private final Path path;

  private ClusterFile(Path path) {
    this.path = path;
  }

  /** The file that this environment's Ray uses. A variable counts also when it is empty. */
  static ClusterFile of(Environment environment) {
    String folder = environment.get("RAY_TMPDIR");
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    if (folder == null && system.startsWith("linux")) {
      folder = environment.get("TMPDIR");
    }
    if (folder == null) {
      folder = system.startsWith("windows") ? System.getProperty("java.io.tmpdir", "") : "/tmp";
    }
    try {
      return new ClusterFile(Path.of(folder, "ray", "ray_current_cluster"));
    } catch (InvalidPathException e) {
      throw new InvalidInputException(
          "Ray's folder for temporary files, by RAY_TMPDIR or TMPDIR, has a name that cannot be"
              + " used here: "
              + e.getReason(),
          e);
    }
  }

  Path path() {
    return path;
  }

  /**
   * The GCS that the file names; empty if there is no file.
   *
   * @param reason why the file is read, for messages
   * @throws InvalidInputException if it cannot be read or names none
   */
  Optional<Gcs> read(String reason) {
    if (!Files.exists(path)) {
      return Optional.empty();
    }
    String text;
    try (InputStream in = Files.newInputStream(path)) {
      text = new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw unusable("cannot be read (" + e.getMessage() + ")", reason, e);
    }
    Gcs gcs = AddressReader.readGcs(text, path + ", since " + reason);
    if (gcs == null) {
      throw unusable("holds no HOST:PORT", reason, null);
    }
    return Optional.of(gcs);
  }

  private InvalidInputException unusable(
      String problem, String reason, @Nullable IOException cause) {
    return new InvalidInputException(
        "The cluster file "
            + path
            + ", read since "
            + reason
            + ", "
            + problem
            + ". Delete it if no Ray runs here, or give an address like http://HOST:8265",
        cause);
  }
}
