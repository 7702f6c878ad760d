package dev.rayjobs;

import com.sun.management.OperatingSystemMXBean;
import dev.rayjobs.internal.env.Environment;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;

/** A program that uses the library with much data, for {@link SmallHeapTest}'s JVM. */
final class SmallHeapMain {
  private SmallHeapMain() {}

  public static void main(String[] arguments) throws Exception {
    try (JobClient client =
        JobClient.builder()
            .environment(Environment.system())
            .address(arguments[0])
            .ownAddressWins()
            .build()) {
      switch (arguments[1]) {
        case "list" -> list(client);
        case "log" -> {
          Summary log = new Summary();
          client.job("x").writeLogs(log);
          System.out.println(log);
        }
        case "tail" -> {
          Summary log = new Summary();
          client.job("x").writeLogs(log, Integer.parseInt(arguments[2]));
          System.out.println(log);
        }
        case "follow" -> {
          Summary log = new Summary();
          try (LogStream stream = client.job("x").followLogs(Integer.parseInt(arguments[2]))) {
            stream.forEach(log::append);
          }
          System.out.println(log);
        }
        case "await" -> await(client, Integer.parseInt(arguments[2]), arguments[3]);
        default -> throw new IllegalArgumentException(arguments[1]);
      }
    }
  }

  private static void list(JobClient client) {
    int[] counts = new int[2];
    client.forEachJob(
        job -> {
          counts[0]++;
          counts[1] += job.metadata().getOrDefault("text", "").length();
        });
    System.out.println(counts[0] + " jobs with " + counts[1] + " characters");
  }

  /** Awaits jobs; says what that cost after the first seconds, which belong to the compiler. */
  private static void await(JobClient client, int jobs, String prefix) throws Exception {
    List<CompletableFuture<JobDetails>> ends = new ArrayList<>();
    for (int i = 0; i < jobs; i++) {
      ends.add(client.job(prefix + i).completion());
    }
    System.out.println("awaiting");
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    CompletableFuture<Void> all = CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new));
    long warm = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    long busy = 0;
    long since = 0;
    while (!all.isDone()) {
      if (since == 0 && System.nanoTime() > warm) {
        busy = system.getProcessCpuTime();
        since = System.nanoTime();
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    long share =
        since == 0 ? 0 : (system.getProcessCpuTime() - busy) * 100 / (System.nanoTime() - since);
    long over = ends.stream().filter(end -> end.join().status().isTerminal()).count();
    System.out.println(
        over
            + " jobs ended; threads "
            + ManagementFactory.getThreadMXBean().getPeakThreadCount()
            + "; cpu % "
            + share
            + "; measured for "
            + Duration.ofNanos(since == 0 ? 0 : System.nanoTime() - since).toSeconds()
            + " s");
  }

  /** Length and check sum of a text. */
  static final class Summary implements Appendable {
    private final CRC32 sum = new CRC32();
    private long length;

    @Override
    public Summary append(CharSequence text) {
      length += text.length();
      for (int i = 0; i < text.length(); i++) {
        sum.update(text.charAt(i));
      }
      return this;
    }

    @Override
    public Summary append(CharSequence text, int start, int end) {
      return append(text.subSequence(start, end));
    }

    @Override
    public Summary append(char c) {
      return append(String.valueOf(c));
    }

    @Override
    public String toString() {
      return length + " characters, sum " + sum.getValue();
    }
  }
}
