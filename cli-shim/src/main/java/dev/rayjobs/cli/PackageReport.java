package dev.rayjobs.cli;

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

/** Tells what is in packages and what was left out. */
final class PackageReport {
  private static final int NAMED = 10;
  private static final double MEBI = 1024 * 1024;

  private final Output out;

  PackageReport(Output out) {
    this.out = out;
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
  static Map<String, Object> asJson(LocalPackage local) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("uri", local.uri());
    json.put("source", local.source().toString());
    json.put("files", files(local));
    json.put("bytes", local.rawSize());
    json.put("zipped_bytes", zippedSize(local));
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
    json.put("warnings", local.warnings());
    return json;
  }

  private void printText(LocalPackage local, boolean list) {
    // Its URI and what it is made of.
    out.line(local.toString());
    out.line(
        String.format(
            Locale.ROOT,
            "  %d files, %s raw, %s zipped",
            files(local),
            mebibytes(local.rawSize()),
            mebibytes(zippedSize(local))));
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

  /** Found out by writing the archive, which is deleted at once. */
  private static long zippedSize(LocalPackage local) {
    try (PackageArchive archive = local.writeArchive()) {
      return archive.size();
    }
  }

  private static String mebibytes(long bytes) {
    return bytes < MEBI ? bytes + " bytes" : String.format(Locale.ROOT, "%.1f MiB", bytes / MEBI);
  }
}
