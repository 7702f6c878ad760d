package dev.rayjobs.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Ray itself, installed into a virtual environment of the user's cache folder. The first use makes
 * it (about a minute); later uses, and other programs, share it.
 */
public final class RayInstallation {
  private static final List<String> PYTHONS =
      List.of("python3.11", "python3.12", "python3.13", "python3.10", "python3");

  private final String version;
  private final Path root;

  private RayInstallation(String version, Path root) {
    this.version = version;
    this.root = root;
  }

  /** The installation of this Ray version, made if there is none. */
  @SuppressWarnings("try") // The lock is only held.
  public static RayInstallation of(String version) {
    try {
      Path cache = cacheFolder();
      Files.createDirectories(cache);
      Path root = cache.resolve("ray-" + version);
      Path done = cache.resolve("ray-" + version + ".done");
      Path lock = cache.resolve("ray-" + version + ".lock");
      // Another build on this machine may be making the same one.
      try (FileChannel channel =
              FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock held = channel.lock()) {
        String constraints = constraints();
        if (!Files.exists(done)) {
          delete(root);
        }
        if (!Files.exists(done) || !Files.readString(done).equals(constraints)) {
          Files.deleteIfExists(done);
          install(version, root, constraints);
          Files.writeString(done, constraints);
        }
      }
      return new RayInstallation(version, root);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot install Ray " + version, e);
    }
  }

  private static Path cacheFolder() {
    String xdg = System.getenv("XDG_CACHE_HOME");
    Path cache =
        xdg == null || xdg.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(xdg);
    return cache.resolve("rayjobs");
  }

  /** The versions of what lies below Ray; examples/quickstart/run takes them from the same file. */
  private static String constraints() throws IOException {
    try (InputStream in = RayInstallation.class.getResourceAsStream("ray-constraints.txt")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void delete(Path root) throws IOException {
    if (Files.exists(root)) {
      try (Stream<Path> left = Files.walk(root)) {
        left.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
      }
    }
  }

  private static void install(String version, Path root, String constraints) throws IOException {
    Path file = Files.createTempFile("ray-constraints", ".txt");
    try {
      Files.writeString(file, constraints);
      run(List.of(systemPython(), "-m", "venv", root.toString()));
      run(
          List.of(
              root.resolve("bin/pip").toString(),
              "install",
              "--quiet",
              "--disable-pip-version-check",
              "--constraint",
              file.toString(),
              "ray[default]==" + version));
    } finally {
      Files.delete(file);
    }
  }

  /** Ray's wheels stop at Python 3.13. */
  private static String systemPython() {
    for (String candidate : PYTHONS) {
      try {
        run(
            List.of(
                candidate,
                "-c",
                "import sys, venv; sys.exit(not (3, 10) <= sys.version_info < (3, 14))"));
        return candidate;
      } catch (IOException notThisOne) {
        // The next may do.
      }
    }
    throw new IllegalStateException(
        "the tests against a real Ray need Python 3.10 to 3.13 with venv on PATH; tried "
            + String.join(", ", PYTHONS));
  }

  private static void run(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output;
    try (InputStream in = process.getInputStream()) {
      output = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    try {
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", command) + " failed:\n" + output);
      }
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted: " + String.join(" ", command), e);
    }
  }

  /** The Ray version, for example {@code 2.60.0}. */
  public String version() {
    return version;
  }

  /**
   * The folder of programs; put it first on PATH when a head starts, or jobs find another python.
   */
  public Path bin() {
    return root.resolve("bin");
  }

  /** The Python that can {@code import ray}. */
  public Path python() {
    return bin().resolve("python");
  }
}
