package dev.rayjobs.cli;

import dev.rayjobs.errors.PackagingException;
import dev.rayjobs.internal.json.Json;
import dev.rayjobs.packaging.ExcludedPath;
import dev.rayjobs.packaging.LocalPackage;
import dev.rayjobs.packaging.PackageArchive;
import dev.rayjobs.packaging.PackageEntry;
import dev.rayjobs.packaging.PathExplanation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells what is in packages and what was left out, also of those that cannot be uploaded: who has
 * to make one smaller wants to see what fills it.
 */
final class PackageReport {
  private static final int NAMED = 10;
  private static final double MEBI = 1024 * 1024;

  private final Output out;
  private final Consumer<String> warnings;
  private @Nullable PackagingException failure;

  /** A report to this output; warnings go elsewhere. */
  PackageReport(Output out, Consumer<String> warnings) {
    this.out = out;
    this.warnings = warnings;
  }

  /** Once all is told: says if a package cannot be uploaded, and why. */
  void check() {
    if (failure != null) {
      throw failure;
    }
  }

  void print(List<LocalPackage> packages, boolean json, boolean list) {
    for (LocalPackage local : packages) {
      if (json) {
        out.line(Json.write(asJson(local)));
      } else {
        printText(local, list);
      }
    }
  }

  /** Says of each package why the path is in it or not. */
  void explain(List<LocalPackage> packages, String path, boolean json) {
    for (LocalPackage local : packages) {
      PathExplanation explained = local.explain(path);
      if (json) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("uri", local.uri());
        fields.put("path", path);
        fields.put("included", explained.included());
        fields.put("reason", explained.reason());
        out.line(Json.write(fields));
      } else if (packages.size() == 1) {
        out.line(explained.reason());
      } else {
        out.line(local + ": " + explained.reason());
      }
    }
  }

  /**
   * One package, for programs: uri, source, files, bytes, zipped_bytes, entries, excluded,
   * warnings.
   */
  Map<String, @Nullable Object> asJson(LocalPackage local) {
    Written written = write(local);
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("uri", local.uri());
    json.put("source", local.source().toString());
    json.put("files", files(local));
    json.put("bytes", local.rawSize());
    json.put("zipped_bytes", written.size());
    List<Object> entries = new ArrayList<>();
    for (PackageEntry entry : local.entries()) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("path", entry.path());
      fields.put("size", entry.size());
      fields.put("mode", Integer.toOctalString(entry.mode() & 07777));
      fields.put("kind", entry.kind().name().toLowerCase(Locale.ROOT));
      entries.add(fields);
    }
    json.put("entries", entries);
    List<Object> excluded = new ArrayList<>();
    for (ExcludedPath path : local.excluded()) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("path", path.path());
      fields.put("pattern", path.pattern());
      fields.put("source", path.source());
      path.line().ifPresent(line -> fields.put("line", line));
      excluded.add(fields);
    }
    json.put("excluded", excluded);
    List<String> all = new ArrayList<>(local.warnings());
    all.addAll(written.warnings());
    json.put("warnings", all);
    return json;
  }

  private void printText(LocalPackage local, boolean list) {
    Long zipped = write(local).size();
    // Its URI and what it is made of.
    out.line(local.toString());
    out.line(
        String.format(Locale.ROOT, "  %d files, %s raw", files(local), mebibytes(local.rawSize()))
            + (zipped == null ? "" : ", " + mebibytes(zipped) + " zipped"));
    List<PackageEntry> shown =
        list
            ? local.entries()
            : local.entries().stream()
                .sorted(Comparator.comparingLong(PackageEntry::size).reversed())
                .limit(NAMED)
                .toList();
    if (!shown.isEmpty()) {
      out.line(list ? "  entries:" : "  largest:");
    }
    for (PackageEntry entry : shown) {
      out.line(
          String.format(
              Locale.ROOT,
              "    %04o %12d %s",
              entry.mode() & 07777,
              entry.size(),
              entry.kind() == PackageEntry.Kind.DIRECTORY ? entry.path() + "/" : entry.path()));
    }
    if (!local.excluded().isEmpty()) {
      out.line("  left out:");
    }
    for (ExcludedPath path : local.excluded()) {
      out.line("    " + path);
    }
  }

  private static long files(LocalPackage local) {
    return local.entries().stream().filter(entry -> entry.kind() == PackageEntry.Kind.FILE).count();
  }

  /**
   * What came of writing an archive.
   *
   * @param size null if it cannot be written, or is too large
   */
  private record Written(@Nullable Long size, List<String> warnings) {}

  /** Writes the archive, to find out its size; it is deleted at once. */
  private Written write(LocalPackage local) {
    try (PackageArchive archive = local.writeArchive()) {
      archive.warnings().forEach(warnings);
      return new Written(archive.size(), archive.warnings());
    } catch (PackagingException e) {
      failure = failure == null ? e : failure;
      return new Written(null, List.of());
    }
  }

  private static String mebibytes(long bytes) {
    return bytes < MEBI ? bytes + " bytes" : String.format(Locale.ROOT, "%.1f MiB", bytes / MEBI);
  }
}
