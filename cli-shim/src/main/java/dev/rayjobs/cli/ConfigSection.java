package dev.rayjobs.cli;

import dev.rayjobs.errors.InvalidInputException;
import dev.rayjobs.internal.yaml.Yaml;
import dev.rayjobs.internal.yaml.YamlException;
import dev.rayjobs.internal.yaml.YamlLines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A mapping in the configuration file, which knows where it stands when something is wrong. */
final class ConfigSection {
  private final Path file;
  private final String text;
  private final List<String> path;
  private final Map<?, ?> entries;

  private ConfigSection(Path file, String text, List<String> path, Map<?, ?> entries) {
    this.file = file;
    this.text = text;
    this.path = path;
    this.entries = entries;
  }

  /**
   * The whole file.
   *
   * @param wanted what it is read for, for the message if there is none
   */
  static ConfigSection read(Path file, String wanted) {
    String text;
    try {
      text = Files.readString(file, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw new InvalidInputException(
          wanted + " is wanted, but there is no configuration file " + file, e);
    } catch (IOException e) {
      throw new InvalidInputException(
          "The configuration file " + file + " cannot be read: " + e.getMessage(), e);
    }
    try {
      Object root = Yaml.parse(text);
      if (root instanceof Map<?, ?> entries) {
        return new ConfigSection(file, text, List.of(), entries);
      }
      throw new InvalidInputException(
          "The configuration file " + file + " holds no mapping: it begins with profiles:");
    } catch (YamlException e) {
      throw new InvalidInputException(
          "The configuration file " + file + " is no usable YAML: " + e.getMessage(), e);
    }
  }

  /** Refuses every other key. */
  ConfigSection only(String... known) {
    for (Object key : entries.keySet()) {
      String name = String.valueOf(key);
      if (!(key instanceof String) || !List.of(known).contains(name)) {
        throw wrong(
            name,
            "is not known here"
                + Similar.to(name, List.of(known))
                    .map(word -> "; did you mean " + word + "? ")
                    .orElse(". ")
                + "Known are: "
                + String.join(", ", known));
      }
    }
    return this;
  }

  /** The names of the entries. */
  Collection<String> keys() {
    return entries.keySet().stream().map(String::valueOf).collect(Collectors.toList());
  }

  boolean has(String key) {
    return entries.get(key) != null;
  }

  /** The mapping under a key; an empty one if there is none. */
  ConfigSection section(String key) {
    Object value = entries.get(key);
    List<String> inner = new ArrayList<>(path);
    inner.add(key);
    if (value == null) {
      return new ConfigSection(file, text, inner, Map.of());
    }
    if (value instanceof Map<?, ?> map) {
      return new ConfigSection(file, text, inner, map);
    }
    throw wrong(key, "must be a mapping");
  }

  /** The text under a key, or null if there is none. */
  @Nullable String text(String key) {
    Object value = entries.get(key);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    throw wrong(key, "must be a text: put it in quotes");
  }

  /** The text under a key that must be one of a few, or null if there is none. */
  @Nullable String oneOf(String key, String... words) {
    String value = text(key);
    if (value != null && !List.of(words).contains(value)) {
      throw wrong(key, "must be one of " + String.join(", ", words));
    }
    return value;
  }

  /** The boolean under a key; null if there is none, or something else. */
  @Nullable Boolean flag(String key) {
    return entries.get(key) instanceof Boolean on ? on : null;
  }

  /** The file under a key, from the folder of this one; null if there is none. */
  @Nullable Path path(String key, @Nullable Path home) {
    String name = text(key);
    if (name == null) {
      return null;
    }
    if (name.startsWith("~/")) {
      if (home == null) {
        throw wrong(key, "begins with ~, and HOME is not set");
      }
      name = home + name.substring(1);
    }
    try {
      return file.resolveSibling(name);
    } catch (InvalidPathException e) {
      throw wrong(key, "is no usable path: " + e.getReason());
    }
  }

  /** What is wrong with the entry of this key. */
  InvalidInputException wrong(String key, String problem) {
    List<String> whole = new ArrayList<>(path);
    whole.add(key);
    int line = YamlLines.of(text, whole);
    return new InvalidInputException(
        file
            + (line > 0 ? ", line " + line : "")
            + ": '"
            + String.join(".", whole)
            + "' "
            + problem);
  }
}
