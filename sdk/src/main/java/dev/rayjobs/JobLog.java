package dev.rayjobs;

import dev.rayjobs.errors.NotFoundException;
import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.internal.http.DashboardApi;
import dev.rayjobs.internal.http.LogTail;
import dev.rayjobs.internal.http.LogText;
import dev.rayjobs.internal.logs.LogServer;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A job's log on its cluster, for the one thread that reads it. */
final class JobLog implements LogServer {
  private final Job job;
  private final Cluster cluster;
  private @Nullable String node;

  JobLog(Job job, Cluster cluster) {
    this.job = job;
    this.cluster = cluster;
  }

  private DashboardApi api() {
    return cluster.api().once();
  }

  @Override
  public void meet() {
    cluster.version();
  }

  @Override
  public Phase phase() {
    JobDetails details = job.details(api());
    node = details.driverNodeId().orElse(null);
    if (details.status() == JobStatus.PENDING) {
      return Phase.PENDING;
    }
    return details.status().isTerminal() ? Phase.ENDED : Phase.RUNNING;
  }

  @Override
  public LogTail tail() {
    return api().tail(job.submissionId());
  }

  @Override
  public LogText text() {
    try {
      return api().logs(job.submissionId());
    } catch (NotFoundException e) {
      throw job.explain(e);
    }
  }

  @Override
  public @Nullable LogText file(int lastLines) {
    if (node == null) {
      phase();
    }
    // How older ones answer is not known.
    return node == null || !cluster.version().isAtLeast(2, 52)
        ? null
        : api().logFile(job.submissionId(), node, lastLines);
  }

  @Override
  public <T> T retrying(Supplier<T> operation) {
    return cluster.api().retrying(attempt -> operation.get());
  }

  @Override
  public void warn(String warning) {
    cluster.listener().warned(warning);
  }

  @Override
  public void away(int attempt, RayJobsException failure, Duration wait) {
    cluster.listener().retrying(attempt, failure, wait);
  }
}
