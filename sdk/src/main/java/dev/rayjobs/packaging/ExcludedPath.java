package dev.rayjobs.packaging;

import dev.rayjobs.internal.packaging.PathNames;
import dev.rayjobs.internal.packaging.Rule;
import java.util.OptionalInt;

/**
 * A path that is not in the package, with all below it, and the rule that leaves it out. Immutable.
 *
 * <pre>{@code
 * code.excluded().forEach(System.out::println); // build/a.o: '*.o' in .gitignore line 3
 * }</pre>
 */
public final class ExcludedPath {
  private final String path;
  private final Rule rule;

  ExcludedPath(String path, Rule rule) {
    this.path = path;
    this.rule = rule;
  }

  /** {@return the path relative to the directory} */
  public String path() {
    return path;
  }

  /** {@return the pattern as it is written} */
  public String pattern() {
    return rule.pattern().text();
  }

  /**
   * {@return where the pattern stands: an ignore file relative to the directory, {@code excludes}
   * or {@code default excludes}}
   */
  public String source() {
    return rule.source();
  }

  /** {@return the line in the ignore file, from 1; none for excludes} */
  public OptionalInt line() {
    return rule.line() > 0 ? OptionalInt.of(rule.line()) : OptionalInt.empty();
  }

  @Override
  public String toString() {
    return PathNames.printable(path) + ": " + describe(rule);
  }

  static String describe(Rule rule) {
    return "'"
        + PathNames.printable(rule.pattern().text())
        + "' in "
        + PathNames.printable(rule.source())
        + (rule.line() > 0 ? " line " + rule.line() : "");
  }
}
