package dev.rayjobs.testing;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Which requests to submit a job the dashboard takes; what it says of the others. */
final class SubmitRules {
  private SubmitRules() {}

  /** The last line of the traceback that refuses this request; empty if it is fine. */
  static Optional<String> fault(Map<String, Object> request, RayRules ray) {
    for (String name : request.keySet()) {
      if (!ray.knowsField(name)) {
        return error(
            "JobSubmitRequest.__init__() got an unexpected keyword argument '" + name + "'");
      }
    }
    if (!request.containsKey("entrypoint")) {
      return error(
          "JobSubmitRequest.__init__() missing 1 required positional argument: 'entrypoint'");
    }
    return first(
        typed(request, "entrypoint", "a string", "", String.class::isInstance),
        typed(request, "submission_id", "a string", " if provided", String.class::isInstance),
        typed(request, "job_id", "a string", " if provided", String.class::isInstance),
        typed(request, "runtime_env", "a dict", "", Map.class::isInstance),
        typed(request, "metadata", "a dict", "", Map.class::isInstance),
        values(request, "metadata", "strings", String.class::isInstance),
        typed(request, "entrypoint_num_cpus", "a number", "", SubmitRules::isNumber),
        typed(request, "entrypoint_num_gpus", "a number", "", SubmitRules::isNumber),
        typed(request, "entrypoint_memory", "an integer", "", SubmitRules::isInteger),
        typed(request, "entrypoint_resources", "a dict", "", Map.class::isInstance),
        values(request, "entrypoint_resources", "numbers", SubmitRules::isNumber),
        typed(request, "entrypoint_label_selector", "a dict", "", Map.class::isInstance),
        values(request, "entrypoint_label_selector", "strings", String.class::isInstance));
  }

  @SafeVarargs
  @SuppressWarnings("varargs") // Only read.
  private static Optional<String> first(Optional<String>... faults) {
    return List.of(faults).stream().flatMap(Optional::stream).findFirst();
  }

  private static Optional<String> typed(
      Map<String, Object> request, String name, String wanted, String when, Predicate<Object> is) {
    Object value = request.get(name);
    return value == null || is.test(value)
        ? Optional.empty()
        : error(name + " must be " + wanted + when + ", got " + pythonType(value));
  }

  private static Optional<String> values(
      Map<String, Object> request, String name, String wanted, Predicate<Object> is) {
    if (!(request.get(name) instanceof Map<?, ?> map)) {
      return Optional.empty();
    }
    for (Object value : map.values()) {
      if (value == null || !is.test(value)) {
        return error(name + " values must be " + wanted + ", got " + pythonType(value));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> error(String text) {
    return Optional.of("TypeError: " + text);
  }

  // To Python, true and false are numbers.
  private static boolean isNumber(Object value) {
    return value instanceof Number || value instanceof Boolean;
  }

  private static boolean isInteger(Object value) {
    return isNumber(value) && !(value instanceof Double);
  }

  private static String pythonType(@org.jspecify.annotations.Nullable Object value) {
    String name;
    if (value == null) {
      name = "NoneType";
    } else if (value instanceof String) {
      name = "str";
    } else if (value instanceof Boolean) {
      name = "bool";
    } else if (value instanceof Double) {
      name = "float";
    } else if (value instanceof Number) {
      name = "int";
    } else {
      name = value instanceof Map ? "dict" : "list";
    }
    return "<class '" + name + "'>";
  }
}
