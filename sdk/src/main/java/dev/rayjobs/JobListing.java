package dev.rayjobs;

import dev.rayjobs.internal.http.DashboardApi;
import java.io.Serial;
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
    try {
      api.forEachJob(
          raw -> {
            JobDetails job = new JobDetails(raw);
            if (told.add(job.type() + ' ' + job.submissionId().or(job::jobId).orElse(""))) {
              hand(job, each);
            }
          });
    } catch (ReceiverFailedException e) {
      throw e.failure;
    }
  }

  private static void hand(JobDetails job, Consumer<? super JobDetails> each) {
    try {
      each.accept(job);
    } catch (RuntimeException e) {
      // As it is, it could be taken for a failure of the request, which would be repeated.
      throw new ReceiverFailedException(e);
    }
  }

  private static final class ReceiverFailedException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    private final RuntimeException failure;

    private ReceiverFailedException(RuntimeException failure) {
      super(failure);
      this.failure = failure;
    }
  }
}
