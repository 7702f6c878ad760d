package dev.rayjobs.internal.runtimeenv;

import dev.rayjobs.internal.python.PythonPath;
import dev.rayjobs.internal.yaml.Yaml;
import dev.rayjobs.internal.yaml.YamlException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The field {@code conda}: a mapping, the path of a YAML file, a directory, or a name. */
final class CondaEnvironment {
  private static final String FIELD = "conda";

  private CondaEnvironment() {}

  /** What is sent; null if a file held nothing, which is as if the field were not set. */
  static @Nullable Object normalize(Object value) {
    if (value instanceof Map) {
      return value;
    }
    if (!(value instanceof String text)) {
      throw Refusal.kind(
          FIELD, "a mapping, the path of a .yaml file, or an environment's name", value);
    }
    String suffix = PythonPath.suffix(text);
    if (suffix.equals(".yaml") || suffix.equals(".yml")) {
      return file(text);
    }
    Path path = LocalText.path(FIELD, text);
    if (!path.isAbsolute()) {
      return text;
    }
    if (!Files.isDirectory(path)) {
      throw Refusal.of(FIELD, "there is no directory " + path);
    }
    return PythonPath.tidy(text);
  }

  private static @Nullable Object file(String name) {
    String text = LocalText.read(FIELD, name, "conda YAML file");
    Object content;
    try {
      content = JsonTree.copyOf(FIELD, Yaml.parse(text));
    } catch (YamlException e) {
      throw Refusal.of(FIELD, Path.of(name).toAbsolutePath() + ": " + e.getMessage(), e);
    }
    // A file that holds one text is a name in a file.
    return content == null ? null : normalize(content);
  }
}
