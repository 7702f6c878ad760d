package dev.rayjobs.packaging;

import dev.rayjobs.internal.packaging.PathNames;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;

/** Words for a package that does not fit, with what fills it. */
final class SizeReport {
  private static final int NAMED = 10;

  private record Item(String path, long size) {}

  private SizeReport() {}

  /** Says that the package of these entries is over the limit, and what can be done. */
  static String tooLarge(String what, List<PackageEntry> entries) {
    PriorityQueue<Item> files = smallestFirst();
    Map<String, Long> directories = new HashMap<>();
    long raw = 0;
    for (PackageEntry entry : entries) {
      raw += entry.size();
      keepLargest(files, new Item(entry.path(), entry.size()));
      for (int slash = entry.path().lastIndexOf('/');
          slash > 0;
          slash = entry.path().lastIndexOf('/', slash - 1)) {
        directories.merge(entry.path().substring(0, slash), entry.size(), Long::sum);
      }
    }
    PriorityQueue<Item> largest = smallestFirst();
    directories.forEach((path, size) -> keepLargest(largest, new Item(path + "/", size)));
    StringBuilder text = new StringBuilder();
    text.append(what).append(" has ").append(entries.size()).append(" entries and ");
    text.append(human(raw)).append(" raw; compressed it is still over the ");
    text.append(LocalPackage.MAX_BYTES);
    text.append(" bytes (100 MiB) that Ray's dashboard takes. Nothing was uploaded.");
    String first = append(text, "\nLargest files:", files);
    String directory = append(text, "\nLargest directories:", largest);
    text.append("\nLeave out what the job does not need, with a line in .rayignore or .gitignore");
    text.append(" or with excludes in the runtime_env, for example ");
    text.append(ProblemPaths.exclude(directory.isEmpty() ? first : directory));
    text.append("; or put a zip file of it where the cluster can fetch it and give its URI");
    text.append(" (https://, s3://, gs://) instead of the path.");
    return text.toString();
  }

  /** A number of bytes as people read it. */
  static String human(long bytes) {
    if (bytes < 1024) {
      return bytes + " bytes";
    }
    String[] units = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    double value = bytes / 1024.0;
    int unit = 0;
    while (value >= 1024 && unit < units.length - 1) {
      value /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %s", value, units[unit]);
  }

  private static PriorityQueue<Item> smallestFirst() {
    return new PriorityQueue<>(Comparator.comparingLong(Item::size));
  }

  private static void keepLargest(PriorityQueue<Item> items, Item item) {
    items.add(item);
    if (items.size() > NAMED) {
      items.remove();
    }
  }

  /** Appends the items, largest first; gives the path of the first. */
  private static String append(StringBuilder text, String title, PriorityQueue<Item> items) {
    if (items.isEmpty()) {
      return "";
    }
    List<Item> sorted =
        items.stream()
            .sorted(Comparator.comparingLong(Item::size).reversed().thenComparing(Item::path))
            .toList();
    text.append(title);
    for (Item item : sorted) {
      text.append("\n  ").append(human(item.size)).append("  ");
      text.append(PathNames.printable(item.path));
    }
    return sorted.get(0).path;
  }
}
