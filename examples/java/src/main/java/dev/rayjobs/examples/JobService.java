package dev.rayjobs.examples;

import dev.rayjobs.Job;
import dev.rayjobs.JobClient;
import dev.rayjobs.JobDetails;
import dev.rayjobs.JobStatus;
import dev.rayjobs.errors.RayJobsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A service that has many jobs under way at once, and leaves none behind: a SIGTERM, as systemd and
 * Kubernetes send it, stops those that have not ended.
 */
public final class JobService implements AutoCloseable {
  private final JobClient client;
  private final Set<Job> underWay = ConcurrentHashMap.newKeySet();
  private boolean closed;

  /** A service on the cluster of this client. */
  public JobService(JobClient client) {
    this.client = client;
  }

  /**
   * Runs a job, which {@link #close()} stops if it has not ended by then.
   *
   * @return its end; one thread waits for the ends of all jobs of the client
   */
  public synchronized CompletableFuture<JobDetails> run(String command) {
    if (closed) {
      throw new IllegalStateException("the service is shutting down");
    }
    Job job = client.submission(command).submit();
    underWay.add(job);
    // One whose end could not be waited for may run still.
    return job.completion()
        .whenComplete(
            (end, failure) -> {
              if (failure == null) {
                underWay.remove(job);
              }
            });
  }

  /** Stops what runs. Ray ends each job within three seconds. */
  @Override
  public synchronized void close() {
    closed = true;
    underWay.parallelStream()
        .forEach(
            job -> {
              try {
                job.stop();
              } catch (RayJobsException e) {
                System.err.println("Not stopped: " + job.submissionId() + ": " + e.getMessage());
              }
            });
  }

  /** Arguments: how many jobs, and the command of each. */
  public static void main(String[] arguments) {
    int count = Integer.parseInt(arguments[0]);
    JobClient client = JobClient.builder().build();
    JobService service = new JobService(client);
    Runtime.getRuntime().addShutdownHook(new Thread(service::close, "stop-jobs"));

    List<CompletableFuture<JobDetails>> ends = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ends.add(service.run(arguments[1]));
    }
    System.out.println("All " + count + " are submitted.");
    long succeeded =
        ends.stream().filter(end -> end.join().status() == JobStatus.SUCCEEDED).count();
    System.out.println(succeeded + " of " + count + " succeeded.");
    System.exit(succeeded == count ? 0 : 1);
  }
}
