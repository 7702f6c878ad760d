package dev.rayjobs.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rayjobs.testing.RayHead;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One run of a program as a process, with an environment that holds only what is named here. For
 * the built program, {@link #ray} and {@link #job}.
 */
final class Run {
  private static final long TIMEOUT_SECONDS = 300;

  private final List<String> command;
  private final Map<String, String> environment = new TreeMap<>();
  private String input = "";
  private Path directory = Path.of("").toAbsolutePath();

  /** How a run ended. */
  record Result(int exitCode, String out, String err) {}

  private Run(List<String> command) {
    this.command = command;
  }

  /** Any program. */
  static Run program(Path program, String... arguments) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    return new Run(command);
  }

  /** The built {@code ray} on the Java that runs the tests. */
  static Run ray(String... arguments) {
    return program(dist().resolve("bin/ray"), arguments)
        .environment("JAVA_HOME", System.getProperty("java.home"));
  }

  /** The built {@code ray job} for this head and with its token. */
  static Run job(RayHead head, String... arguments) {
    List<String> words = new ArrayList<>(List.of("job"));
    words.addAll(List.of(arguments));
    return ray(words.toArray(new String[0])).on(head);
  }

  /** The folder that {@code mvn package} leaves. */
  static Path dist() {
    return Path.of("target", "dist").toAbsolutePath();
  }

  /** Names this head, and its token as the only one. */
  Run on(RayHead head) {
    environment("RAY_API_SERVER_ADDRESS", head.address());
    head.token()
        .ifPresent(
            token -> environment("RAY_AUTH_MODE", "token").environment("RAY_AUTH_TOKEN", token));
    return this;
  }

  /** Adds words to the command line. */
  Run arguments(String... more) {
    command.addAll(List.of(more));
    return this;
  }

  Run environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  Run without(String name) {
    environment.remove(name);
    return this;
  }

  Run input(String text) {
    input = text;
    return this;
  }

  Run in(Path folder) {
    directory = folder;
    return this;
  }

  /** Runs it to its end. */
  Result toTheEnd() {
    try {
      Process process = start();
      CompletableFuture<String> err =
          CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
      try (OutputStream stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(UTF_8));
      }
      String out = text(process.getInputStream());
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException(command + " does not end; so far:\n" + out + err.join());
      }
      return new Result(process.exitValue(), out, err.join());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Starts it, and leaves its streams to the caller. */
  Process start() throws IOException {
    // What a shell runs in the background ignores SIGINT, and so does all that is started by it.
    List<String> heeding = new ArrayList<>(List.of("/usr/bin/env", "--default-signal=INT"));
    heeding.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(heeding).directory(directory.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static String text(InputStream in) {
    try {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
