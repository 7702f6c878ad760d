package dev.rayjobs.packaging;

import dev.rayjobs.children.Children;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** {@link PackagingMain} in a JVM of its own. */
final class ChildJvm {
  private final List<String> command;

  ChildJvm() {
    this(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
  }

  private ChildJvm(List<String> command) {
    this.command = new ArrayList<>(command);
  }

  /** One whom file permissions stop, also if this is root. */
  static ChildJvm bound() throws IOException {
    return new ChildJvm(Children.bound(new ChildJvm().command));
  }

  ChildJvm arguments(String... arguments) {
    command.addAll(List.of(arguments));
    return this;
  }

  /** What it prints for this working_dir, run in this folder with no environment but this. */
  String pack(String workingDir, Path folder, Map<String, String> environment)
      throws IOException, InterruptedException {
    return output(start(workingDir, folder, environment));
  }

  /** What it prints, the job's id at the end, when it submits a job with this working_dir. */
  String submit(Path workingDir, String address) throws IOException, InterruptedException {
    return output(start(workingDir.toString(), workingDir, Map.of(), address));
  }

  private static String output(Process process) throws IOException, InterruptedException {
    try (InputStream in = process.getInputStream()) {
      String output = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      return output.strip();
    }
  }

  /** Where the archive lay that it had written when it got SIGTERM. */
  Path packUntilTerminated(Path workingDir) throws IOException, InterruptedException {
    Process process = start(workingDir.toString(), workingDir, Map.of(), "wait");
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      lines.readLine();
      Path archive = Path.of(lines.readLine());
      if (!Files.exists(archive)) {
        throw new IllegalStateException("no archive at " + archive);
      }
      process.destroy();
      process.waitFor();
      return archive;
    }
  }

  private Process start(
      String workingDir, Path folder, Map<String, String> environment, String... more)
      throws IOException {
    List<String> all = new ArrayList<>(command);
    if (!all.contains("-cp")) {
      all.addAll(List.of("-cp", System.getProperty("java.class.path")));
    }
    all.add(PackagingMain.class.getName());
    all.add(Base64.getEncoder().encodeToString(workingDir.getBytes(StandardCharsets.UTF_8)));
    all.addAll(List.of(more));
    ProcessBuilder builder = new ProcessBuilder(all).redirectErrorStream(true);
    builder.directory(folder.toFile());
    String path = System.getenv("PATH");
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().put("PATH", path);
    return builder.start();
  }
}
