package dev.rayjobs.cli;

import dev.rayjobs.JobDetails;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Jobs as a table for a terminal. */
final class JobTable {
  private static final int LONGEST_ENTRYPOINT = 60;

  private static final DateTimeFormatter STARTED =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT)
          .withZone(ZoneId.systemDefault());

  private JobTable() {}

  /** The table of these rows. */
  static String of(List<List<String>> jobs) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("ID", "STATUS", "STARTED", "TIME", "ENTRYPOINT"));
    rows.addAll(jobs);
    int[] widths =
        IntStream.range(0, rows.get(0).size()).map(column -> width(rows, column)).toArray();
    StringBuilder table = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        String cell = row.get(column);
        line.append(cell).append(" ".repeat(widths[column] - length(cell) + 2));
      }
      table.append(line.toString().stripTrailing()).append('\n');
    }
    return table.toString();
  }

  /** The row of one job. */
  static List<String> row(JobDetails job) {
    return List.of(
        job.submissionId().or(job::jobId).orElse("?"),
        job.statusText(),
        job.startTime().map(STARTED::format).orElse("-"),
        JobReport.elapsed(job).map(Durations::text).orElse("-"),
        entrypoint(job.entrypoint()));
  }

  private static String entrypoint(String text) {
    String line = text.replaceAll("\\p{Cntrl}+", " ");
    return line.length() <= LONGEST_ENTRYPOINT
        ? line
        : line.substring(0, LONGEST_ENTRYPOINT - 1) + "…";
  }

  private static int width(List<List<String>> rows, int column) {
    return rows.stream().mapToInt(row -> length(row.get(column))).max().orElse(0);
  }

  private static int length(String cell) {
    return cell.codePointCount(0, cell.length());
  }
}
