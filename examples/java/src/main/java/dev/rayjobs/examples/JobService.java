package dev.rayjobs.examples;

import dev.rayjobs.Job;
import dev.rayjobs.JobClient;
import dev.rayjobs.JobDetails;
import dev.rayjobs.errors.RayJobsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

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

  /** Submits a job, which {@link #close()} stops if it has not ended by then. */
  public synchronized Job submit(String command) {
    if (closed) {
      throw new IllegalStateException("the service is shutting down");
    }
    Job job = client.submission(command).submit();
    underWay.add(job);
    return job;
  }

  /** Waits for a job's end. */
  public JobDetails await(Job job, Duration atMost) {
    JobDetails end = job.await(atMost);
    underWay.remove(job);
    return end;
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
                System.err.println("Not stopped: " + job.id() + ": " + e.getMessage());
              }
            });
  }

  /** Arguments: how many jobs, and the command of each. */
  public static void main(String[] arguments) throws InterruptedException {
    int count = Integer.parseInt(arguments[0]);
    JobClient client = JobClient.builder().build();
    JobService service = new JobService(client);
    Runtime.getRuntime().addShutdownHook(new Thread(service::close, "stop-jobs"));

    ExecutorService waiting = Executors.newFixedThreadPool(count);
    List<Future<JobDetails>> ends = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Job job = service.submit(arguments[1]);
      ends.add(waiting.submit(() -> service.await(job, Duration.ofHours(1))));
    }
    System.out.println("All " + count + " are submitted.");
    int succeeded = 0;
    for (Future<JobDetails> end : ends) {
      try {
        succeeded += end.get().driverExitCode().orElse(-1) == 0 ? 1 : 0;
      } catch (ExecutionException e) {
        System.out.println(e.getCause());
      }
    }
    waiting.shutdown();
    System.out.println(succeeded + " of " + count + " succeeded.");
    System.exit(succeeded == count ? 0 : 1);
  }
}
