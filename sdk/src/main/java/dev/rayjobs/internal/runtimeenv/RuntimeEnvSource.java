package dev.rayjobs.internal.runtimeenv;

import dev.rayjobs.errors.InvalidInputException;
import dev.rayjobs.internal.json.Json;
import dev.rayjobs.internal.json.JsonException;
import dev.rayjobs.internal.yaml.Yaml;
import dev.rayjobs.internal.yaml.YamlException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A runtime_env out of a text or a file; errors say which file, line and column. */
public final class RuntimeEnvSource {
  private RuntimeEnvSource() {}

  /** The fields of a YAML file. */
  public static Map<String, @Nullable Object> yamlFile(Path file) {
    return yaml(read(file), file.toString());
  }

  /** The fields of a JSON file. */
  public static Map<String, @Nullable Object> jsonFile(Path file) {
    return json(read(file), file.toString());
  }

  /** The fields of a YAML text; none if it is empty. */
  public static Map<String, @Nullable Object> yaml(String text, @Nullable String origin) {
    try {
      return fields(Yaml.parse(text), origin);
    } catch (YamlException e) {
      throw new InvalidInputException(
          "runtime_env: no valid YAML" + in(origin) + ": " + e.getMessage(), e);
    }
  }

  /** The fields of a JSON text; none if it is {@code null}. */
  public static Map<String, @Nullable Object> json(String text, @Nullable String origin) {
    try {
      return fields(Json.parse(text), origin);
    } catch (JsonException e) {
      throw new InvalidInputException(
          "runtime_env: no valid JSON" + in(origin) + ": " + e.getMessage(), e);
    }
  }

  /** The same error, with the file that the runtime_env came from. */
  public static InvalidInputException from(@Nullable String origin, InvalidInputException error) {
    return origin == null
        ? error
        : new InvalidInputException(error.getMessage() + in(origin), error);
  }

  private static Map<String, @Nullable Object> fields(
      @Nullable Object value, @Nullable String origin) {
    if (value == null) {
      return Map.of();
    }
    if (!(value instanceof Map<?, ?> map)) {
      throw new InvalidInputException(
          "runtime_env: a mapping of fields is expected, but this is "
              + Kinds.of(value)
              + in(origin));
    }
    try {
      return JsonTree.copyOf(map);
    } catch (InvalidInputException e) {
      throw from(origin, e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new InvalidInputException("runtime_env: there is no file " + file.toAbsolutePath(), e);
    } catch (CharacterCodingException e) {
      throw new InvalidInputException("runtime_env: " + file + " is not UTF-8 text", e);
    } catch (IOException e) {
      throw new InvalidInputException(
          "runtime_env: " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static String in(@Nullable String origin) {
    return origin == null ? "" : " (in " + origin + ")";
  }
}
