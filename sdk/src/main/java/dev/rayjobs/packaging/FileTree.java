package dev.rayjobs.packaging;

import dev.rayjobs.internal.packaging.PathNames;
import dev.rayjobs.internal.packaging.RuleSet;
import java.nio.file.Path;
import java.util.List;

/**
 * What a walk found.
 *
 * @param base what the paths are relative to
 * @param entries the members of the package, paths relative to the base
 * @param pathsHash the hash of all paths that have no content: directories and links to nothing
 * @param excluded what was left out
 * @param rules all rules that were met, for explanations
 */
record FileTree(
    Path base,
    List<PackageEntry> entries,
    long pathsHash,
    List<ExcludedPath> excluded,
    List<RuleSet> rules) {

  /** Where an entry lies on disk. */
  Path locate(PackageEntry entry) {
    return PathNames.resolve(base, entry.path());
  }
}
