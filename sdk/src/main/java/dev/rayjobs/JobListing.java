package dev.rayjobs;

import dev.rayjobs.internal.http.DashboardApi;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One pass over all jobs of a cluster. Of the jobs only the ids are kept, so that none is handed
 * over twice where the list breaks off and is told again.
 */
final class JobListing {
  private final DashboardApi api;
  private final Set<String> told = new HashSet<>();

  JobListing(DashboardApi api) {
    this.api = api;
  }

  void forEach(Consumer<? super JobDetails> each) {
    api.forEachJob(
        raw -> {
          JobDetails job = new JobDetails(raw);
          if (told.add(job.type() + ' ' + job.submissionId().or(job::jobId).orElse(""))) {
            each.accept(job);
          }
        });
  }
}
