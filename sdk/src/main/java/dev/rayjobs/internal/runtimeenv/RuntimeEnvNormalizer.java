package dev.rayjobs.internal.runtimeenv;

import dev.rayjobs.errors.InvalidInputException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Ray's own rules for a runtime_env: what its client refuses and what it rewrites. Ray applies most
 * of them after it has uploaded; here {@link #normalize} comes first, so that whatever can be
 * refused is refused before anything is sent, and {@link #checkOnlyUris} looks at the result once
 * the packages are there.
 *
 * <p>Unlike Ray this adds no {@code _ray_commit}, the commit of a Python client that is not there;
 * Ray never reads it.
 */
public final class RuntimeEnvNormalizer {
  /** Null in these fields is the same as no field; Ray's client trips over it in excludes. */
  private static final Set<String> NOT_SET_IF_NULL =
      Set.of(
          "py_modules",
          "py_executable",
          "working_dir",
          "pip",
          "uv",
          "conda",
          "nsight",
          "rocprof_sys",
          "container",
          "env_vars",
          "excludes",
          "config",
          "worker_process_setup_hook",
          "image_uri");

  /** The names under which these fields travel. */
  private static final Map<String, String> SENT_AS =
      Map.of("nsight", "_nsight", "rocprof_sys", "_rocprof_sys");

  /** One field's rule: the value that is sent, or null if the field is left out. */
  private interface Rule {
    @Nullable Object apply(Object value);
  }

  private RuntimeEnvNormalizer() {}

  /**
   * The runtime_env as Ray's client would send it, but for local paths in {@code working_dir} and
   * {@code py_modules}, which are checked and kept. Requirements and conda files are read now,
   * relative to the process's working directory.
   *
   * @param raw what the user gave, as {@link JsonTree} copies it; it is not changed
   * @return a new map, in which the caller puts URIs in the place of local paths
   * @throws InvalidInputException if Ray would refuse it; names the field, and never a value of
   *     env_vars
   */
  public static Map<String, @Nullable Object> normalize(Map<String, @Nullable Object> raw) {
    Map<String, @Nullable Object> env = withRaysNames(raw);
    checkSetupHook(env);
    checkCombinations(env);
    PackageFields.checkBeforeUpload(env);
    rewrite(env, "excludes", RuntimeEnvNormalizer::excludes);
    rewrite(env, "conda", CondaEnvironment::normalize);
    rewrite(env, "pip", PythonPackages.PIP::normalize);
    rewrite(env, "uv", PythonPackages.UV::normalize);
    rewrite(env, "env_vars", RuntimeEnvNormalizer::envVars);
    rewrite(env, "config", SetupConfig::normalize);
    if (env.values().stream().allMatch(Objects::isNull)) {
      env.clear();
    }
    return env;
  }

  /**
   * Checks a normalized runtime_env after the uploads.
   *
   * @throws InvalidInputException if a local path is left in it
   */
  public static void checkOnlyUris(Map<String, @Nullable Object> env) {
    PackageFields.checkOnlyUris(env);
  }

  private static Map<String, @Nullable Object> withRaysNames(Map<String, @Nullable Object> raw) {
    Map<String, @Nullable Object> env = new LinkedHashMap<>();
    raw.forEach(
        (name, value) -> {
          if (!SENT_AS.containsKey(name) && !(value == null && NOT_SET_IF_NULL.contains(name))) {
            env.put(name, value);
          }
        });
    SENT_AS.forEach(
        (name, sent) -> {
          if (raw.get(name) != null) {
            env.put(sent, raw.get(name));
          }
        });
    if (env.containsKey("self")) {
      throw Refusal.of("self", "Ray's client has no field of this name");
    }
    if (env.containsKey("_validate") && !Kinds.isSet(env.remove("_validate"))) {
      throw Refusal.of("_validate", "a runtime_env is always checked; leave this field out");
    }
    return env;
  }

  private static void rewrite(Map<String, @Nullable Object> env, String field, Rule rule) {
    Object value = env.get(field);
    if (value == null) {
      return;
    }
    Object result = rule.apply(value);
    if (result == null) {
      env.remove(field);
    } else {
      env.put(field, result);
    }
  }

  private static void checkSetupHook(Map<String, @Nullable Object> env) {
    Object hook = env.get("worker_process_setup_hook");
    if (Kinds.isSet(hook) && !(hook instanceof String)) {
      throw Refusal.kind("worker_process_setup_hook", "the name of a module's function", hook);
    }
  }

  private static void checkCombinations(Map<String, @Nullable Object> env) {
    List<String> managers =
        Stream.of("pip", "uv", "conda").filter(name -> env.get(name) != null).toList();
    if (managers.size() > 1) {
      throw new InvalidInputException(
          "runtime_env fields "
              + managers
              + ": only one of pip, uv and conda can be given. To use pip with conda, list the pip"
              + " packages among the dependencies of 'conda'.");
    }
    checkAlone(env, "container");
    checkAlone(env, "image_uri");
  }

  private static void checkAlone(Map<String, @Nullable Object> env, String field) {
    if (!Kinds.isSet(env.get(field))) {
      return;
    }
    Set<String> others = new TreeSet<>(env.keySet());
    others.removeAll(Set.of(field, "config", "env_vars"));
    if (!others.isEmpty()) {
      throw Refusal.of(
          field,
          "can be given together with config and env_vars only; take out "
              + String.join(", ", others));
    }
  }

  private static @Nullable Object excludes(Object value) {
    if (!Kinds.isListOfTexts(value)) {
      throw Refusal.kind("excludes", "a list of texts", value);
    }
    return Kinds.isSet(value) ? value : null;
  }

  private static @Nullable Object envVars(Object value) {
    if (!(value instanceof Map<?, ?> variables)) {
      // Python asks for the length first, so an empty text or list passes there as well.
      if ("".equals(value) || (value instanceof List<?> list && list.isEmpty())) {
        return null;
      }
      throw Refusal.kind("env_vars", "a mapping of names to texts", value);
    }
    variables.forEach(
        (name, text) -> {
          if (!(text instanceof String)) {
            throw Refusal.of(
                "env_vars",
                "the value of "
                    + name
                    + " is "
                    + Kinds.of(text)
                    + ", and Ray takes texts only; put it in quotes");
          }
        });
    return variables.isEmpty() ? null : value;
  }
}
