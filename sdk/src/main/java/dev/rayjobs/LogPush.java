package dev.rayjobs;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Reads a log stream to its end and hands over what comes. */
final class LogPush implements Runnable {
  private final Job job;
  private final LogStream log;
  private final Consumer<? super String> receiver;
  private final CompletableFuture<JobDetails> end = new CompletableFuture<>();

  LogPush(Job job, LogStream log, Consumer<? super String> receiver) {
    this.job = job;
    this.log = log;
    this.receiver = receiver;
    end.whenComplete((details, failure) -> log.close());
  }

  CompletableFuture<JobDetails> end() {
    return end;
  }

  @Override
  public void run() {
    try {
      for (String piece : log) {
        if (end.isDone()) {
          return;
        }
        receiver.accept(piece);
      }
      if (!end.isDone()) {
        end.complete(job.details());
      }
    } catch (Throwable failure) {
      // Whatever it is: who waits for the future must hear of it.
      end.completeExceptionally(failure);
    }
  }
}
