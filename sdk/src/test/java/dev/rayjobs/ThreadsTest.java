package dev.rayjobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.internal.env.Environment;
import dev.rayjobs.testing.FakeDashboard;
import dev.rayjobs.testing.FakeJob;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client's threads: none keeps a program alive, and none of its own outlives it. */
@Timeout(120)
class ThreadsTest {
  @Test
  void leavesNoThreadThatKeepsAProgramAlive() throws Exception {
    try (FakeDashboard dashboard = FakeDashboard.start()) {
      FakeJob job = dashboard.addJob("x", Map.of("entrypoint", "true")).run().print("one\n");
      Set<Thread> before = Thread.getAllStackTraces().keySet();
      JobClient client =
          JobClient.builder()
              .environment(Environment.of(Map.of()))
              .address(dashboard.address())
              .build();
      LogStream log = client.job("x").followLogs();
      Iterator<String> pieces = log.iterator();
      LogToTail.print(
          dashboard,
          job,
          "one\n".repeat(20_000),
          pieces,
          piece -> assertThat(piece).contains("one\n"));
      CompletableFuture<JobDetails> end = client.job("x").completion();

      List<Thread> atWork = since(before);
      assertThat(atWork).allMatch(Thread::isDaemon);
      // OkHttp names the thread of a tail, which is the client's, after its address. Its other
      // threads are the whole program's, and wait a minute for more work.
      List<Thread> own =
          atWork.stream()
              .filter(thread -> thread.getName().matches("rayjobs-.*|OkHttp http:.*"))
              .toList();
      assertThat(own).extracting(Thread::getName).anyMatch(name -> name.startsWith("OkHttp http:"));
      assertThat(own).extracting(Thread::getName).contains("rayjobs-poller");
      assertThat(end).isNotDone();

      client.close();
      for (Thread thread : own) {
        thread.join(60_000);
        assertThat(thread.isAlive()).as(thread.getName()).isFalse();
      }
      assertThat(since(before)).allMatch(Thread::isDaemon);
    }
  }

  /** Those that came since, but the fake dashboard's. */
  private static List<Thread> since(Set<Thread> before) {
    Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
    threads.removeAll(before);
    return threads.stream()
        .filter(thread -> !thread.getName().startsWith("MockWebServer"))
        .toList();
  }
}
