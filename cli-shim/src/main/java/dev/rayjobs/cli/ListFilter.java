package dev.rayjobs.cli;

import dev.rayjobs.JobDetails;
import dev.rayjobs.JobStatus;
import dev.rayjobs.errors.InvalidInputException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import picocli.CommandLine.TypeConversionException;

/** Which of the cluster's jobs to list. */
final class ListFilter {
  /** Ray's types of jobs. */
  private enum Type {
    SUBMISSION,
    DRIVER
  }

  private final Option<List<String>> statuses =
      Option.list(
          "--status",
          "STATUS",
          "Only jobs in this status, or in one of A,B: PENDING, RUNNING, STOPPED, SUCCEEDED, FAILED.");

  private final Option<Type> type =
      Option.choice(
          "--type", Type.class, "Only submitted jobs, or only drivers that were not submitted.");

  private final Option<List<String>> metadata =
      Option.list("--metadata", "KEY=VALUE", "Only jobs with this metadata; of several, with all.");

  private final Option<Instant> since =
      Option.of(
          "--since",
          "TIME",
          ListFilter::since,
          "Only jobs that began within this time, such as 2h, or since 2026-01-31T12:00:00Z.");

  private final Option<Integer> limit =
      Option.of("--limit", "N", PythonNumbers::toNatural, "Only so many, the newest first.");

  OptionGroup group() {
    return OptionGroup.of("Which jobs", statuses, type, metadata, since, limit);
  }

  /** Refuses what can be seen to be wrong before any jobs are known. */
  void check() {
    wantedMetadata();
  }

  boolean isSet() {
    return statuses.given() || type.given() || metadata.given() || since.given() || limit.given();
  }

  /**
   * What is shown of those that pass, the newest first. Of no job more is kept than that, so that
   * clusters with many jobs can be listed.
   *
   * @param jobs hands over each job
   * @param shown what is shown of a job
   * @throws InvalidInputException if no job could ever be in a wanted status
   */
  <T> List<T> select(Consumer<Consumer<JobDetails>> jobs, Function<JobDetails, T> shown) {
    Set<String> wanted = wantedStatuses();
    Set<String> unknown = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    unknown.addAll(wanted);
    for (JobStatus known : JobStatus.values()) {
      unknown.remove(known.name());
    }
    Map<String, String> wantedMetadata = wantedMetadata();
    List<Passing<T>> passing = new ArrayList<>();
    jobs.accept(
        job -> {
          String status = job.statusText();
          unknown.remove(status);
          if ((wanted.isEmpty() || wanted.contains(status)) && passes(job, wantedMetadata)) {
            passing.add(new Passing<>(job.startTime().orElse(Instant.MAX), shown.apply(job)));
          }
        });
    if (!unknown.isEmpty()) {
      throw new InvalidInputException(
          "--status: '"
              + unknown.iterator().next()
              + "' is none of PENDING, RUNNING, STOPPED, SUCCEEDED, FAILED, and no job has it");
    }
    return passing.stream()
        .sorted(Comparator.comparing((Passing<T> job) -> job.start()).reversed())
        .limit(limit.or(Integer.MAX_VALUE))
        .map(Passing::shown)
        .toList();
  }

  private record Passing<T>(Instant start, T shown) {}

  private boolean passes(JobDetails job, Map<String, String> wantedMetadata) {
    Type wantedType = type.value();
    Instant earliest = since.value();
    return (wantedType == null || wantedType.name().equalsIgnoreCase(job.type()))
        && job.metadata().entrySet().containsAll(wantedMetadata.entrySet())
        && (earliest == null
            || job.startTime().map(start -> !start.isBefore(earliest)).orElse(true));
  }

  private Set<String> wantedStatuses() {
    Set<String> wanted = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (String given : statuses.or(List.of())) {
      for (String status : given.split(",")) {
        wanted.add(status.strip());
      }
    }
    return wanted;
  }

  private Map<String, String> wantedMetadata() {
    Map<String, String> wanted = new LinkedHashMap<>();
    for (String given : metadata.or(List.of())) {
      int equals = given.indexOf('=');
      if (equals < 1) {
        throw new InvalidInputException("--metadata: '" + given + "' is not KEY=VALUE");
      }
      wanted.put(given.substring(0, equals), given.substring(equals + 1));
    }
    return wanted;
  }

  /** A point in time, or how long ago it was. */
  private static Instant since(String value) {
    try {
      return Instant.parse(value.toUpperCase(Locale.ROOT));
    } catch (DateTimeParseException notAPoint) {
      try {
        return Instant.now().minus(Durations.parse(value));
      } catch (TypeConversionException e) {
        throw new TypeConversionException(
            "'"
                + value
                + "' is neither a time such as 2h nor a point such as 2026-01-31T12:00:00Z");
      }
    }
  }
}
