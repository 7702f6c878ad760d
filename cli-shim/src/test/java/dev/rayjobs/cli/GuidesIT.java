package dev.rayjobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.cli.Run.Result;
import dev.rayjobs.internal.json.Json;
import dev.rayjobs.testing.HeadPorts;
import dev.rayjobs.testing.RayHead;
import dev.rayjobs.testing.RealRay;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The guides, word for word: every block of commands is run, on machines that are reached by a real
 * SSH and run a real Ray. Only names and ports are put in.
 */
class GuidesIT {
  private static final String USER = System.getProperty("user.name");
  private static final String REPLACE = last(Guide.commands("README.md"));

  /** Says one number after another until it is told to end. */
  private static final String COUNTING =
      """
      import itertools, os, time
      for i in itertools.count():
          print("line", i, flush=True)
          if os.path.exists(os.path.expanduser("~/enough")):
              break
          time.sleep(0.05)
      print("end")
      """;

  /** Ends when two nodes have met. */
  private static final String MEETING =
      """
      import ray, time
      ray.init()
      while sum(node["Alive"] for node in ray.nodes()) < 2:
          time.sleep(0.1)
      print("two nodes")
      """;

  @TempDir private Path folder;
  private final int port = somePort();
  private final Map<String, String> asked =
      Map.of("RAY_AUTH_MODE", "token", "RAY_API_SERVER_ADDRESS", "http://127.0.0.1:" + port);

  private static int somePort() {
    return HeadPorts.find(0, new SecureRandom()).dashboard();
  }

  private static String last(Iterator<String> blocks) {
    String last = "";
    while (blocks.hasNext()) {
      last = blocks.next();
    }
    return last;
  }

  /** The commands with the names and ports of here. */
  private String typed(String commands) {
    return commands.replace("USER@", USER + "@").replace(":8265", ":" + port);
  }

  private static String on(String machine, String commands) {
    return "ssh " + machine + " " + ShellWords.quote(commands);
  }

  private static String done(Run commands) {
    Result result = commands.toTheEnd();
    assertThat(result.exitCode()).as("%s", result).isZero();
    return result.out();
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private static void assertHasToken(Desk desk, Machine machine) throws IOException {
    Path there = machine.home().resolve(".ray/auth_token");
    assertThat(Files.readString(there)).isEqualTo(Files.readString(desk.token())).hasSize(64);
    assertThat(mode(there)).isEqualTo("rw-------");
  }

  /** Waits for the dashboard behind a tunnel, which is there before it. */
  private static void awaitDashboard(Watched tunnel, int port) throws InterruptedException {
    Browser browser = new Browser("http://127.0.0.1:" + port);
    tunnel.await("the dashboard answers", () -> browser.reaches("/api/authentication_mode"));
  }

  private static boolean isListening(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException nobody) {
      return false;
    }
  }

  private Watched tunnel(Desk desk, Machine head, String command) throws InterruptedException {
    Watched tunnel =
        desk.start(
            typed(command).replace("@HEAD", "@HEAD " + port + " " + head.dashboardPort() + " "));
    tunnel.await("the tunnel listens", () -> isListening(port));
    return tunnel;
  }

  @Test
  void localDevelopment() throws Exception {
    Iterator<String> guide = Guide.commands("local-development.md");
    Desk desk = new Desk(folder);
    try (Machine here = Machine.head(desk.publicKey())) {
      desk.know(Map.of("HERE", here));
      done(desk.shell(on("HERE", guide.next())));
      Path token = here.home().resolve(".ray/auth_token");
      String first = Files.readString(token);
      assertThat(mode(token)).isEqualTo("rw-------");

      String submit = guide.next().replace(":8265", ":" + here.dashboardPort());
      assertThat(done(desk.shell(on("HERE", submit)))).contains("hello\n", "succeeded");

      Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r--r--"));
      done(desk.shell(on("HERE", guide.next())));
      assertThat(mode(token)).isEqualTo("rw-------");

      done(desk.shell(on("HERE", REPLACE)));
      assertThat(Files.readString(token)).isNotEqualTo(first);
      done(desk.shell(on("HERE", guide.next())));
      assertThat(done(desk.shell(on("HERE", submit)))).contains("hello\n", "succeeded");
    }
    assertThat(guide).isExhausted();
  }

  @Test
  void rayUp() throws Exception {
    Iterator<String> guide = Guide.commands("ray-up.md");
    Desk desk = new Desk(folder);
    desk.take("cluster.yaml", "tunnel");
    desk.edit("cluster.yaml", yaml -> yaml.replace("HEAD", "127.0.0.1").replace("USER", USER));
    desk.write("script.py", COUNTING);
    try (Machine head = Machine.head(desk.publicKey())) {
      desk.know(Map.of("HEAD", head, "127.0.0.1", head));
      done(desk.shell(guide.next()));
      assertHasToken(desk, head);
      forwardsByRayToo(desk, head);
      try (Watched tunnel = tunnel(desk, head, guide.next())) {
        followsThroughBreaks(desk, head, tunnel, typed(guide.next()));
        replacesTheToken(desk, guide.next());
      }
    }
    // `ray up` makes these whatever it is told of connections.
    desk.shell("rmdir /tmp/ray_ssh_*/* /tmp/ray_ssh_* 2>/dev/null || true").toTheEnd();
    assertThat(guide).isExhausted();
  }

  /** The other way to the dashboard that the guide names. */
  private static void forwardsByRayToo(Desk desk, Machine head) throws Exception {
    int other = somePort();
    String ports = "--port " + other + " --remote-port " + head.dashboardPort();
    try (Watched forward = desk.start("exec ray dashboard " + ports + " cluster.yaml")) {
      awaitDashboard(forward, other);
      done(
          desk.shell("ray job doctor")
              .environment("RAY_AUTH_MODE", "token")
              .environment("RAY_API_SERVER_ADDRESS", "http://127.0.0.1:" + other));
    }
  }

  private static void followsThroughBreaks(
      Desk desk, Machine head, Watched tunnel, String submission) throws Exception {
    try (Watched job = desk.start(submission)) {
      for (int breaks = 1; breaks <= 2; breaks++) {
        job.await("the job says more", new More(job)::lines);
        More more = new More(job);
        List<ProcessHandle> ssh = tunnel.running("ssh");
        assertThat(ssh).hasSize(1);
        ssh.forEach(ProcessHandle::destroyForcibly);
        int expected = breaks;
        tunnel.await("the tunnel notices", () -> tunnel.err().split("broke", -1).length > expected);
        job.await("the log goes on", more::lines);
      }
      Files.writeString(head.home().resolve("enough"), "");
      Result result = job.toTheEnd();
      assertThat(result.exitCode()).as("%s", result).isZero();
      Matcher id = Pattern.compile("Job '(\\w+)' succeeded").matcher(result.out());
      assertThat(id.find()).isTrue();
      String log = Files.readString(head.jobLog(id.group(1)));
      assertThat(log).endsWith("end\n");
      assertThat(result.out()).contains(log);
    }
  }

  /** Whether a job has said a good deal more than when this was made. */
  private record More(Watched job, long before) {
    More(Watched job) {
      this(job, job.out().lines().count());
    }

    boolean lines() {
      return job.out().lines().count() > before + 20;
    }
  }

  /** A colleague's copy stays the old one, and is found out. */
  private void replacesTheToken(Desk desk, String restart) throws Exception {
    Desk colleague = desk.another("colleague");
    Files.createDirectories(colleague.token().getParent());
    Files.copy(desk.token(), colleague.token(), StandardCopyOption.COPY_ATTRIBUTES);
    String follow = typed("ray job submit --shell 'echo on its way; sleep 600'");
    try (Watched mine = new Watched(with(desk.shell(follow), asked).start());
        Watched theirs = new Watched(with(colleague.shell(follow), asked).start())) {
      for (Watched one : List.of(mine, theirs)) {
        one.await("the log is followed", () -> one.out().contains("on its way\n"));
      }
      done(desk.shell(REPLACE));
      done(desk.shell(restart));
      Result refused = theirs.toTheEnd();
      assertThat(refused.exitCode()).as("%s", refused).isEqualTo(ExitCode.AUTHENTICATION);
      assertThat(refused.err()).contains("started anew with another token");
      Result lost = mine.toTheEnd();
      assertThat(lost.exitCode()).as("%s", lost).isEqualTo(ExitCode.JOB_LOST);
    }
    String submit = "ray job submit --retry-for 2m -- echo hello";
    assertThat(done(with(desk.shell(submit), asked))).contains("hello\n");
  }

  private static Run with(Run run, Map<String, String> variables) {
    variables.forEach(run::environment);
    return run;
  }

  @Test
  void selfManaged() throws Exception {
    Iterator<String> guide = Guide.commands("self-managed.md");
    Desk desk = new Desk(folder);
    desk.take("distribute", "tunnel");
    desk.write("script.py", MEETING);
    try (Machine head = Machine.head(desk.publicKey());
        Machine worker1 = Machine.workerOf(head, desk.publicKey());
        Machine worker2 = Machine.workerOf(head, desk.publicKey())) {
      desk.know(Map.of("HEAD", head, "WORKER1", worker1, "WORKER2", worker2));
      done(desk.shell(typed(guide.next())));
      done(desk.shell(typed(guide.next())));
      for (Machine machine : List.of(head, worker1, worker2)) {
        assertHasToken(desk, machine);
        assertThat(mode(machine.home().resolve(".ray"))).isEqualTo("rwx------");
      }
      done(desk.shell(typed(guide.next())));
      try (Watched tunnel = tunnel(desk, head, guide.next())) {
        String submit = typed(guide.next());
        awaitDashboard(tunnel, port);
        assertThat(done(desk.shell(submit))).contains("two nodes\n");
        String old = Files.readString(desk.token());
        done(desk.shell(REPLACE));
        assertThat(Files.readString(desk.token())).isNotEqualTo(old);
        done(desk.shell(typed(guide.next())));
        for (Machine machine : List.of(head, worker1)) {
          assertHasToken(desk, machine);
        }
        awaitDashboard(tunnel, port);
        assertThat(done(desk.shell(submit))).contains("two nodes\n");
        assertThat(tunnel.running("ssh")).hasSize(1);
      }
    }
    assertThat(guide).isExhausted();
  }

  @Test
  void kubeRay() throws Exception {
    Iterator<String> guide = Guide.commands("kuberay.md");
    Path state = Files.createDirectory(folder.resolve("kubernetes"));
    Desk desk = new Desk(folder);
    desk.take("raycluster.yaml");
    desk.write("script.py", "print('hello')\n");
    desk.kubectl(state);
    done(desk.shell(guide.next()));
    assertThat(mode(desk.token())).isEqualTo("rw-------");
    String token = Files.readString(desk.token());
    assertThat(token).matches("[0-9a-f]{64}");
    Map<String, String> wanted = Map.of("RAY_AUTH_MODE", "token", "RAY_AUTH_TOKEN", token);
    assertThat(Json.parse(Files.readString(state.resolve("variables"))))
        .isEqualTo(List.of(wanted, wanted));
    try (RayHead head = RayHead.builder(RealRay.version()).token(token).start()) {
      Run forwarding =
          desk.shell(guide.next().replace("8265:", port + ":"))
              .environment("KUBECTL_DASHBOARD", String.valueOf(head.dashboardPort()));
      try (Watched forward = new Watched(forwarding.start())) {
        forward.await("kubectl forwards", () -> isListening(port));
        assertThat(done(desk.shell(typed(guide.next())))).contains("hello\n", "succeeded");
      }
    }
    Files.delete(desk.token());
    done(desk.shell(guide.next()));
    assertThat(desk.token()).hasContent(token);
    assertThat(mode(desk.token())).isEqualTo("rw-------");
    done(desk.shell(guide.next()));
    assertThat(guide).isExhausted();
  }

  @Test
  @ExtendWith(RealRay.class)
  void looksAndOpensTheDashboard(RayHead head) throws Exception {
    Iterator<String> guide = Guide.commands("README.md");
    String token = head.token().orElseThrow();
    Desk desk = new Desk(folder);
    Files.createDirectories(desk.token().getParent());
    Files.writeString(desk.token(), token);
    Files.setPosixFilePermissions(desk.token(), PosixFilePermissions.fromString("rw-------"));
    Map<String, String> variables =
        Map.of("RAY_AUTH_MODE", "token", "RAY_API_SERVER_ADDRESS", head.address());
    String doctor = guide.next();
    String report = done(with(desk.shell(doctor), variables));
    assertThat(done(with(desk.shell(doctor.replaceFirst(".*# or: ", "")), variables)))
        .startsWith("{");
    String digits = done(desk.shell(guide.next())).strip();
    assertThat(digits).matches("[0-9a-f]{4}");
    assertThat(report).contains("SHA-256 begins with " + digits).doesNotContain(token);

    String printed = done(desk.shell(guide.next()));
    assertThat(printed).isEqualTo(token);
    Browser browser = new Browser(head.address());
    assertThat(browser.get("/")).isEqualTo(200);
    assertThat(browser.get("/api/version")).isEqualTo(401);
    assertThat(browser.logIn("wrong")).isEqualTo(403);
    assertThat(browser.logIn(printed)).isEqualTo(200);
    assertThat(browser.cookie())
        .contains("Max-Age=" + 30 * 24 * 60 * 60, "HttpOnly", "SameSite=Strict")
        .doesNotContain("Domain");
    assertThat(browser.get("/api/version")).isEqualTo(200);
    assertThat(guide.next()).isEqualTo(REPLACE);
    assertThat(guide).isExhausted();
  }
}
