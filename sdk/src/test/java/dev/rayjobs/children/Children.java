package dev.rayjobs.children;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Programs that tests start. */
public final class Children {
  private static final String WITHOUT = "-dac_override,-dac_read_search";

  private Children() {}

  /**
   * The command, run by a user whom file permissions stop. Root reads any file, so where the tests
   * run as root, the command loses that right.
   */
  public static List<String> bound(List<String> command) throws IOException {
    if (!isRoot()) {
      return command;
    }
    List<String> all = new ArrayList<>();
    all.addAll(List.of("setpriv", "--bounding-set=" + WITHOUT, "--inh-caps=" + WITHOUT));
    all.addAll(command);
    return all;
  }

  /** A class of the tests, run in a JVM of its own. */
  public static List<String> java(Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  /** Runs it to its end with this input, and gives the lines of its output. */
  public static List<String> run(Path folder, String input, List<String> command)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (OutputStream out = process.getOutputStream()) {
      out.write(input.getBytes(StandardCharsets.UTF_8));
    }
    String output;
    try (InputStream in = process.getInputStream()) {
      output = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    if (process.waitFor() != 0) {
      throw new IOException(command + " ended with " + process.exitValue() + ": " + output);
    }
    return output.lines().toList();
  }

  private static boolean isRoot() throws IOException {
    Path mine = Files.createTempFile("owner", null);
    try {
      return Files.getAttribute(mine, "unix:uid").equals(0);
    } finally {
      Files.delete(mine);
    }
  }
}
