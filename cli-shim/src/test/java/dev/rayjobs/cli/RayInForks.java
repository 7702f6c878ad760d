package dev.rayjobs.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rayjobs.cli.Run.Result;
import dev.rayjobs.internal.json.Json;
import dev.rayjobs.testing.RayInstallation;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Ray's own program, run for many command lines without its start of a second for each: see {@code
 * ray_in_forks.py}. Ray reads RAY_AUTH_… at its start, so those are the same for all runs here.
 */
final class RayInForks implements AutoCloseable {
  private final Process python;
  private final BufferedReader answers;
  private final BufferedWriter requests;

  RayInForks(RayInstallation installation, Map<String, String> environment) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(installation.python().toString(), "-c", script())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().clear();
    builder.environment().putAll(environment);
    python = builder.start();
    answers = python.inputReader(UTF_8);
    requests = new BufferedWriter(new OutputStreamWriter(python.getOutputStream(), UTF_8));
  }

  private static String script() throws IOException {
    try (InputStream in = RayInForks.class.getResourceAsStream("ray_in_forks.py")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
    }
  }

  Result run(List<String> arguments, Map<String, String> environment, Path directory) {
    try {
      requests.write(
          Json.write(
              Map.of(
                  "arguments",
                  arguments,
                  "environment",
                  environment,
                  "directory",
                  directory.toString())));
      requests.newLine();
      requests.flush();
      Map<String, ? extends @Nullable Object> answer =
          Json.parseObject(Objects.requireNonNull(answers.readLine(), "the forks' parent ended"));
      return new Result(
          ((Number) Objects.requireNonNull(answer.get("exitCode"))).intValue(),
          String.valueOf(answer.get("out")),
          String.valueOf(answer.get("err")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the parent of the forks. */
  @Override
  public void close() throws IOException {
    requests.close();
  }
}
