package dev.rayjobs.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The program as a task of Airflow runs it, found among the machine's processes. */
final class AirflowCommand {
  private AirflowCommand() {}

  /** The one that runs for this DAG in this run. */
  static ProcessHandle find(String dag, String run) throws IOException {
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      for (Path process : processes.toList()) {
        String name = process.getFileName().toString();
        if (name.matches("\\d+") && isFor(process, dag, run)) {
          return ProcessHandle.of(Long.parseLong(name)).orElseThrow();
        }
      }
    }
    throw new AssertionError("no program runs for " + dag);
  }

  private static boolean isFor(Path process, String dag, String run) {
    try {
      List<String> variables = List.of(read(process.resolve("environ")).split("\0"));
      return read(process.resolve("cmdline")).contains("dev.rayjobs.cli.Main")
          && variables.contains("AIRFLOW_CTX_DAG_RUN_ID=" + run)
          && variables.contains("AIRFLOW_CTX_DAG_ID=" + dag);
    } catch (IOException ended) {
      return false;
    }
  }

  /** Its command line, as others see it. */
  static String words(ProcessHandle command) throws IOException {
    return read(Path.of("/proc", String.valueOf(command.pid()), "cmdline"));
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }
}
