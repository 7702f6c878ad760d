package dev.rayjobs.examples;

import dev.rayjobs.Job;
import dev.rayjobs.JobClient;
import dev.rayjobs.JobDetails;
import dev.rayjobs.JobStatus;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Fifty jobs, one for each value of a parameter, with a table of where they stand. One list of all
 * jobs tells of all fifty, so the dashboard is asked once a second and not fifty times.
 */
public final class ParameterSweep {
  private static final int VALUES = 50;

  private ParameterSweep() {}

  /** Argument: the command, to which each value is added as its last word. */
  public static void main(String[] arguments) throws InterruptedException {
    try (JobClient client = JobClient.builder().build()) {
      Map<String, Double> values = new LinkedHashMap<>();
      for (int i = 0; i < VALUES; i++) {
        double rate = (i + 1) / 100.0;
        Job job =
            client
                .submission(arguments[0] + " " + rate)
                .metadata("sweep.rate", String.valueOf(rate))
                // A sweep must not take the CPUs that its tasks need.
                .entrypointNumCpus(0)
                .submit();
        values.put(job.submissionId(), rate);
      }

      Map<String, JobStatus> states = watch(client, values);
      values.forEach(
          (id, rate) -> {
            if (states.get(id) != JobStatus.SUCCEEDED) {
              System.out.println("rate " + rate + ": " + states.get(id) + ", see " + id);
            }
          });
      boolean all = states.values().stream().allMatch(JobStatus.SUCCEEDED::equals);
      System.exit(all ? 0 : 1);
    }
  }

  private static Map<String, JobStatus> watch(JobClient client, Map<String, Double> values)
      throws InterruptedException {
    String shown = "";
    while (true) {
      Map<String, JobStatus> states = new HashMap<>();
      for (JobDetails job : client.list()) {
        job.submissionId()
            .filter(values::containsKey)
            .ifPresent(id -> states.put(id, job.status()));
      }
      // One that is not in the list was deleted, or is lost with its cluster: asking for it says
      // so.
      values.keySet().forEach(id -> states.computeIfAbsent(id, job -> client.job(job).status()));
      String table = table(states);
      if (!table.equals(shown)) {
        System.out.println(table);
        shown = table;
      }
      if (states.values().stream().allMatch(JobStatus::isTerminal)) {
        return states;
      }
      Thread.sleep(1000);
    }
  }

  private static String table(Map<String, JobStatus> states) {
    Map<JobStatus, Integer> counts = new EnumMap<>(JobStatus.class);
    states.values().forEach(status -> counts.merge(status, 1, Integer::sum));
    return counts.entrySet().stream()
        .map(count -> String.format("%-9s %2d", count.getKey(), count.getValue()))
        .collect(Collectors.joining(" | "));
  }
}
