package dev.rayjobs.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What every user of the machine can see of a program that runs. */
final class CommandLines {
  private CommandLines() {}

  static String ofAllProcesses() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      for (Path process : processes.toList()) {
        if (process.getFileName().toString().matches("\\d+")) {
          try {
            all.append(Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1));
          } catch (IOException ended) {
            continue;
          }
        }
      }
    }
    return all.toString();
  }
}
