package dev.rayjobs.packaging;

import dev.rayjobs.internal.packaging.FileFacts;
import dev.rayjobs.internal.packaging.Rule;
import dev.rayjobs.internal.packaging.RuleReader;
import dev.rayjobs.internal.packaging.RuleSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules in force where a walk is: the excludes, and the ignore files on the way there. */
final class ActiveRules {
  private final RuleReader reader;
  private final ProblemPaths problems;
  private final boolean gitignore;
  private final List<RuleSet> active = new ArrayList<>();
  private final List<RuleSet> all = new ArrayList<>();

  ActiveRules(PackageOptions options, Warnings warnings, ProblemPaths problems) {
    this.reader = new RuleReader(warnings::add);
    this.problems = problems;
    this.gitignore = options.includeGitignore();
    // One set: a pattern of the user can take back what a default one leaves out.
    List<Rule> excludes = new ArrayList<>();
    excludes.addAll(reader.list(options.defaultExcludes(), "default excludes"));
    excludes.addAll(reader.list(options.excludes(), "excludes"));
    activate(new RuleSet(".", excludes));
  }

  private void activate(RuleSet set) {
    active.add(set);
    all.add(set);
  }

  /** The first rule that leaves this path out, or null if it stays. */
  @Nullable Rule excluding(String relative) {
    for (RuleSet set : active) {
      Rule rule = set.excluding(relative);
      if (rule != null) {
        return rule;
      }
    }
    return null;
  }

  /** Puts a directory's own rules in force; gives the one among them that leaves it out itself. */
  @Nullable Rule enter(Path directory, String relative) {
    Rule first = gitignore ? enter(directory, relative, ".gitignore") : null;
    Rule second = enter(directory, relative, ".rayignore");
    return first != null ? first : second;
  }

  private @Nullable Rule enter(Path directory, String relative, String name) {
    String source = TreeWalk.below(relative, name);
    Path file = directory.resolve(name);
    if (!isFile(file, relative)) {
      return null;
    }
    try {
      RuleSet set = reader.file(file, relative, source);
      activate(set);
      return set.excluding(relative);
    } catch (IOException e) {
      throw problems.unreadable(source, e);
    }
  }

  private boolean isFile(Path file, String directory) {
    try {
      return FileFacts.of(file).isRegularFile();
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      // The walk comes across a bad link and says more of it.
      if (Files.isSymbolicLink(file)) {
        return false;
      }
      throw problems.unreadable(directory, e);
    }
  }

  /** How many rule sets are in force; for {@link #leave}. */
  int count() {
    return active.size();
  }

  /** Takes all but so many rule sets out of force. */
  void leave(int count) {
    active.subList(count, active.size()).clear();
  }

  /** All rules there ever were, in the order of the walk. */
  List<RuleSet> all() {
    return List.copyOf(all);
  }
}
