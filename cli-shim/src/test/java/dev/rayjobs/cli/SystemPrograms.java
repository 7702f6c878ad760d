package dev.rayjobs.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Programs of the system that tests need. Where one is missing and apt-get can bring it, it does.
 */
final class SystemPrograms {
  private static final List<Path> FOLDERS =
      List.of(
          Path.of("/usr/sbin"),
          Path.of("/usr/bin"),
          Path.of("/usr/local/sbin"),
          Path.of("/usr/local/bin"));

  private SystemPrograms() {}

  /** This program, which Debian's package of this name brings where it is missing. */
  static synchronized Path need(String program, String debianPackage) throws IOException {
    if (!Files.isExecutable(find(program))) {
      install(program, debianPackage);
    }
    return find(program);
  }

  /** Where this program is, or would be. */
  static Path find(String program) {
    return FOLDERS.stream()
        .map(folder -> folder.resolve(program))
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(FOLDERS.get(0).resolve(program));
  }

  private static void install(String program, String debianPackage) throws IOException {
    if (!isRoot() || !Files.isExecutable(find("apt-get"))) {
      throw new IllegalStateException(
          "The tests need the program "
              + program
              + ", and only root on Debian or Ubuntu can have it installed by them. Install the"
              + " package "
              + debianPackage);
    }
    System.err.println("Installing " + debianPackage + ", which the tests need");
    run("apt-get", "-q", "update");
    // RUNLEVEL keeps the system's own servers from being started.
    run(
        "env",
        "DEBIAN_FRONTEND=noninteractive",
        "RUNLEVEL=1",
        "apt-get",
        "-q",
        "-y",
        "--no-install-recommends",
        "install",
        debianPackage);
  }

  static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  /** Runs this command, which is to succeed. */
  static void run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IllegalStateException(String.join(" ", command) + " failed:\n" + said);
      }
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted: " + String.join(" ", command), e);
    }
  }
}
