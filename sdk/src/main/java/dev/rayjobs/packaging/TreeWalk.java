package dev.rayjobs.packaging;

import dev.rayjobs.errors.PackagingException;
import dev.rayjobs.internal.packaging.FileFacts;
import dev.rayjobs.internal.packaging.PathNames;
import dev.rayjobs.internal.packaging.Rule;
import dev.rayjobs.internal.packaging.RuleReader;
import dev.rayjobs.internal.packaging.RuleSet;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Walks a directory as Ray's client does: the ignore files of a directory count before the
 * directory itself is judged, each file's rules decide for themselves, and links are followed.
 */
final class TreeWalk {
  private record Child(Path path, String name) {}

  /** A directory that the walk is in; a stack of its own, since trees can be deep. */
  private static final class Frame {
    final String relative;
    final Iterator<Child> children;
    final Set<String> lowerCaseNames = new HashSet<>();

    /** How many rule sets were in force before this directory's own. */
    final int outerRules;

    Frame(String relative, Iterator<Child> children, int outerRules) {
      this.relative = relative;
      this.children = children;
      this.outerRules = outerRules;
    }
  }

  private final Path root;
  private final PackageOptions options;
  private final Warnings warnings;
  private final ProblemPaths problems;
  private final RuleReader reader;
  private final ContentHash hash = new ContentHash();

  private final List<PackageEntry> entries = new ArrayList<>();
  private final List<ExcludedPath> excluded = new ArrayList<>();
  private final List<RuleSet> rules = new ArrayList<>();
  private long pathsHash = ContentHash.EMPTY;

  private final Deque<Frame> frames = new ArrayDeque<>();

  /** The rules in force where the walk is. */
  private final List<RuleSet> active = new ArrayList<>();

  /** The real paths of the directories that the walk is in, to find links that go round. */
  private final List<Path> trail = new ArrayList<>();

  /** The real paths of directories outside that were warned of. */
  private final Set<Path> outside = new HashSet<>();

  private TreeWalk(Path root, PackageOptions options, Warnings warnings) {
    this.root = root;
    this.options = options;
    this.warnings = warnings;
    this.problems = new ProblemPaths(root);
    this.reader = new RuleReader(warnings::add);
  }

  /** Walks the directory, which must be one. */
  static FileTree directory(Path root, PackageOptions options, Warnings warnings) {
    TreeWalk walk = new TreeWalk(root, options, warnings);
    walk.activate(excludes(walk.reader, options));
    walk.root();
    return walk.result(root);
  }

  /** The excludes as one set of rules: one of the user's can take a default one back. */
  static RuleSet excludes(RuleReader reader, PackageOptions options) {
    List<Rule> all = new ArrayList<>();
    all.addAll(reader.list(options.defaultExcludes(), "default excludes"));
    all.addAll(reader.list(options.excludes(), "excludes"));
    return new RuleSet(".", all);
  }

  private FileTree result(Path base) {
    return new FileTree(
        base, List.copyOf(entries), pathsHash, List.copyOf(excluded), List.copyOf(rules));
  }

  private void activate(RuleSet set) {
    active.add(set);
    rules.add(set);
  }

  private void root() {
    try {
      FileFacts facts = FileFacts.of(root);
      Rule rule = enter(root, ".", root.toRealPath());
      if (rule == null) {
        rule = excluding(".");
      }
      if (rule == null) {
        push(root, ".", facts, 0);
        walk();
        if (entries.isEmpty()) {
          warnings.add("the rules leave out all that is in the directory: the package is empty");
        }
      } else if (isEmpty(root)) {
        excluded.add(new ExcludedPath(".", rule));
      } else {
        throw problems.rootExcluded(rule);
      }
    } catch (IOException e) {
      throw problems.unreadable(".", e);
    }
  }

  private void walk() {
    while (!frames.isEmpty()) {
      Frame frame = frames.getLast();
      if (frame.children.hasNext()) {
        Child child = frame.children.next();
        visit(child, below(frame.relative, child.name));
      } else {
        leave(frame.outerRules);
        frames.removeLast();
      }
    }
  }

  /** Takes a directory's rules out of force. */
  private void leave(int outerRules) {
    active.subList(outerRules, active.size()).clear();
    trail.remove(trail.size() - 1);
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
      return !children.iterator().hasNext();
    }
  }

  private @Nullable Rule excluding(String relative) {
    for (RuleSet set : active) {
      Rule rule = set.excluding(relative);
      if (rule != null) {
        return rule;
      }
    }
    return null;
  }

  private void visit(Child child, String relative) {
    Rule rule = excluding(relative);
    if (rule != null) {
      excluded.add(new ExcludedPath(relative, rule));
      return;
    }
    if (!PathNames.isUnicode(child.name)) {
      throw problems.notUnicode(relative);
    }
    try {
      FileFacts facts = FileFacts.of(child.path, LinkOption.NOFOLLOW_LINKS);
      boolean link = facts.isLink();
      if (link) {
        FileFacts target = follow(child.path, relative);
        if (target == null) {
          warnings.add(Warnings.Topic.DANGLING_LINK, relative);
          pathsHash ^= hash.path(relative).end();
          return;
        }
        facts = target;
      }
      if (facts.isDirectory()) {
        directory(child, relative, link, facts);
      } else if (facts.isRegularFile()) {
        if (link) {
          checkOutside(child.path.toRealPath(), relative);
        }
        checkTwin(child.name, relative);
        file(child.name, relative, facts);
      } else {
        throw problems.special(relative, facts);
      }
    } catch (NoSuchFileException e) {
      // Gone since its directory was listed: as if it had never been there.
      return;
    } catch (IOException e) {
      throw problems.unreadable(relative, e);
    }
  }

  /** The facts of what a link points to, or null if that does not exist. */
  private @Nullable FileFacts follow(Path link, String relative) throws IOException {
    try {
      return FileFacts.of(link);
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      if (problems.isBelowAFile(e)) {
        return null;
      }
      throw problems.badLink(relative, e);
    }
  }

  private void directory(Child child, String relative, boolean link, FileFacts facts)
      throws IOException {
    Path real =
        link
            ? child.path.toRealPath()
            : trail.get(trail.size() - 1).resolve(child.path.getFileName());
    if (link && trail.contains(real)) {
      throw problems.loop(relative, real);
    }
    int before = active.size();
    Rule rule = enter(child.path, relative, real);
    if (rule == null) {
      if (link) {
        checkOutside(real, relative);
      }
      checkTwin(child.name, relative);
      push(child.path, relative, facts, before);
    } else {
      excluded.add(new ExcludedPath(relative, rule));
      leave(before);
    }
  }

  /** Puts a directory's own rules in force; gives the one among them that leaves it out itself. */
  private @Nullable Rule enter(Path directory, String relative, Path real) {
    trail.add(real);
    Rule rule = null;
    if (options.includeGitignore()) {
      rule = enter(directory, relative, ".gitignore");
    }
    Rule second = enter(directory, relative, ".rayignore");
    return rule != null ? rule : second;
  }

  private @Nullable Rule enter(Path directory, String relative, String name) {
    String source = below(relative, name);
    Path file = directory.resolve(name);
    try {
      if (!FileFacts.of(file).isRegularFile()) {
        return null;
      }
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      if (problems.isBelowAFile(e) || Files.isSymbolicLink(file)) {
        // Not a file for Ray; the walk says more if it is a bad link.
        return null;
      }
      throw problems.unreadable(relative, e);
    }
    try {
      RuleSet set = reader.file(file, relative, source);
      activate(set);
      return set.excluding(relative);
    } catch (IOException e) {
      throw problems.unreadable(source, e);
    }
  }

  private void push(Path directory, String relative, FileFacts facts, int outerRules)
      throws IOException {
    List<Child> children = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      for (Path path : stream) {
        children.add(new Child(path, PathNames.nameOf(path)));
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    pathsHash ^= hash.path(relative).end();
    if (children.isEmpty()) {
      entries.add(new PackageEntry(relative, 0, facts.mode(), PackageEntry.Kind.DIRECTORY));
    }
    children.sort(Comparator.comparing(Child::name));
    frames.addLast(new Frame(relative, children.iterator(), outerRules));
  }

  private void checkTwin(String name, String relative) {
    if (!frames.getLast().lowerCaseNames.add(name.toLowerCase(Locale.ROOT))) {
      warnings.add(Warnings.Topic.CASE_TWIN, relative);
    }
  }

  private void file(String name, String relative, FileFacts facts) {
    if (SecretFiles.byName(name)) {
      warnings.add(Warnings.Topic.SECRET, relative);
    }
    entries.add(new PackageEntry(relative, facts.size(), facts.mode(), PackageEntry.Kind.FILE));
  }

  private void checkOutside(Path real, String relative) {
    boolean inside =
        real.startsWith(trail.get(0)) || outside.stream().anyMatch(known -> real.startsWith(known));
    if (inside) {
      return;
    }
    if (!options.followExternalLinks()) {
      throw problems.leadsOut(relative, real);
    }
    warnings.add(Warnings.Topic.EXTERNAL_LINK, relative);
    outside.add(real);
  }

  private static String below(String directory, String name) {
    return directory.equals(".") ? name : directory + "/" + name;
  }

  /** The tree of a single file, which Ray packs under its name; the excludes see it as ".". */
  static FileTree file(Path file, PackageOptions options, Warnings warnings) {
    Path parent = file.getParent();
    if (parent == null) {
      throw new PackagingException(PathNames.printable(file) + " is not a file.");
    }
    TreeWalk walk = new TreeWalk(parent, options, warnings);
    RuleSet excludes = excludes(walk.reader, options);
    walk.rules.add(excludes);
    String name = PathNames.nameOf(file);
    Rule rule = excludes.excluding(".");
    if (rule != null) {
      throw walk.problems.fileExcluded(name, rule);
    }
    if (!PathNames.isUnicode(name)) {
      throw walk.problems.notUnicode(name);
    }
    try {
      FileFacts facts = FileFacts.of(file);
      if (!facts.isRegularFile()) {
        throw walk.problems.special(name, facts);
      }
      walk.file(name, name, facts);
    } catch (IOException e) {
      throw walk.problems.unreadable(name, e);
    }
    return walk.result(parent);
  }
}
