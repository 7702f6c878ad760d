package dev.rayjobs.packaging;

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
import java.util.stream.Stream;

/** {@link PackagingMain} in a JVM of its own. */
final class ChildJvm {
  private static final int NOBODY = 65534;

  private final List<String> command = new ArrayList<>();

  ChildJvm() {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    command.add(java);
  }

  /**
   * One that may not read everything: if this is root, another user; its classes are copied to a
   * folder that this user can read.
   */
  static ChildJvm unprivileged(Path classes) throws IOException, InterruptedException {
    ChildJvm child = new ChildJvm();
    if (Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
      for (Class<?> type : List.of(DirectoryPackage.class, PackagingMain.class)) {
        copy(Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath()), classes);
      }
      child.command.addAll(
          0, List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "--"));
      child.command.addAll(List.of("-cp", classes.toString()));
      new ProcessBuilder("chmod", "-R", "a+rX", classes.toString()).start().waitFor();
    } else {
      child.arguments("-cp", System.getProperty("java.class.path"));
    }
    return child;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else if (!file.endsWith("module-info.class")) {
          Files.copy(file, target);
        }
      }
    }
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
