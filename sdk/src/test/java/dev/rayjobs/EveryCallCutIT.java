package dev.rayjobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rayjobs.errors.NotFoundException;
import dev.rayjobs.faults.Fate;
import dev.rayjobs.faults.Fate.Way;
import dev.rayjobs.faults.FaultyProxy;
import dev.rayjobs.faults.RandomLog;
import dev.rayjobs.faults.Trials;
import dev.rayjobs.faults.Trials.Trial;
import dev.rayjobs.testing.RayHead;
import dev.rayjobs.testing.RealRay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.ConnectionPool;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each call of the Jobs API on a real head over connections that break at a certain point when the
 * call is made first, or which are all slow: version, package query, upload, submit, status, log
 * tail, log, list, stop, delete.
 */
@ExtendWith(RealRay.class)
class EveryCallCutIT {
  private final RayHead head;
  @TempDir private Path temp;

  EveryCallCutIT(RayHead head) {
    this.head = head;
  }

  @Test
  void doesItsWorkWhereverConnectionsBreak() throws Exception {
    Map<String, Network> networks = new LinkedHashMap<>();
    networks.put("at a request's start", new Network(Fate.cut(Way.REQUEST, 0), Fate.NONE));
    networks.put("within a request", new Network(Fate.cut(Way.REQUEST, 60), Fate.NONE));
    networks.put("within an answer's head", new Network(Fate.cut(Way.ANSWER, 30), Fate.NONE));
    networks.put("within an answer's body", new Network(Fate.cut(Way.ANSWER, 200), Fate.NONE));
    networks.put("at 1 kB/s", new Network(Fate.CRAWL, Fate.CRAWL));
    List<Trial> sessions = new ArrayList<>();
    networks.forEach((name, network) -> sessions.add(() -> session(name, network)));
    Trials.run(networks.size(), Duration.ofMinutes(4), sessions);
  }

  /** What becomes of the connection on which a call is made first, and of all others. */
  private static final class Network implements Interceptor {
    private final Fate first;
    private final Fate other;
    private final Set<String> made = ConcurrentHashMap.newKeySet();
    private final AtomicInteger due = new AtomicInteger();

    private Network(Fate first, Fate other) {
      this.first = first;
      this.other = other;
    }

    boolean isSlow() {
      return other == Fate.CRAWL;
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
      Request call = chain.request();
      if (made.add(call.method() + " " + call.url().encodedPath())) {
        due.incrementAndGet();
      }
      return chain.proceed(call);
    }

    private Fate next() {
      return due.getAndUpdate(calls -> Math.max(0, calls - 1)) > 0 ? first : other;
    }
  }

  private void session(String name, Network network) throws Exception {
    Path folder = Files.createDirectory(temp.resolve(name.replaceAll("\\W+", "-")));
    Files.writeString(folder.resolve("name.txt"), name + " " + UUID.randomUUID());
    Path ran = temp.resolve("ran" + folder.getFileName());
    try (FaultyProxy proxy = new FaultyProxy(head.address(), network::next);
        JobClient client =
            HeadClient.builder(head)
                .address(proxy.address())
                .readTimeout(Duration.ofSeconds(5))
                .retry(RetrySettings.forAtMost(Duration.ofMinutes(2)))
                // So that each request has a connection of its own.
                .httpClient(
                    new OkHttpClient.Builder()
                        .connectionPool(new ConnectionPool(0, 1, TimeUnit.MILLISECONDS))
                        .addInterceptor(network)
                        .build())
                .build();
        JobClient direct = HeadClient.builder(head).build()) {
      Job job =
          client
              .submission(
                  RayHead.afterRaysOwnLine(
                      "echo ran >> '" + ran + "'; cat name.txt; sleep 2; echo end; sleep 300"))
              .workingDir(folder)
              .submit();
      StringBuilder followed = new StringBuilder();
      try (LogStream log = job.followLogs()) {
        for (String piece : log) {
          followed.append(piece);
          if (followed.toString().endsWith("end\n")) {
            // Ray may have done what it was asked to, and lost the answer on the way.
            job.stop();
          }
        }
      }
      assertThat(job.await(Duration.ofMinutes(1)).status()).as(name).isEqualTo(JobStatus.STOPPED);
      assertThat(job.stop()).as(name).isFalse();
      String disk = RandomLog.delivered(Files.readAllBytes(head.jobLog(job.submissionId())));
      assertThat(disk).contains(Files.readString(folder.resolve("name.txt")));
      assertThat(followed).as(name).hasToString(disk);
      assertThat(job.logs()).as(name).isEqualTo(disk);
      // At 1 kB/s a list takes the longer the more jobs other tests have left.
      assertThat((network.isSlow() ? direct : client).list())
          .as(name)
          .filteredOn(each -> each.submissionId().equals(job.details().submissionId()))
          .hasSize(1);
      RayHead.awaitSettledEnd();
      assertThat(job.delete()).as(name).isTrue();
      assertThatThrownBy(() -> direct.job(job.submissionId()).details())
          .as(name)
          .isInstanceOf(NotFoundException.class);
      assertThat(ran).as(name).hasContent("ran\n");
      String path = "/api/jobs/" + job.submissionId();
      assertThat(network.made)
          .contains(
              "GET /api/version",
              "POST /api/jobs/",
              "GET " + path,
              "GET " + path + "/logs",
              "POST " + path + "/stop",
              "DELETE " + path)
          .anyMatch(call -> call.startsWith("GET /api/packages/gcs/"))
          .anyMatch(call -> call.startsWith("PUT /api/packages/gcs/"));
      assertThat(network.isSlow() || network.made.contains("GET /api/jobs/")).as(name).isTrue();
    }
  }
}
