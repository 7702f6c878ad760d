package dev.rayjobs.cli;

import dev.rayjobs.testing.RayHead;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The dashboard of a head: one of its processes, which can be ended and started again. */
final class DashboardProcess implements AutoCloseable {
  private final RayHead head;
  private @Nullable Process successor;

  private DashboardProcess(RayHead head) {
    this.head = head;
  }

  static DashboardProcess of(RayHead head) {
    return new DashboardProcess(head);
  }

  /** Ends it as a crash of its node's manager would, and starts it as it was started before. */
  void restart() throws IOException, InterruptedException {
    Path process = find();
    List<String> command = words(process.resolve("cmdline"));
    ProcessBuilder again =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    again.environment().clear();
    for (String variable : words(process.resolve("environ"))) {
      int equals = variable.indexOf('=');
      again.environment().put(variable.substring(0, equals), variable.substring(equals + 1));
    }
    ProcessHandle handle =
        ProcessHandle.of(Long.parseLong(process.getFileName().toString())).orElseThrow();
    // The head bears a SIGTERM to its dashboard, and ends with anything harsher.
    handle.destroy();
    handle.onExit().join();
    successor = again.start();
  }

  private Path find() throws IOException {
    String folder = head.logs().resolve("../..").normalize().toString();
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      for (Path process : processes.toList()) {
        if (process.getFileName().toString().matches("\\d+")) {
          String command = String.join(" ", words(process.resolve("cmdline")));
          if (command.contains("dashboard/dashboard.py") && command.contains(folder)) {
            return process;
          }
        }
      }
    }
    throw new AssertionError("no dashboard of " + head + " runs");
  }

  private static List<String> words(Path file) {
    try {
      String all = Files.readString(file, StandardCharsets.ISO_8859_1);
      return Stream.of(all.split("\0")).filter(word -> !word.isEmpty()).toList();
    } catch (IOException ended) {
      return List.of();
    }
  }

  /** Ends the one that was started here, of which the head knows nothing. */
  @Override
  public void close() throws InterruptedException {
    if (successor != null) {
      successor.destroy();
      successor.waitFor(30, TimeUnit.SECONDS);
      successor.destroyForcibly();
    }
  }
}
