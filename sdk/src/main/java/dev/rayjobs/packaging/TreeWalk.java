package dev.rayjobs.packaging;

import dev.rayjobs.internal.packaging.FileFacts;
import dev.rayjobs.internal.packaging.PathNames;
import dev.rayjobs.internal.packaging.Rule;
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
import java.util.function.BiConsumer;
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
  private final ActiveRules rules;
  private final OwnSecrets ownSecrets;
  private final ContentHash hash = new ContentHash();
  private final BiConsumer<PackageEntry, Path> found;

  private final List<PackageEntry> entries = new ArrayList<>();
  private final List<ExcludedPath> excluded = new ArrayList<>();
  private long pathsHash = ContentHash.EMPTY;

  private final Deque<Frame> frames = new ArrayDeque<>();

  /** The real paths of the directories that the walk is in, to find links that go round. */
  private final List<Path> trail = new ArrayList<>();

  /** The real paths of directories outside that were warned of. */
  private final Set<Path> outside = new HashSet<>();

  private TreeWalk(
      Path root, PackageOptions options, Warnings warnings, BiConsumer<PackageEntry, Path> found) {
    this.root = root;
    this.found = found;
    this.options = options;
    this.warnings = warnings;
    this.problems = new ProblemPaths(root);
    this.rules = new ActiveRules(options, warnings, problems);
    this.ownSecrets = new OwnSecrets(options.ownSecrets());
  }

  /**
   * Walks the directory, which must be one.
   *
   * @param found told of each entry as it comes, and where it lies
   */
  static FileTree directory(
      Path root, PackageOptions options, Warnings warnings, BiConsumer<PackageEntry, Path> found) {
    TreeWalk walk = new TreeWalk(root, options, warnings, found);
    walk.root();
    return walk.result(root);
  }

  private FileTree result(Path base) {
    return new FileTree(base, List.copyOf(entries), pathsHash, List.copyOf(excluded), rules.all());
  }

  private void root() {
    try {
      FileFacts facts = FileFacts.of(root);
      trail.add(root.toRealPath());
      Rule rule = rules.excluding(".");
      Rule own = rules.enter(root, ".");
      rule = rule != null ? rule : own;
      if (rule == null) {
        push(root, ".", facts, rules.count());
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
    rules.leave(outerRules);
    trail.remove(trail.size() - 1);
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
      return !children.iterator().hasNext();
    }
  }

  private void visit(Child child, String relative) {
    Rule rule = rules.excluding(relative);
    if (rule != null) {
      excluded.add(new ExcludedPath(relative, rule));
      return;
    }
    try {
      FileFacts facts = FileFacts.of(child.path, LinkOption.NOFOLLOW_LINKS);
      boolean link = facts.isLink();
      if (link) {
        FileFacts target = follow(child.path, relative);
        if (target == null) {
          checkUnicode(child.name, relative);
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
        checkName(child.name, relative);
        file(child, relative, facts);
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
      if (LinkTarget.isBelowAFile(link)) {
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
    trail.add(real);
    int before = rules.count();
    boolean entered = false;
    try {
      Rule rule = rules.enter(child.path, relative);
      if (rule == null) {
        if (link) {
          checkOutside(real, relative);
        }
        checkName(child.name, relative);
        push(child.path, relative, facts, before);
        entered = true;
      } else {
        excluded.add(new ExcludedPath(relative, rule));
      }
    } finally {
      // Also when it vanished meanwhile: its rules say nothing of its siblings.
      if (!entered) {
        leave(before);
      }
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
      add(new PackageEntry(relative, 0, facts.mode(), PackageEntry.Kind.DIRECTORY), directory);
    }
    children.sort(Comparator.comparing(Child::name));
    frames.addLast(new Frame(relative, children.iterator(), outerRules));
  }

  /** Checks the name of what will be packed; a name that is left out may be anything. */
  private void checkName(String name, String relative) {
    checkUnicode(name, relative);
    if (!frames.getLast().lowerCaseNames.add(name.toLowerCase(Locale.ROOT))) {
      warnings.add(Warnings.Topic.CASE_TWIN, relative);
    }
  }

  private void checkUnicode(String name, String relative) {
    if (!PathNames.isUnicode(name)) {
      throw problems.notUnicode(relative);
    }
  }

  private void file(Child child, String relative, FileFacts facts) {
    String secret = ownSecrets.nameOf(child.path, facts.size());
    if (secret != null) {
      warnings.add(
          PathNames.printable(relative)
              + " is "
              + secret
              + ", and would go to the cluster, where every job can read it; exclude it");
    } else if (SecretFiles.byName(relative)) {
      warnings.add(Warnings.Topic.SECRET, relative);
    }
    add(new PackageEntry(relative, facts.size(), facts.mode(), PackageEntry.Kind.FILE), child.path);
  }

  private void add(PackageEntry entry, Path path) {
    entries.add(entry);
    found.accept(entry, path);
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

  static String below(String directory, String name) {
    return directory.equals(".") ? name : directory + "/" + name;
  }

  /** The tree of a single file, which Ray packs under its name; the excludes see it as ".". */
  static FileTree file(
      Path parent,
      Path file,
      PackageOptions options,
      Warnings warnings,
      BiConsumer<PackageEntry, Path> found) {
    TreeWalk walk = new TreeWalk(parent, options, warnings, found);
    String name = PathNames.nameOf(file);
    Rule rule = walk.rules.excluding(".");
    if (rule != null) {
      throw walk.problems.fileExcluded(name, rule);
    }
    walk.checkUnicode(name, name);
    try {
      FileFacts facts = FileFacts.of(file);
      if (!facts.isRegularFile()) {
        throw walk.problems.special(name, facts);
      }
      walk.file(new Child(file, name), name, facts);
    } catch (IOException e) {
      throw walk.problems.unreadable(name, e);
    }
    return walk.result(parent);
  }
}
