package dev.rayjobs;

import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.internal.http.LogTail;
import dev.rayjobs.internal.http.LogText;
import dev.rayjobs.internal.logs.LogServer;
import java.util.function.Supplier;

/** A job's log on its cluster. */
final class JobLog implements LogServer {
  private final Job job;
  private final Cluster cluster;

  JobLog(Job job, Cluster cluster) {
    this.job = job;
    this.cluster = cluster;
  }

  @Override
  public LogTail tail() {
    cluster.version();
    return cluster.api().tail(job.id());
  }

  @Override
  public LogText text() {
    return cluster.api().logs(job.id());
  }

  @Override
  public LogText rawText() {
    return lastLines(-1);
  }

  @Override
  public LogText lastLines(int lines) {
    return cluster.api().logFile(job.id(), job.details().driverNodeId().orElse(""), lines);
  }

  @Override
  public <T> T retrying(Supplier<T> operation) {
    return cluster.api().retrying(operation);
  }

  /** What Ray says of a lost job is believed when it is said twice. */
  @Override
  public boolean ended() {
    JobDetails details = job.details();
    if (details.hasLostTouch()) {
      try {
        Thread.sleep(1000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new RayJobsException("Interrupted while following job '" + job.id() + "'", e);
      }
      details = job.details();
    }
    return details.status().isTerminal();
  }

  @Override
  public void warn(String warning) {
    cluster.warn(warning);
  }
}
