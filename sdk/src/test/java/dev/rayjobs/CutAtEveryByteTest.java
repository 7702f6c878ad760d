package dev.rayjobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.faults.Fate;
import dev.rayjobs.faults.Fate.Way;
import dev.rayjobs.faults.FaultyProxy;
import dev.rayjobs.faults.Trials;
import dev.rayjobs.faults.Trials.Trial;
import dev.rayjobs.internal.env.Environment;
import dev.rayjobs.internal.logs.FollowSettings;
import dev.rayjobs.testing.FakeDashboard;
import dev.rayjobs.testing.FakeJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each call, its connection cut, reset or left hanging after every byte of the request and of the
 * answer: the call succeeds all the same, and what it was to do is done once.
 */
class CutAtEveryByteTest {
  private static final int AT_ONCE = 6;
  private static final String LOG = "one\n\u00fc two\nthree\n";

  @TempDir private static Path folder;

  /** A call, and what must come of it. */
  record Call(String name, Function<Scene, Object> made, Object result) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** A client with a proxy between it and the dashboard. */
  record Scene(FakeDashboard dashboard, JobClient client) {
    Job job() {
      return client.job("x");
    }

    /** What was submitted, and how often. */
    List<String> submitted() {
      return dashboard.jobs().stream().map(FakeJob::id).filter(id -> !id.equals("x")).toList();
    }
  }

  static Stream<Call> calls() throws IOException {
    Path work = Files.createDirectories(folder.resolve("work"));
    Files.writeString(work.resolve("main.py"), "print('hello')\n");
    return Stream.of(
        new Call("version", scene -> scene.client().version().rayVersion(), "2.60.0"),
        new Call(
            "submit",
            scene -> {
              scene.client().submission("true").submissionId("new").submit();
              return scene.submitted();
            },
            List.of("new")),
        new Call(
            "package, upload and submit",
            scene -> {
              scene.client().submission("true").submissionId("new").workingDir(work).submit();
              return scene.submitted().toString() + scene.dashboard().packages().size();
            },
            "[new]1"),
        new Call("details", scene -> scene.job().status(), JobStatus.RUNNING),
        new Call("list", scene -> scene.client().list().size(), 1),
        new Call("logs", scene -> scene.job().logs(), LOG),
        new Call("stop", scene -> stopped(scene), "STOPPED"),
        new Call(
            "delete",
            scene -> {
              scene.dashboard().job("x").succeed();
              return scene.job().delete() + " " + scene.dashboard().jobs();
            },
            "true []"),
        new Call("tail", CutAtEveryByteTest::followed, LOG + "four\n"));
  }

  private static String stopped(Scene scene) {
    scene.job().stop();
    return scene.dashboard().job("x").status();
  }

  /** The tail tells the first lines; the last one comes when they are here. */
  private static String followed(Scene scene) {
    StringBuilder all = new StringBuilder();
    try (LogStream log = scene.job().followLogs()) {
      Iterator<String> pieces = log.iterator();
      while (all.length() < LOG.length()) {
        all.append(pieces.next());
      }
      scene.dashboard().job("x").print("four\n").succeed();
      pieces.forEachRemaining(all::append);
    }
    return all.toString();
  }

  @ParameterizedTest
  @MethodSource("calls")
  void succeeds(Call call) throws Exception {
    List<Fate> fates = new ArrayList<>();
    try (FakeDashboard dashboard = dashboard();
        FaultyProxy proxy = new FaultyProxy(dashboard.address(), () -> Fate.NONE);
        JobClient client = client(proxy)) {
      // Each client asks for the version first; that is a call of its own here.
      client.version();
      long asked = call.name().equals("version") ? 0 : proxy.bytes(Way.REQUEST);
      long answered = call.name().equals("version") ? 0 : proxy.bytes(Way.ANSWER);
      assertThat(call.made().apply(new Scene(dashboard, client))).isEqualTo(call.result());
      addFates(fates, Way.REQUEST, asked, proxy.bytes(Way.REQUEST));
      addFates(fates, Way.ANSWER, answered, proxy.bytes(Way.ANSWER));
    }

    List<Trial> trials = new ArrayList<>();
    fates.forEach(fate -> trials.add(() -> meet(call, fate)));
    Trials.run(AT_ONCE, Duration.ofMinutes(10), trials);
  }

  private static void addFates(List<Fate> fates, Way way, long from, long to) {
    for (long at = from; at <= to; at++) {
      fates.add(at % 5 == 0 ? Fate.reset(way, at) : Fate.cut(way, at));
      if (at % 97 == 0) {
        fates.add(Fate.halfOpen(way, at));
      }
    }
  }

  private static void meet(Call call, Fate fate) {
    AtomicInteger connections = new AtomicInteger();
    try (FakeDashboard dashboard = dashboard();
        FaultyProxy proxy =
            new FaultyProxy(
                dashboard.address(), () -> connections.getAndIncrement() == 0 ? fate : Fate.NONE);
        JobClient client = client(proxy)) {
      assertThat(call.made().apply(new Scene(dashboard, client)))
          .as(fate.toString())
          .isEqualTo(call.result());
    } catch (RuntimeException e) {
      throw new AssertionError(fate.toString(), e);
    }
  }

  private static FakeDashboard dashboard() {
    FakeDashboard dashboard = FakeDashboard.start();
    dashboard.addJob("x", Map.of("entrypoint", "true", "submission_id", "x")).run().print(LOG);
    return dashboard;
  }

  private static JobClient client(FaultyProxy proxy) {
    return JobClient.builder()
        .environment(Environment.of(Map.of()))
        .address(proxy.address())
        .readTimeout(Duration.ofMillis(300))
        .retry(
            RetrySettings.forAtMost(Duration.ofMinutes(1))
                .waits(Duration.ofMillis(1), Duration.ofMillis(20)))
        // Each would log a line.
        .listener(new SubmissionListener() {})
        .following(
            new FollowSettings(
                Duration.ofMinutes(1),
                0,
                Duration.ofMillis(10),
                Duration.ofMillis(200),
                Duration.ofMillis(5)))
        .build();
  }
}
