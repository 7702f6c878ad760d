package dev.rayjobs.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A real Ray head on this machine, for tests: a process of its own with its own HOME, temp dir and
 * ports, so that it disturbs no other Ray and several can run side by side.
 *
 * <pre>{@code
 * try (RayHead head = RayHead.start("2.60.0")) {
 *   JobClient client = JobClient.builder().address(head.address())...
 * }
 * }</pre>
 *
 * <p>It is ready for jobs when {@code start} returns (a small job has run on it; about 12 seconds).
 * {@link #close()} ends it with all its processes and deletes its folder; so does the end of this
 * JVM, be it by {@code kill -9}. Linux and macOS; needs Python, see {@link RayInstallation}.
 * Thread-safe.
 */
public final class RayHead implements AutoCloseable {
  /** The submission id of the small job that every head has run before it counts as ready. */
  public static final String FIRST_JOB = "first-job-of-this-head";

  private static final int ATTEMPTS = 4;
  private static final Duration READY_WITHIN = Duration.ofMinutes(4);

  private final String version;
  private final @Nullable String token;
  private final HeadFolder folder;
  private final int dashboardPort;
  private final int gcsPort;
  private final Process keeper;

  private RayHead(
      String version, @Nullable String token, HeadFolder folder, HeadPorts ports, Process keeper) {
    this.version = version;
    this.token = token;
    this.folder = folder;
    this.dashboardPort = ports.dashboard();
    this.gcsPort = ports.gcs();
    this.keeper = keeper;
  }

  /**
   * Starts a head of this version that asks for a token.
   *
   * @throws IllegalStateException if it does not come up; the message shows the end of its logs
   */
  public static RayHead start(String version) {
    return builder(version).start();
  }

  /**
   * The same command for a shell, but it begins only when Ray's own first line stands in the job's
   * log: for tests that compare a log to the letter. Ray writes that line ("Running entrypoint for
   * job …") after it has started the job's process, so else it may land anywhere in what the job
   * writes first. Without effect where there is no {@code /proc}.
   */
  public static String afterRaysOwnLine(String entrypoint) {
    return "while [ -e /proc/self/fd/1 ] && ! grep -q '^Running entrypoint' /proc/self/fd/1;"
        + " do sleep 0.05; done; "
        + entrypoint;
  }

  /**
   * Waits until Ray has done with a job that has just ended. One that is deleted within a second of
   * its end may come back as FAILED: Ray still looks after it and then finds no status. Nothing
   * that Ray tells shows when that is over.
   */
  public static void awaitSettledEnd() throws InterruptedException {
    Thread.sleep(2_500);
  }

  /** Settings for a head of this version, for example {@code 2.60.0}. */
  public static Builder builder(String version) {
    return new Builder(version);
  }

  /** Settings of a head that is yet to start. */
  public static final class Builder {
    private final String version;
    private @Nullable String token = randomToken();
    private int dashboardPort;
    private final Map<String, String> environment = new LinkedHashMap<>();

    private final List<String> arguments = new ArrayList<>();

    private Builder(String version) {
      this.version = Objects.requireNonNull(version);
    }

    /** Asks for this token; the default is a random one. */
    public Builder token(String value) {
      token = Objects.requireNonNull(value);
      return this;
    }

    /** Starts with {@code RAY_AUTH_MODE=disabled}: nobody needs a token. */
    public Builder withoutToken() {
      token = null;
      return this;
    }

    /** The dashboard's port, to start a new head where an old one was; the default is any. */
    public Builder dashboardPort(int port) {
      dashboardPort = port;
      return this;
    }

    /** Adds a variable to the environment of the head, and so of its jobs. */
    public Builder environment(String name, String value) {
      environment.put(name, value);
      return this;
    }

    /** Adds an option of {@code ray start}, for example {@code --resources={"fast": 1}}. */
    public Builder argument(String argument) {
      arguments.add(argument);
      return this;
    }

    /**
     * Starts the head and waits until it has run a first small job.
     *
     * @throws IllegalStateException if it does not come up; the message shows the end of its logs
     */
    public RayHead start() {
      RayInstallation installation = RayInstallation.of(version);
      for (int attempt = 1; ; attempt++) {
        try {
          RayHead head = launch(installation);
          if (head.waitUntilReady(attempt < ATTEMPTS && dashboardPort == 0)) {
            return head;
          }
        } catch (IOException e) {
          throw new UncheckedIOException("cannot start a head of Ray " + version, e);
        }
      }
    }

    private RayHead launch(RayInstallation installation) throws IOException {
      HeadFolder folder = HeadFolder.create();
      HeadPorts ports = HeadPorts.find(dashboardPort, new SecureRandom());
      List<String> command =
          new ArrayList<>(
              List.of(
                  installation.python().toString(),
                  "-c",
                  keeperScript(),
                  folder.root().toString(),
                  installation.bin().resolve("ray").toString(),
                  "start",
                  "--head",
                  "--block",
                  "--disable-usage-stats",
                  "--num-cpus=2",
                  "--object-store-memory=100000000",
                  "--dashboard-host=127.0.0.1",
                  "--temp-dir=" + folder.rayTemp()));
      command.addAll(ports.arguments());
      command.addAll(arguments);
      ProcessBuilder process =
          new ProcessBuilder(command)
              .directory(folder.root().toFile())
              .redirectErrorStream(true)
              .redirectOutput(folder.root().resolve("keeper.log").toFile());
      setEnvironment(process.environment(), installation, folder);
      return new RayHead(version, token, folder, ports, process.start());
    }

    /** Nothing of the caller's own Ray settings may reach the head. */
    private void setEnvironment(
        Map<String, String> target, RayInstallation installation, HeadFolder folder) {
      String path = target.getOrDefault("PATH", "/usr/bin:/bin");
      target.clear();
      target.put("PATH", installation.bin() + ":" + path);
      target.put("HOME", folder.home().toString());
      target.put("LC_ALL", "C.UTF-8");
      target.put("RAY_USAGE_STATS_ENABLED", "0");
      target.put("RAY_AUTH_MODE", token == null ? "disabled" : "token");
      if (token != null) {
        target.put("RAY_AUTH_TOKEN", token);
      }
      target.putAll(environment);
    }

    private static String randomToken() {
      byte[] bytes = new byte[32];
      new SecureRandom().nextBytes(bytes);
      return HexFormat.of().formatHex(bytes);
    }

    private static String keeperScript() throws IOException {
      try (InputStream in = RayHead.class.getResourceAsStream("head_keeper.py")) {
        return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      }
    }
  }

  /** False when a port was taken and {@code retry} allows another attempt; this one is over. */
  private boolean waitUntilReady(boolean retry) {
    try {
      new HeadProbe(this, folder, keeper).waitUntilReady(READY_WITHIN);
      return true;
    } catch (IOException | InterruptedException | RuntimeException e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      boolean again = retry && (e instanceof BindException || folder.portWasTaken());
      String logs = folder.logTails();
      close();
      if (again) {
        return false;
      }
      throw new IllegalStateException(
          "a head of Ray " + version + " did not start: " + e.getMessage() + "\n" + logs, e);
    }
  }

  /** Where the dashboard answers, for example {@code http://127.0.0.1:23456}. */
  public String address() {
    return "http://127.0.0.1:" + dashboardPort;
  }

  /** The dashboard's port. */
  public int dashboardPort() {
    return dashboardPort;
  }

  /**
   * Where its GCS answers, for example {@code 127.0.0.1:23457}: as {@code RAY_ADDRESS} names it.
   */
  public String gcsAddress() {
    return "127.0.0.1:" + gcsPort;
  }

  /** The file in which Ray has written the GCS's address: what {@code auto} looks for. */
  public Path clusterFile() {
    return folder.rayTemp().resolve("ray_current_cluster");
  }

  /** The token that the head asks for; empty if it asks for none. */
  public Optional<String> token() {
    return Optional.ofNullable(token);
  }

  /** The Ray version, for example {@code 2.60.0}. */
  public String version() {
    return version;
  }

  /** The HOME of the head and of its jobs: an empty folder at the start. */
  public Path home() {
    return folder.home();
  }

  /** The folder of the head's logs. */
  public Path logs() {
    return folder.sessionLogs();
  }

  /** The file in which the head keeps what this job writes. */
  public Path jobLog(String submissionId) {
    return logs().resolve("job-driver-" + submissionId + ".log");
  }

  /** Ends the head with every process it started, and deletes its folder. */
  @Override
  public void close() {
    try {
      keeper.getOutputStream().close();
      if (!keeper.waitFor(2, TimeUnit.MINUTES)) {
        throw new IllegalStateException(
            "the head in "
                + folder.root()
                + " does not end; its keeper is process "
                + keeper.pid());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      // The keeper has its order and needs nobody to wait.
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return "Ray " + version + " at " + address();
  }
}
