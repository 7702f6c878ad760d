package dev.rayjobs.oracle;

import dev.rayjobs.internal.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** An installed Ray's own client: what it makes of a runtime_env. */
public final class RuntimeEnvOracle {
  private static final Map<String, RuntimeEnvOracle> RUNNING = new ConcurrentHashMap<>();

  private final RayScript script;

  /** What Ray made of it: a value, or a refusal with Python's words. */
  public record Answer(@Nullable Object value, @Nullable String refusal) {
    public boolean refused() {
      return refusal != null;
    }
  }

  private RuntimeEnvOracle(String rayVersion) {
    try {
      // An empty path is the child's current directory to Ray: one that nobody writes to.
      script =
          new RayScript(
              rayVersion, RuntimeEnvOracle.class, "runtime_env_oracle.py", currentDirectory());
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
  public static RuntimeEnvOracle of(String rayVersion) {
    return RUNNING.computeIfAbsent(rayVersion, RuntimeEnvOracle::new);
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

  private Answer ask(String what, String text) {
    Map<String, @Nullable Object> answer =
        Json.parseObject(script.ask(Json.write(Map.of("ask", what, "text", text))));
    return new Answer(answer.get("value"), (String) answer.get("refused"));
  }
}
