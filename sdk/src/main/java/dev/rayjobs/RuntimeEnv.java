package dev.rayjobs;

import dev.rayjobs.errors.InvalidInputException;
import dev.rayjobs.internal.json.Json;
import dev.rayjobs.internal.runtimeenv.JsonTree;
import dev.rayjobs.internal.runtimeenv.Redaction;
import dev.rayjobs.internal.runtimeenv.RuntimeEnvNormalizer;
import dev.rayjobs.internal.runtimeenv.RuntimeEnvSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a job needs around it on the cluster: files, packages, environment variables. The same thing
 * as Python's {@code runtime_env} mapping, with the same names, so one can be read from YAML or
 * JSON that was written for Ray's own client.
 *
 * <pre>{@code
 * RuntimeEnv env = RuntimeEnv.builder()
 *     .workingDir(Path.of("."))
 *     .pip(List.of("requests==2.32.3"))
 *     .envVar("MODE", "nightly")
 *     .build();
 * }</pre>
 *
 * <p>Making one checks only that it is something JSON can hold. What Ray's client refuses is
 * refused when a job is submitted, before anything is uploaded; requirements and conda files are
 * read then, too, and paths are relative to the process's working directory.
 *
 * <p>Immutable, and so safe to share between threads. Two are equal if they hold the same fields
 * with the same values.
 */
public final class RuntimeEnv {
  private static final RuntimeEnv EMPTY = new RuntimeEnv(Map.of(), null);

  private final Map<String, @Nullable Object> fields;
  // The file it was read from, for messages; not part of what it is.
  private final @Nullable String origin;

  private RuntimeEnv(Map<String, ? extends @Nullable Object> fields, @Nullable String origin) {
    this.fields = JsonTree.copyOf(fields);
    this.origin = origin;
  }

  /** {@return a runtime_env that asks for nothing} */
  public static RuntimeEnv empty() {
    return EMPTY;
  }

  /**
   * Begins a new one.
   *
   * @return a builder in which no field is set
   */
  public static Builder builder() {
    return new Builder(EMPTY);
  }

  /**
   * {@return the fields by Ray's names, as one would give them to Python's client}
   *
   * <pre>{@code
   * RuntimeEnv.fromMap(Map.of("working_dir", ".", "env_vars", Map.of("MODE", "nightly")));
   * }</pre>
   *
   * @param fields texts, numbers, booleans, lists, maps, null; paths become texts. Copied.
   * @throws InvalidInputException if a value is nothing that JSON can hold
   */
  public static RuntimeEnv fromMap(Map<String, ? extends @Nullable Object> fields) {
    return new RuntimeEnv(fields, null);
  }

  /**
   * Reads YAML as Ray does: YAML 1.1 in PyYAML's reading, in which {@code yes} is true and the last
   * of several equal keys counts. An empty text is an empty runtime_env.
   *
   * @param yaml the text
   * @return the runtime_env, not checked yet beyond that
   * @throws InvalidInputException if it is no such YAML; says the line and column
   */
  public static RuntimeEnv fromYaml(String yaml) {
    return new RuntimeEnv(RuntimeEnvSource.yaml(yaml, null), null);
  }

  /**
   * Reads a YAML file (UTF-8), as Ray's {@code --runtime-env}. Paths in it are relative to the
   * process's working directory, as in Ray, not to the file.
   *
   * @param file the file
   * @return the runtime_env, not checked yet beyond that
   * @throws InvalidInputException if the file cannot be read or is no such YAML; says the file, the
   *     line and the column
   */
  public static RuntimeEnv fromYamlFile(Path file) {
    return new RuntimeEnv(RuntimeEnvSource.yamlFile(file), file.toString());
  }

  /**
   * Reads JSON, as Ray's {@code --runtime-env-json}. {@code null} is an empty runtime_env.
   *
   * @param json the text
   * @return the runtime_env, not checked yet beyond that
   * @throws InvalidInputException if it is no JSON object; says the line and column
   */
  public static RuntimeEnv fromJson(String json) {
    return new RuntimeEnv(RuntimeEnvSource.json(json, null), null);
  }

  /**
   * Reads a JSON file (UTF-8). Paths in it are relative to the process's working directory.
   *
   * @param file the file
   * @return the runtime_env, not checked yet beyond that
   * @throws InvalidInputException if the file cannot be read or is no JSON object; says the file,
   *     the line and the column
   */
  public static RuntimeEnv fromJsonFile(Path file) {
    return new RuntimeEnv(RuntimeEnvSource.jsonFile(file), file.toString());
  }

  /** {@return a builder that begins with these fields} */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /**
   * {@return all fields as given, by Ray's names; unmodifiable throughout} Holds secrets in the
   * clear.
   */
  public Map<String, @Nullable Object> toMap() {
    return fields;
  }

  /** {@return true if no field is set} */
  public boolean isEmpty() {
    return fields.isEmpty();
  }

  /**
   * {@return the value of any field, by Ray's name; empty if it is not set, or null}
   *
   * <pre>{@code
   * Object image = env.field("image_uri").orElse("rayproject/ray:latest");
   * }</pre>
   *
   * @param name Ray's name of the field
   */
  public Optional<Object> field(String name) {
    return Optional.ofNullable(fields.get(name));
  }

  /**
   * {@return the working directory: a local path, or the URI of a package}
   *
   * @throws InvalidInputException if the field holds something else than a text
   */
  public Optional<String> workingDir() {
    Object value = fields.get("working_dir");
    if (value == null) {
      return Optional.empty();
    }
    return Optional.of(text("working_dir", value));
  }

  /**
   * {@return the modules to be importable, as local paths or URIs; empty if there are none}
   *
   * @throws InvalidInputException if the field holds something else than a list of texts
   */
  public List<String> pyModules() {
    return texts("py_modules");
  }

  /**
   * {@return the patterns of what stays out of the packages, in .gitignore's syntax; empty if there
   * are none}
   *
   * @throws InvalidInputException if the field holds something else than a list of texts
   */
  public List<String> excludes() {
    return texts("excludes");
  }

  /**
   * {@return the environment variables of the job, in the clear; empty if there are none}
   *
   * @throws InvalidInputException if the field holds something else than a mapping of texts
   */
  public Map<String, String> envVars() {
    Map<String, String> variables = new LinkedHashMap<>();
    Object value = fields.get("env_vars");
    if (value != null) {
      if (!(value instanceof Map<?, ?> map)) {
        throw wrong("env_vars", "a mapping");
      }
      map.forEach((name, text) -> variables.put(text("env_vars", name), text("env_vars", text)));
    }
    return Collections.unmodifiableMap(variables);
  }

  /**
   * What goes to Ray: checked and rewritten by Ray's own rules, except that local paths in
   * working_dir and py_modules still stand.
   *
   * @throws InvalidInputException if Ray would refuse it; says the field, and the file it came from
   */
  Map<String, @Nullable Object> normalized() {
    try {
      return RuntimeEnvNormalizer.normalize(fields);
    } catch (InvalidInputException e) {
      throw RuntimeEnvSource.from(origin, e);
    }
  }

  private List<String> texts(String name) {
    Object value = fields.get(name);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof List<?> list)) {
      throw wrong(name, "a list of texts");
    }
    List<String> texts = new ArrayList<>(list.size());
    list.forEach(element -> texts.add(text(name, element)));
    return List.copyOf(texts);
  }

  private String text(String name, @Nullable Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw wrong(name, "texts only");
  }

  private InvalidInputException wrong(String name, String wanted) {
    return RuntimeEnvSource.from(
        origin, new InvalidInputException("runtime_env field '" + name + "': must hold " + wanted));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RuntimeEnv env && fields.equals(env.fields);
  }

  @Override
  public int hashCode() {
    return fields.hashCode();
  }

  /** JSON in which the values of env_vars, and what else looks like a credential, are masked. */
  @Override
  public String toString() {
    return Json.write(Redaction.of(fields));
  }

  /**
   * Makes a {@link RuntimeEnv}. A field set twice has the last value. Not safe for use by several
   * threads.
   *
   * <pre>{@code
   * RuntimeEnv quick = env.toBuilder().setupTimeout(Duration.ofMinutes(2)).build();
   * }</pre>
   */
  public static final class Builder {
    private final Map<String, @Nullable Object> fields;
    private final @Nullable String origin;

    private Builder(RuntimeEnv from) {
      this.fields = new LinkedHashMap<>(from.fields);
      this.origin = from.origin;
    }

    /**
     * The directory the job starts in; it is packaged, uploaded and unpacked on the nodes.
     *
     * @param directory the directory, or an archive
     * @return this builder
     */
    public Builder workingDir(Path directory) {
      return field("working_dir", directory.toString());
    }

    /**
     * The directory the job starts in: a local path, a local archive, or the URI of a package that
     * the cluster can reach ({@code https://…/job.zip}, {@code s3://…}, {@code local:///app}).
     *
     * @param pathOrUri the path or URI
     * @return this builder
     */
    public Builder workingDir(String pathOrUri) {
      return given("working_dir", pathOrUri);
    }

    /**
     * Modules to be importable: directories, {@code .py} and {@code .whl} files, URIs.
     *
     * @param pathsOrUris all of them, in place of those given before
     * @return this builder
     */
    public Builder pyModules(List<String> pathsOrUris) {
      return given("py_modules", pathsOrUris);
    }

    /**
     * One more module; see {@link #pyModules}.
     *
     * @param pathOrUri the path or URI
     * @return this builder
     */
    public Builder pyModule(String pathOrUri) {
      List<@Nullable Object> modules = new ArrayList<>();
      if (fields.get("py_modules") instanceof List<?> given) {
        modules.addAll(given);
      }
      modules.add(Objects.requireNonNull(pathOrUri, "pathOrUri"));
      return field("py_modules", modules);
    }

    /**
     * One more module; see {@link #pyModules}.
     *
     * @param module a directory, which keeps its own name, or a {@code .py} or {@code .whl} file
     * @return this builder
     */
    public Builder pyModule(Path module) {
      return pyModule(module.toString());
    }

    /**
     * Patterns of what stays out of the packages, in .gitignore's syntax as Ray reads it.
     *
     * @param patterns all of them, in place of those given before
     * @return this builder
     */
    public Builder excludes(List<String> patterns) {
      return given("excludes", patterns);
    }

    /**
     * Packages that pip installs before the job starts. Excludes uv and conda.
     *
     * @param requirements as in a requirements file, for example {@code numpy==2.1.0}
     * @return this builder
     */
    public Builder pip(List<String> requirements) {
      return given("pip", requirements);
    }

    /**
     * Packages that pip installs, from a requirements file; read when the job is submitted.
     *
     * @param file the requirements file
     * @return this builder
     */
    public Builder pipRequirements(Path file) {
      return field("pip", file.toString());
    }

    /**
     * Packages that uv installs before the job starts. Excludes pip and conda.
     *
     * @param requirements as in a requirements file, for example {@code numpy==2.1.0}
     * @return this builder
     */
    public Builder uv(List<String> requirements) {
      return given("uv", requirements);
    }

    /**
     * Packages that uv installs, from a requirements file; read when the job is submitted.
     *
     * @param file the requirements file
     * @return this builder
     */
    public Builder uvRequirements(Path file) {
      return field("uv", file.toString());
    }

    /**
     * A conda environment: the name or directory of one that the nodes have, or the path of a local
     * {@code .yaml} or {@code .yml} file, read when the job is submitted. Excludes pip and uv.
     *
     * @param nameOrYamlPath a name or a path
     * @return this builder
     */
    public Builder conda(String nameOrYamlPath) {
      return given("conda", nameOrYamlPath);
    }

    /**
     * A conda environment as the mapping that a conda file would hold. Excludes pip and uv.
     *
     * @param environment the mapping; copied
     * @return this builder
     */
    public Builder conda(Map<String, ? extends @Nullable Object> environment) {
      return given("conda", environment);
    }

    /**
     * The command that starts Python in the workers, {@code uv run} for example, in place of the
     * node's own Python. A {@code python} in the entrypoint stays the shell's.
     *
     * @param command a path or a command with its arguments, as a shell reads it
     * @return this builder
     */
    public Builder pyExecutable(String command) {
      return given("py_executable", command);
    }

    /**
     * The container image in which the workers run; it needs the cluster's own versions of Ray and
     * Python, and the nodes need podman. Can be given together with {@link #envVars} and {@link
     * #config} only: what else the job needs is in the image.
     *
     * @param uri as podman reads it, for example {@code docker.io/rayproject/ray:2.60.0}
     * @return this builder
     */
    public Builder imageUri(String uri) {
      return given("image_uri", uri);
    }

    /**
     * One environment variable of the job. Ray keeps its value in the clear.
     *
     * @param name the variable's name
     * @param value its value
     * @return this builder
     */
    public Builder envVar(String name, String value) {
      Map<@Nullable Object, @Nullable Object> variables = given("env_vars");
      variables.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
      return field("env_vars", variables);
    }

    /**
     * The environment variables of the job, in place of those given so far.
     *
     * @param variables names and values
     * @return this builder
     */
    public Builder envVars(Map<String, String> variables) {
      return given("env_vars", variables);
    }

    /**
     * How the nodes set this up, in place of what was given so far: {@code setup_timeout_seconds}
     * (600; -1 for none), {@code eager_install} (true), {@code log_files}.
     *
     * @param config Ray's names and values; copied
     * @return this builder
     */
    public Builder config(Map<String, ? extends @Nullable Object> config) {
      return given("config", config);
    }

    /**
     * How long a node may take to set this up. Ray's default is 10 minutes; it counts whole
     * seconds, so parts of a second are rounded up.
     *
     * @param timeout the time; above zero
     * @return this builder
     * @throws InvalidInputException if the time is not above zero
     */
    public Builder setupTimeout(Duration timeout) {
      if (timeout.isZero() || timeout.isNegative()) {
        throw new InvalidInputException("the set-up time-out must be above zero, not " + timeout);
      }
      Map<@Nullable Object, @Nullable Object> config = given("config");
      config.put("setup_timeout_seconds", timeout.plusSeconds(1).minusNanos(1).toSeconds());
      return field("config", config);
    }

    /**
     * Any other field by Ray's name, for example {@code worker_process_setup_hook}, or one that a
     * plug-in of the cluster understands. Ray passes over names that nobody knows, in silence.
     *
     * @param name Ray's name of the field
     * @param value a text, number, boolean, list, map or null; a path becomes a text. Copied.
     * @return this builder
     * @throws InvalidInputException if it is nothing that JSON can hold
     */
    public Builder field(String name, @Nullable Object value) {
      fields.put(Objects.requireNonNull(name, "name"), JsonTree.copyOf(name, value));
      return this;
    }

    /** A field that null would not take away but set. */
    private Builder given(String name, Object value) {
      return field(name, Objects.requireNonNull(value, name));
    }

    /**
     * Makes it; the builder can go on to make others.
     *
     * @return the runtime_env
     */
    public RuntimeEnv build() {
      return fields.isEmpty() && origin == null ? EMPTY : new RuntimeEnv(fields, origin);
    }

    private Map<@Nullable Object, @Nullable Object> given(String name) {
      return fields.get(name) instanceof Map<?, ?> map
          ? new LinkedHashMap<>(map)
          : new LinkedHashMap<>();
    }
  }
}
