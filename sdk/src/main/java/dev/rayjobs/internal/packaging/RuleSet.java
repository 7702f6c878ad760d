package dev.rayjobs.internal.packaging;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules of one ignore file, or of the excludes: the last that matches a path decides over it,
 * whatever other rule sets say.
 *
 * @param directory the directory the rules are relative to, relative to the root; "." for the root
 * @param rules in the order of the file
 */
public record RuleSet(String directory, List<Rule> rules) {
  /** Copies the list. */
  public RuleSet {
    rules = List.copyOf(rules);
  }

  /** Whether the rules have a say over this path. */
  public boolean covers(String path) {
    return directory.equals(".")
        || (path.startsWith(directory)
            && (path.length() == directory.length() || path.charAt(directory.length()) == '/'));
  }

  /** The rule that leaves this path out, or null if it stays. */
  public @Nullable Rule excluding(String path) {
    Rule rule = deciding(path);
    return rule != null && rule.pattern().excludes() ? rule : null;
  }

  /**
   * The rule that decides over this path, or null if none matches.
   *
   * @param path relative to the root, "." for the root itself; the rules must {@link #covers} it
   */
  public @Nullable Rule deciding(String path) {
    String relative = path;
    if (!directory.equals(".")) {
      relative = path.equals(directory) ? "." : path.substring(directory.length() + 1);
    }
    long letters = GlobProgram.letters(relative);
    for (int i = rules.size() - 1; i >= 0; i--) {
      if (rules.get(i).pattern().matches(relative, letters)) {
        return rules.get(i);
      }
    }
    return null;
  }
}
