package dev.rayjobs.cli;

import dev.rayjobs.JobDetails;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which of the cluster's jobs to list. */
final class ListFilter {
  @Option(
      names = "--status",
      paramLabel = "STATUS",
      split = ",",
      description =
          "Only jobs in this status, or these: PENDING, RUNNING, STOPPED, SUCCEEDED, FAILED.")
  private List<String> statuses = new ArrayList<>();

  @Option(
      names = "--type",
      paramLabel = "[submission|driver]",
      description = "Only submitted jobs, or only drivers that were not submitted.")
  private @Nullable String type;

  @Option(
      names = "--metadata",
      paramLabel = "KEY=VALUE",
      description = "Only jobs with this metadata; of several, with all.")
  private Map<String, String> metadata = new LinkedHashMap<>();

  @Option(
      names = "--since",
      paramLabel = "TIME",
      converter = Since.class,
      description =
          "Only jobs that began within this time, such as 2h, or since 2026-01-31T12:00:00Z.")
  private @Nullable Instant since;

  @Option(names = "--limit", paramLabel = "N", description = "Only so many, the newest first.")
  private @Nullable Integer limit;

  boolean isSet() {
    return !statuses.isEmpty()
        || type != null
        || !metadata.isEmpty()
        || since != null
        || limit != null;
  }

  /**
   * What is shown of those that pass, the newest first. Of no job more is kept than that, so that
   * clusters with many jobs can be listed.
   *
   * @param jobs hands over each job
   * @param shown what is shown of a job
   */
  <T> List<T> select(Consumer<Consumer<JobDetails>> jobs, Function<JobDetails, T> shown) {
    List<Passing<T>> passing = new ArrayList<>();
    jobs.accept(
        job -> {
          if (passes(job)) {
            passing.add(new Passing<>(job.startTime().orElse(Instant.MAX), shown.apply(job)));
          }
        });
    return passing.stream()
        .sorted(Comparator.comparing((Passing<T> job) -> job.start()).reversed())
        .limit(limit == null ? Long.MAX_VALUE : Math.max(0, limit))
        .map(Passing::shown)
        .toList();
  }

  private record Passing<T>(Instant start, T shown) {}

  private boolean passes(JobDetails job) {
    return (statuses.isEmpty() || statuses.stream().anyMatch(job.statusText()::equalsIgnoreCase))
        && (type == null || type.equalsIgnoreCase(job.type()))
        && job.metadata().entrySet().containsAll(metadata.entrySet())
        && (since == null || job.startTime().map(start -> !start.isBefore(since)).orElse(true));
  }

  /** A point in time, or how long ago it was. */
  static final class Since implements ITypeConverter<Instant> {
    @Override
    public Instant convert(String value) {
      try {
        return Instant.parse(value.toUpperCase(Locale.ROOT));
      } catch (DateTimeParseException notAPoint) {
        try {
          Duration ago = new Durations().convert(value);
          return Instant.now().minus(ago);
        } catch (TypeConversionException e) {
          throw new TypeConversionException(
              "'"
                  + value
                  + "' is neither a time such as 2h nor a point such as 2026-01-31T12:00:00Z");
        }
      }
    }
  }
}
