package dev.rayjobs.packaging;

import dev.rayjobs.errors.PackagingException;
import dev.rayjobs.internal.packaging.PackageTooLargeException;
import dev.rayjobs.internal.packaging.PathNames;
import dev.rayjobs.internal.packaging.PrivateTempFile;
import dev.rayjobs.internal.packaging.Rule;
import dev.rayjobs.internal.packaging.RuleSet;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A directory as Ray 2.60's client packs it, or a single Python file: the paths that its ignore
 * rules leave, and the URI that follows from their names and bytes. Immutable.
 *
 * <pre>{@code
 * DirectoryPackage code = DirectoryPackage.scan(Path.of("app"), PackageOptions.standard());
 * code.warnings().forEach(System.err::println);
 * try (PackageArchive archive = code.writeArchive()) {
 *   System.out.println(archive.uri() + ": " + archive.size() + " bytes");
 * }
 * }</pre>
 */
final class DirectoryPackage implements LocalPackage {
  private static final long NEAR_LIMIT = MAX_BYTES / 10 * 8;

  private final Path root;
  private final FileTree tree;
  private final ContentHasher.Contents contents;
  private final String uri;
  private final String prefix;
  private final List<PackageEntry> entries;
  private final List<String> warnings;
  private final Consumer<? super PackagingProgress> progress;
  private final Supplier<DirectoryPackage> again;

  /** A walk, which tells of each entry as it comes, and where it lies. */
  private interface Walk {
    FileTree tell(BiConsumer<PackageEntry, Path> found);
  }

  private DirectoryPackage(
      Path root,
      Path base,
      Walk walk,
      String prefix,
      Warnings warnings,
      Consumer<? super PackagingProgress> progress,
      Supplier<DirectoryPackage> again) {
    this.root = root;
    this.prefix = prefix;
    this.progress = progress;
    this.again = again;
    try (ContentHasher hasher = new ContentHasher(base, progress)) {
      tree = walk.tell(hasher::add);
      contents = hasher.finish(tree, warnings);
    }
    uri = ContentHash.uri(tree.pathsHash() ^ contents.hash());
    entries =
        prefix.isEmpty()
            ? tree.entries()
            : tree.entries().stream().map(e -> ArchivePacker.prefixed(prefix, e)).toList();
    for (PackageEntry entry : entries) {
      if (isSkippedByNodes(entry.path())) {
        warnings.add(Warnings.Topic.SKIPPED_BY_NODES, entry.path());
      }
    }
    this.warnings = warnings.texts();
  }

  /**
   * Walks the directory, reads every file in it that no rule leaves out, on all cores, and computes
   * the URI.
   *
   * @param directory what to package
   * @param options what is left out, and who is told
   * @return the package, whose zip is not written yet
   * @throws PackagingException if it is no directory; if something in it cannot be read; if a
   *     pattern matches the directory itself, so that the package would be empty; if links go round
   *     in circles; if there are FIFOs, sockets or devices, or names that are not UTF-8
   */
  static DirectoryPackage scan(Path directory, PackageOptions options) {
    Path root = withoutDots(PathNames.absolute(directory));
    if (!Files.isDirectory(root)) {
      throw new PackagingException(
          "directory " + PathNames.printable(directory) + " must be an existing directory.");
    }
    String prefix = options.includeParentDir() ? ownName(root) + "/" : "";
    return onceMoreIfOneVanishes(
        () -> {
          Warnings warnings = new Warnings();
          return new DirectoryPackage(
              root,
              root,
              found -> TreeWalk.directory(root, options, warnings, found),
              prefix,
              warnings,
              options.progress(),
              () -> scan(directory, options));
        });
  }

  private static DirectoryPackage onceMoreIfOneVanishes(Supplier<DirectoryPackage> scan) {
    try {
      return scan.get();
    } catch (VanishedException e) {
      return scan.get();
    }
  }

  /** A single Python file, as py_modules have it. */
  static DirectoryPackage scanFile(Path file, PackageOptions options) {
    Path absolute = PathNames.absolute(file);
    Path parent = absolute.getParent();
    if (parent == null || !Files.exists(absolute)) {
      throw new PackagingException(
          "File " + PathNames.printable(file) + " must be an existing file.");
    }
    Warnings warnings = new Warnings();
    return new DirectoryPackage(
        absolute,
        parent,
        found -> TreeWalk.file(parent, absolute, options, warnings, found),
        "",
        warnings,
        options.progress(),
        () -> scanFile(file, options));
  }

  /** For {@code .}, the path of the working directory itself. */
  private static Path withoutDots(Path path) {
    Path parent = path.getParent();
    return parent != null && PathNames.nameOf(path).equals(".") ? withoutDots(parent) : path;
  }

  private static String ownName(Path root) {
    String name = PathNames.nameOf(root);
    if (name.isEmpty() || name.equals("..")) {
      throw new PackagingException(
          PathNames.printable(root)
              + " has no name of its own to be imported by; give the path with the directory's"
              + " name.");
    }
    if (!PathNames.isUnicode(name)) {
      throw new PackagingException(
          "the name of " + PathNames.printable(root) + " is not UTF-8; rename it.");
    }
    return name;
  }

  /** Ray's nodes take such names for paths of Windows and leave them out, with a log line only. */
  private static boolean isSkippedByNodes(String member) {
    int second = member.offsetByCodePoints(0, 1);
    boolean drive = second < member.length() && member.charAt(second) == ':';
    return drive || member.indexOf('\\') >= 0;
  }

  @Override
  public String uri() {
    return uri;
  }

  @Override
  public Path source() {
    return root;
  }

  @Override
  public List<PackageEntry> entries() {
    return entries;
  }

  @Override
  public List<ExcludedPath> excluded() {
    return tree.excluded();
  }

  @Override
  public List<String> warnings() {
    return warnings;
  }

  /** A path that does not exist is explained by the rules too. */
  @Override
  public PathExplanation explain(String path) {
    String directory = PathNames.printable(root);
    String relative = PathPrefixes.below(directory, path);
    if (relative == null) {
      return new PathExplanation(
          false, PathNames.printable(path) + " does not lie in " + directory);
    }
    String shown = PathNames.printable(relative);
    Rule kept = null;
    for (String prefix : PathPrefixes.of(relative)) {
      for (RuleSet set : tree.rules()) {
        Rule rule = set.covers(prefix) ? set.deciding(prefix) : null;
        if (rule == null) {
          continue;
        }
        if (rule.pattern().excludes()) {
          String through =
              prefix.equals(relative) ? "" : ", which matches " + PathNames.printable(prefix);
          return new PathExplanation(
              false, shown + " is left out by " + ExcludedPath.describe(rule) + through);
        }
        kept = rule;
      }
    }
    String because = kept == null ? "no rule matches it" : "kept by " + ExcludedPath.describe(kept);
    String inside = relative.equals(".") ? "" : relative + "/";
    for (PackageEntry entry : tree.entries()) {
      if (entry.path().equals(relative) || entry.path().startsWith(inside)) {
        return new PathExplanation(true, shown + " is in the package: " + because);
      }
    }
    return new PathExplanation(
        false,
        shown
            + " is not in the package, though "
            + because
            + ": there is no such file in "
            + directory
            + ", or it is a directory without files of its own in the"
            + " package, or a link to nothing");
  }

  @Override
  public PackageArchive writeArchive() {
    try {
      return write(List.of());
    } catch (ContentChangedException first) {
      List<String> notes = new ArrayList<>();
      notes.add(
          PathNames.printable(first.path())
              + " changed while it was packaged; the work was started over");
      DirectoryPackage fresh = again.get();
      // Those of the first scan were heard already.
      fresh.warnings.stream().filter(warning -> !warnings.contains(warning)).forEach(notes::add);
      try {
        return fresh.write(notes);
      } catch (ContentChangedException second) {
        throw new PackagingException(
            PathNames.printable(second.path())
                + " in "
                + PathNames.printable(root)
                + " keeps changing while it is packaged. Nothing was uploaded. Stop what writes to"
                + " it, or exclude it.",
            second);
      }
    }
  }

  private PackageArchive write(List<String> notes) throws ContentChangedException {
    PrivateTempFile file = TempFiles.create();
    PrivateTempFile unfinished = file;
    try (FileChannel out = file.open()) {
      long size = ArchivePacker.pack(tree, contents.checksums(), prefix, progress, out);
      List<String> seen = new ArrayList<>(notes);
      String near = nearLimit(size);
      if (near != null) {
        seen.add(near);
      }
      unfinished = null;
      return new PackageArchive(uri, file, size, seen);
    } catch (PackageTooLargeException e) {
      throw new PackagingException(SizeReport.tooLarge(PathNames.printable(root), entries), e);
    } catch (IOException e) {
      throw TempFiles.cannotWrite(e);
    } finally {
      if (unfinished != null) {
        unfinished.close();
      }
    }
  }

  /** A warning for an archive of this size, or null if there is room left. */
  static @Nullable String nearLimit(long size) {
    return size < NEAR_LIMIT
        ? null
        : "the package has "
            + SizeReport.human(size)
            + "; Ray's dashboard takes at most "
            + SizeReport.human(MAX_BYTES);
  }

  @Override
  public String toString() {
    return uri + " of " + PathNames.printable(root);
  }
}
