package dev.rayjobs.internal.runtimeenv;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The field {@code config}: how the nodes set the environment up. */
final class SetupConfig {
  private static final Logger LOG = LoggerFactory.getLogger(SetupConfig.class);

  private static final String TIMEOUT = "setup_timeout_seconds";
  private static final String EAGER = "eager_install";
  private static final String LOGS = "log_files";
  private static final Set<String> KNOWN = Set.of(TIMEOUT, EAGER, LOGS);

  private SetupConfig() {}

  /** The three settings, those that were not given with Ray's defaults. */
  static Map<String, @Nullable Object> normalize(Object value) {
    if (!(value instanceof Map<?, ?> given)) {
      throw Refusal.kind("config", "a mapping", value);
    }
    var unknown = new TreeSet<String>();
    given.keySet().forEach(key -> unknown.add(String.valueOf(key)));
    unknown.removeAll(KNOWN);
    if (!unknown.isEmpty()) {
      LOG.warn("runtime_env field 'config': Ray ignores the unknown settings {}", unknown);
    }
    Map<String, @Nullable Object> config = new LinkedHashMap<>();
    config.put(TIMEOUT, given.containsKey(TIMEOUT) ? timeout(given.get(TIMEOUT)) : 600);
    config.put(EAGER, given.containsKey(EAGER) ? eager(given.get(EAGER)) : true);
    config.put(LOGS, logs(given.get(LOGS)));
    return config;
  }

  private static Object timeout(@Nullable Object value) {
    if (value == null || !Kinds.isWhole(value)) {
      throw Refusal.kind("config." + TIMEOUT, "a whole number of seconds", value);
    }
    double seconds = ((Number) value).doubleValue();
    if (seconds <= 0 && seconds != -1) {
      throw Refusal.of("config." + TIMEOUT, "must be above zero, or -1 for no limit");
    }
    return value;
  }

  private static Object eager(@Nullable Object value) {
    if (!(value instanceof Boolean)) {
      throw Refusal.kind("config." + EAGER, "true or false", value);
    }
    return value;
  }

  private static Object logs(@Nullable Object value) {
    if (value == null) {
      return List.of();
    }
    if (!Kinds.isListOfTexts(value)) {
      throw Refusal.kind("config." + LOGS, "a list of texts", value);
    }
    return value;
  }
}
