package dev.rayjobs.oracle;

import dev.rayjobs.internal.json.Json;
import dev.rayjobs.testing.RayInstallation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * An installed Ray's own client, asked in a long-lived child process what it would do. The child
 * ends by itself when this process does, since its input ends then.
 */
public final class RayOracle {
  private static final Map<String, RayOracle> RUNNING = new ConcurrentHashMap<>();

  private final Writer questions;
  private final BufferedReader answers;

  /** What Ray made of it: a value, or a refusal with Python's words. */
  public record Answer(@Nullable Object value, @Nullable String refusal) {
    public boolean refused() {
      return refusal != null;
    }
  }

  private RayOracle(String rayVersion) {
    try {
      Path script = Files.createTempFile("ray-oracle", ".py");
      script.toFile().deleteOnExit();
      try (InputStream in = RayOracle.class.getResourceAsStream("ray_oracle.py")) {
        Files.write(script, Objects.requireNonNull(in).readAllBytes());
      }
      ProcessBuilder builder =
          new ProcessBuilder(RayInstallation.of(rayVersion).python().toString(), script.toString());
      builder.environment().put("PYTHONUTF8", "1");
      builder.environment().put("RAY_USAGE_STATS_ENABLED", "0");
      builder.environment().keySet().removeIf(name -> name.startsWith("RAY_RUNTIME_ENV"));
      // An empty path is the child's current directory to Ray: one that nobody writes to.
      builder.directory(currentDirectory().toFile());
      Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
      questions = process.outputWriter(StandardCharsets.UTF_8);
      answers = process.inputReader(StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Holds nothing but the tests' files, under the relative paths that they have for this process.
   */
  private static Path currentDirectory() throws IOException {
    Path directory = Files.createTempDirectory("ray-oracle");
    directory.toFile().deleteOnExit();
    Path target = Files.createDirectory(directory.resolve("target"));
    target.toFile().deleteOnExit();
    Path files = target.resolve("runtime-env");
    Files.createSymbolicLink(files, Path.of("target", "runtime-env").toAbsolutePath());
    files.toFile().deleteOnExit();
    return directory;
  }

  /** The oracle of this Ray version; started at the first call. */
  public static RayOracle of(String rayVersion) {
    return RUNNING.computeIfAbsent(rayVersion, RayOracle::new);
  }

  /** What submit_job would send for a runtime_env that stands in this JSON text. */
  public Answer submitJson(String text) {
    return ask("json", text);
  }

  /** What submit_job would send for a runtime_env that stands in this YAML text. */
  public Answer submitYaml(String text) {
    return ask("yaml", text);
  }

  /** What PyYAML's safe_load makes of this text, with its types spelled out. */
  public Answer yamlValues(String text) {
    return ask("values", text);
  }

  private synchronized Answer ask(String what, String text) {
    try {
      questions.write(Json.write(Map.of("ask", what, "text", text)) + "\n");
      questions.flush();
      String line = answers.readLine();
      if (line == null) {
        throw new IllegalStateException("the oracle ended; asked " + what + " of:\n" + text);
      }
      Map<String, @Nullable Object> answer = Json.parseObject(line);
      return new Answer(answer.get("value"), (String) answer.get("refused"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
