package dev.rayjobs.internal.runtimeenv;

import dev.rayjobs.internal.masking.MaskedAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A runtime_env as it may be shown: environment variables keep their names and lose their values,
 * as Ray's dashboard shows them; and so does whatever else looks like a credential.
 */
public final class Redaction {
  /** What stands in a secret's place; Ray's own word. */
  public static final String PLACEHOLDER = "<redacted>";

  private static final String SECRET_NAME =
      "[\\w.-]*(?:password|passwd|secret|token|credential|api[_-]?key|access[_-]?key|private[_-]?key)"
          + "[\\w.-]*";
  private static final Pattern SECRET_KEY = Pattern.compile(SECRET_NAME, Pattern.CASE_INSENSITIVE);
  // Each is tried where a word begins only, lest a text that is one long word take for ever.
  private static final Pattern ASSIGNMENT =
      Pattern.compile(
          "(?<![\\w.-])(?=[\\w.-]++[=:])(" + SECRET_NAME + "[=:] ?)[^\\s&]+",
          Pattern.CASE_INSENSITIVE);
  // An option of a command line and its value, in quotes or not.
  private static final Pattern OPTION =
      Pattern.compile(
          "(?<!\\S)(?=[\\w.-]++\\s)(--?"
              + SECRET_NAME
              + "\\s+)(?!-)(?:'[^']*'?|\"[^\"]*\"?|[^\\s'\"]+){1,50}",
          Pattern.CASE_INSENSITIVE);
  private static final String SCHEME = "(?<![\\w+.-])[\\w+.-]+://";
  private static final Pattern USERINFO = Pattern.compile("(" + SCHEME + ")[^/\\s?#]*@");
  private static final Pattern QUERY = Pattern.compile("(" + SCHEME + "[^\\s?#]*+)(\\?[^\\s#]+)?");
  private static final Set<String> VARIABLES = Set.of("env_vars", "env");

  private Redaction() {}

  /** The whole runtime_env, or any JSON mapping that may hold one; unmodifiable in its depths. */
  public static Map<String, @Nullable Object> of(Map<String, ? extends @Nullable Object> env) {
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    env.forEach((key, value) -> shown.put(key, field(key, value)));
    return shown;
  }

  private static @Nullable Object field(String key, @Nullable Object value) {
    if (VARIABLES.contains(key)) {
      return allHidden(value);
    }
    if (SECRET_KEY.matcher(key).matches() && Kinds.isSet(value)) {
      return PLACEHOLDER;
    }
    return value(value);
  }

  private static @Nullable Object allHidden(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> shown = new LinkedHashMap<>();
      map.keySet().forEach(key -> shown.put(String.valueOf(key), PLACEHOLDER));
      return Collections.unmodifiableMap(shown);
    }
    return Kinds.isSet(value) ? PLACEHOLDER : value;
  }

  private static @Nullable Object value(@Nullable Object value) {
    if (value instanceof String text) {
      return text(text);
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> shown = new LinkedHashMap<>();
      map.forEach(
          (key, element) -> shown.put(String.valueOf(key), field(String.valueOf(key), element)));
      return Collections.unmodifiableMap(shown);
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> shown = new ArrayList<>(list.size());
      list.forEach(element -> shown.add(value(element)));
      return Collections.unmodifiableList(shown);
    }
    return value;
  }

  /** One URI, which may be broken: a password may hold any sign where it was not encoded. */
  static String uri(String uri) {
    return text(MaskedAddress.of(uri));
  }

  /**
   * One text: user and password of URIs, their queries, {@code …token=…} and {@code --…token …}.
   */
  public static String text(String text) {
    String shown = USERINFO.matcher(text).replaceAll("$1" + PLACEHOLDER + "@");
    shown =
        QUERY.matcher(shown).replaceAll(uri -> uri.group(2) == null ? "$0" : "$1?" + PLACEHOLDER);
    shown = OPTION.matcher(shown).replaceAll("$1" + PLACEHOLDER);
    return ASSIGNMENT.matcher(shown).replaceAll("$1" + PLACEHOLDER);
  }
}
