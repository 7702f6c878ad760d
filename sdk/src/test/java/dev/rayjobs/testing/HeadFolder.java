package dev.rayjobs.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The private folder of one head: its HOME, Ray's temp dir and the logs in it. */
final class HeadFolder {
  private static final int TAIL_LINES = 20;
  private static final List<String> LOGS =
      List.of(
          "gcs_server.err",
          "gcs_server.out",
          "raylet.err",
          "raylet.out",
          "dashboard.err",
          "dashboard.log",
          "dashboard_agent.log",
          "runtime_env_agent.log");

  private final Path root;

  private HeadFolder(Path root) {
    this.root = root;
  }

  static HeadFolder create() throws IOException {
    // Not java.io.tmpdir: Ray puts sockets below, whose paths must stay under 104 characters.
    HeadFolder folder = new HeadFolder(Files.createTempDirectory(Path.of("/tmp"), "rj"));
    Files.createDirectory(folder.home());
    return folder;
  }

  Path root() {
    return root;
  }

  Path home() {
    return root.resolve("home");
  }

  Path rayTemp() {
    return root.resolve("t");
  }

  Path logs() {
    return rayTemp().resolve("session_latest/logs");
  }

  /** The logs of a head that is up; not by Ray's link, made anew whenever a worker starts. */
  Path sessionLogs() {
    try (Stream<Path> sessions = Files.list(rayTemp())) {
      return sessions
          .filter(path -> path.getFileName().toString().startsWith("session_"))
          .filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
          .findFirst()
          .orElseThrow()
          .resolve("logs");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What {@code /api/version} of this very head calls its session; empty before it has one. */
  Optional<String> sessionName() throws IOException {
    Path latest = rayTemp().resolve("session_latest");
    return Files.exists(latest)
        ? Optional.of(latest.toRealPath().getFileName().toString())
        : Optional.empty();
  }

  /** The exit status of the head, if it ended by itself. */
  Optional<String> exitStatus() throws IOException {
    Path file = root.resolve("head.exit");
    return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
  }

  /** Whether some log tells of a port that another program holds. */
  boolean portWasTaken() {
    return logFiles()
        .anyMatch(
            file -> {
              String text = read(file).toLowerCase(Locale.ROOT);
              return text.contains("address already in use")
                  || text.contains("failed to bind")
                  || text.contains("eaddrinuse")
                  || (text.contains("port") && text.contains("already in use"));
            });
  }

  /** The last lines of each log that says something. */
  String logTails() {
    return logFiles()
        .filter(file -> !read(file).isBlank())
        .map(file -> "--- " + file.getFileName() + "\n" + tail(file))
        .collect(Collectors.joining("\n"));
  }

  /** Deletes what the keeper left, if it ended before its time. */
  void delete() throws IOException {
    if (Files.exists(root)) {
      try (Stream<Path> left = Files.walk(root)) {
        left.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
      }
    }
  }

  private Stream<Path> logFiles() {
    return Stream.concat(
            Stream.of(root.resolve("keeper.log"), root.resolve("head.log")),
            LOGS.stream().map(name -> logs().resolve(name)))
        .filter(Files::isRegularFile);
  }

  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String tail(Path file) {
    // Ray's C++ programs dump tables of numbers into these; their messages begin with the time.
    boolean dumps = file.toString().endsWith(".out");
    List<String> lines =
        read(file).lines().filter(line -> !dumps || line.startsWith("[20")).toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
  }
}
