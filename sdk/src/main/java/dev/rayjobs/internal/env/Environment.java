package dev.rayjobs.internal.env;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The process's environment variables, so that tests can give others. Ray treats a variable that is
 * set but empty in different ways, so this hands out the raw value.
 */
public final class Environment {
  private static final Environment SYSTEM = new Environment(System::getenv);

  // Null means that the variable is not set.
  private final Function<String, @Nullable String> variables;

  private Environment(Function<String, @Nullable String> variables) {
    this.variables = variables;
  }

  /** The variables of this process. */
  public static Environment system() {
    return SYSTEM;
  }

  /** These variables and no others. */
  public static Environment of(Map<String, String> variables) {
    Map<String, String> copy = Map.copyOf(variables);
    return new Environment(copy::get);
  }

  /** Variables from elsewhere: the function gives null for one that is not set. */
  public static Environment reading(Function<String, @Nullable String> variables) {
    return new Environment(variables);
  }

  /** The raw value, or null if the variable is not set. */
  public @Nullable String get(String name) {
    return variables.apply(name);
  }

  /** The value, or null if the variable is not set or empty. */
  public @Nullable String getNonEmpty(String name) {
    String value = get(name);
    return value == null || value.isEmpty() ? null : value;
  }

  /**
   * The home directory as Ray takes it: HOME, on Windows USERPROFILE. Null if the variable is not
   * set; Java's {@code user.home} is not asked, since Ray does not know it.
   */
  public @Nullable Path home() {
    boolean windows = System.getProperty("os.name", "").startsWith("Windows");
    String home = getNonEmpty(windows ? "USERPROFILE" : "HOME");
    return home == null ? null : Path.of(home);
  }
}
