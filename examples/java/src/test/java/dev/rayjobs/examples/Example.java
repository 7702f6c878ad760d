package dev.rayjobs.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One of the programs, run as users run it: a Java of its own, the cluster in its environment. */
final class Example {
  private static final long TIMEOUT_SECONDS = 300;

  private Example() {}

  /** How one ended, and what it wrote. */
  record Result(int exitCode, String output) {}

  static Process start(Class<?> example, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path")));
    command.add(example.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("RAY_"));
    builder.environment().putAll(environment);
    return builder.start();
  }

  static Result run(Class<?> example, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    return end(start(example, environment, arguments));
  }

  static Result end(Process process) throws IOException, InterruptedException {
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
    return new Result(process.exitValue(), output);
  }
}
