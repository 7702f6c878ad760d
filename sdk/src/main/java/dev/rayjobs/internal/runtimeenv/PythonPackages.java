package dev.rayjobs.internal.runtimeenv;

import dev.rayjobs.internal.python.PythonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The fields {@code pip} and {@code uv}: a list, a requirements file, or a mapping of both's
 * options.
 */
final class PythonPackages {
  private final String field;
  private final boolean uv;

  private PythonPackages(String field, boolean uv) {
    this.field = field;
    this.uv = uv;
  }

  static final PythonPackages PIP = new PythonPackages("pip", false);
  static final PythonPackages UV = new PythonPackages("uv", true);

  /**
   * The mapping that is sent; null if no package is left, which is as if the field were not set.
   */
  @Nullable Map<String, @Nullable Object> normalize(Object value) {
    Map<String, @Nullable Object> result = new LinkedHashMap<>();
    List<String> packages;
    if (value instanceof String file) {
      packages = requirements(file);
    } else if (value instanceof List<?> list) {
      packages = texts(field, list);
    } else if (value instanceof Map<?, ?> map) {
      packages = options(map, result);
    } else {
      throw Refusal.kind(
          field, "a list of packages, the path of a requirements file, or a mapping", value);
    }
    result.put("packages", List.copyOf(new LinkedHashSet<>(packages)));
    result.putIfAbsent(option("check"), false);
    if (uv) {
      result.putIfAbsent(installOptions(), List.of("--no-cache"));
    }
    return packages.isEmpty() ? null : result;
  }

  private List<String> options(Map<?, ?> map, Map<String, @Nullable Object> result) {
    map.forEach((key, value) -> result.put(String.valueOf(key), value));
    var unknown = new TreeSet<>(result.keySet());
    List<String> known = List.of("packages", option("check"), option("version"), installOptions());
    known.forEach(unknown::remove);
    if (!unknown.isEmpty()) {
      throw Refusal.of(field, "knows only " + String.join(", ", known) + ", not " + unknown);
    }
    if (result.containsKey(option("check")) && !(result.get(option("check")) instanceof Boolean)) {
      throw Refusal.kind(
          field + "." + option("check"), "true or false", result.get(option("check")));
    }
    if (result.containsKey(option("version"))
        && !(result.get(option("version")) instanceof String)) {
      throw Refusal.kind(
          field + "." + option("version"),
          "a text such as \"==24.0\" (in quotes)",
          result.get(option("version")));
    }
    if (result.containsKey(installOptions())) {
      texts(field + "." + installOptions(), result.get(installOptions()));
    }
    if (!result.containsKey("packages")) {
      throw Refusal.of(field, "a mapping needs the list 'packages'");
    }
    Object packages = result.get("packages");
    if (!uv && packages instanceof String file) {
      return requirements(file);
    }
    return texts(field + ".packages", packages);
  }

  private String option(String name) {
    return field + "_" + name;
  }

  private String installOptions() {
    return uv ? "uv_pip_install_options" : "pip_install_options";
  }

  private static List<String> texts(String where, @Nullable Object value) {
    if (!(value instanceof List<?> list)) {
      throw Refusal.kind(where, "a list of texts", value);
    }
    List<String> texts = new ArrayList<>(list.size());
    for (Object element : list) {
      if (!(element instanceof String text)) {
        throw Refusal.kind(where + "[" + texts.size() + "]", "a text", element);
      }
      texts.add(text);
    }
    return texts;
  }

  /** The file's lines, comments and all: the node hands them to pip or uv as they are. */
  private List<String> requirements(String file) {
    return List.of(
        PythonText.strip(LocalText.read(field, file, "requirements file")).split("\n", -1));
  }
}
