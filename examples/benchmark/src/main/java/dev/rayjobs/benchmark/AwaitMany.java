package dev.rayjobs.benchmark;

import com.sun.management.OperatingSystemMXBean;
import dev.rayjobs.JobClient;
import dev.rayjobs.JobDetails;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.OkHttpClient;

/**
 * Awaits the jobs whose ids a file holds, one a line, and tells what waiting costs once it is in
 * its pace. Arguments: the file, and for how many seconds to look at it. None of the jobs may end.
 */
final class AwaitMany {
  private static final long WARM_UP_MILLIS = 10_000;

  private AwaitMany() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<String> ids = Files.readAllLines(Path.of(arguments[0]));
    long seconds = Long.parseLong(arguments[1]);
    AtomicLong requests = new AtomicLong();
    OkHttpClient http =
        new OkHttpClient.Builder()
            .addInterceptor(
                chain -> {
                  requests.incrementAndGet();
                  return chain.proceed(chain.request());
                })
            .build();
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    try (JobClient client = JobClient.builder().httpClient(http).build()) {
      List<CompletableFuture<JobDetails>> ends =
          ids.stream().map(id -> client.job(id).completion()).toList();
      Thread.sleep(WARM_UP_MILLIS);
      long requestsBefore = requests.get();
      long nanosBefore = system.getProcessCpuTime();
      Thread.sleep(seconds * 1_000);
      double cpu = (system.getProcessCpuTime() - nanosBefore) / 1e9 / seconds;
      double rate = (double) (requests.get() - requestsBefore) / seconds;
      if (ends.stream().anyMatch(CompletableFuture::isDone)) {
        throw new IllegalStateException("a job has ended; all were to be awaited");
      }
      System.out.printf(
          Locale.ROOT,
          "{\"jobs\": %d, \"requests_per_second\": %.2f, \"core_percent\": %.1f}%n",
          ids.size(),
          rate,
          100 * cpu);
    }
  }
}
