package dev.rayjobs.cli;

import dev.rayjobs.testing.HeadPorts;
import dev.rayjobs.testing.RayHead;
import dev.rayjobs.testing.RayInstallation;
import dev.rayjobs.testing.RealRay;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Another machine of a guide, played by this one: reached through an SSH server of its own, with a
 * HOME, ports and a {@code ray} of its own. All that is started on it ends with it.
 */
final class Machine implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Path folder;
  private final int sshPort;
  private final HeadPorts ports;
  private final Process keeper;

  private Machine(Path folder, int sshPort, HeadPorts ports, Process keeper) {
    this.folder = folder;
    this.sshPort = sshPort;
    this.ports = ports;
    this.keeper = keeper;
  }

  /** A machine that lets the owner of this key in, and is meant to be a cluster's head. */
  static Machine head(Path publicKey) throws IOException, InterruptedException {
    HeadPorts ports = portsBeside(Set.of());
    return start(
        publicKey,
        ports,
        "--num-cpus=2 --dashboard-host=127.0.0.1 " + String.join(" ", ports.arguments()));
  }

  /** As {@link #head}; its {@code ray start} joins that head, whatever address it names. */
  static Machine workerOf(Machine head, Path publicKey) throws IOException, InterruptedException {
    HeadPorts ports = portsBeside(numbers(head.ports));
    String options =
        ports.arguments().stream()
            .filter(option -> !option.matches("--(port|dashboard-port|ray-client-.*)=.*"))
            .collect(Collectors.joining(" "));
    return start(
        publicKey,
        ports,
        "--num-cpus=1 --address=127.0.0.1:" + head.port("--port") + " " + options);
  }

  /** Ports that are free now, and are none of these, which somebody will take soon. */
  private static HeadPorts portsBeside(Set<Integer> spokenFor) {
    HeadPorts ports;
    do {
      ports = HeadPorts.find(0, new SecureRandom());
    } while (!Collections.disjoint(numbers(ports), spokenFor));
    return ports;
  }

  private static Set<Integer> numbers(HeadPorts ports) {
    return ports.arguments().stream()
        .map(option -> Integer.valueOf(option.substring(option.indexOf('=') + 1)))
        .filter(number -> number > 0)
        .collect(Collectors.toSet());
  }

  private static Machine start(Path publicKey, HeadPorts ports, String rayStart)
      throws IOException, InterruptedException {
    RayInstallation ray = RayInstallation.of(RealRay.version());
    // Not java.io.tmpdir: Ray puts sockets below, whose paths must stay short.
    Path folder = Files.createTempDirectory(Path.of("/tmp"), "rj");
    Path bin = Files.createDirectory(folder.resolve("bin"));
    Path home = Files.createDirectory(folder.resolve("home"));
    Path program = bin.resolve("ray");
    String script = resource(Machine.class, "machine_ray.py");
    Files.writeString(program, "#!" + ray.python() + "\n" + script);
    program.toFile().setExecutable(true);
    String path = Run.dist().resolve("bin") + ":" + bin + ":" + ray.bin() + ":/usr/bin:/bin";
    for (String profile : List.of(".profile", ".bashrc")) {
      // A login shell begins with the system's PATH.
      Files.writeString(home.resolve(profile), "export PATH=" + path + "\n");
    }
    List<String> variables =
        List.of(
            "HOME=" + home,
            "PATH=" + path,
            "JAVA_HOME=" + System.getProperty("java.home"),
            "LC_ALL=C.UTF-8",
            "RAY_TMPDIR=" + folder,
            "RAY_USAGE_STATS_ENABLED=0",
            "\"MACHINE_RAY_START=" + rayStart + " --object-store-memory=100000000\"");
    Files.copy(publicKey, folder.resolve("authorized_keys"));
    int sshPort = portsBeside(numbers(ports)).dashboard();
    Path config =
        Files.writeString(
            folder.resolve("sshd_config"),
            """
            ListenAddress 127.0.0.1
            Port %d
            HostKey %s
            AuthorizedKeysFile %s
            PidFile none
            StrictModes no
            UsePAM no
            PasswordAuthentication no
            PermitRootLogin prohibit-password
            Subsystem sftp %s
            SetEnv %s
            ForceCommand cd "$HOME" && exec /bin/sh -c "$SSH_ORIGINAL_COMMAND"
            """
                .formatted(
                    sshPort,
                    OpenSsh.newKey(folder.resolve("host_key")),
                    folder.resolve("authorized_keys"),
                    OpenSsh.sftpServer(),
                    String.join(" ", variables)));
    return new Machine(folder, sshPort, ports, keep(folder, ray, config)).onceItAnswers();
  }

  private static Process keep(Path folder, RayInstallation ray, Path config) throws IOException {
    ProcessBuilder keeper =
        new ProcessBuilder(
                ray.python().toString(),
                "-c",
                resource(RayHead.class, "head_keeper.py"),
                folder.toString(),
                OpenSsh.server().toString(),
                "-D",
                "-e",
                "-f",
                config.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keeper.log").toFile());
    keeper.environment().clear();
    keeper.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    return keeper.start();
  }

  private static String resource(Class<?> beside, String name) throws IOException {
    try (InputStream in = beside.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private Machine onceItAnswers() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline && !Files.exists(folder.resolve("head.exit"))) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), sshPort)) {
        if (socket.isConnected()) {
          return this;
        }
      } catch (IOException notYet) {
        Thread.sleep(50);
      }
    }
    String log = Files.readString(folder.resolve("head.log"));
    close();
    throw new IllegalStateException("the SSH server does not start:\n" + log);
  }

  /** The HOME of who comes in. */
  Path home() {
    return folder.resolve("home");
  }

  /** The log of this job, if the machine was the head that ran it. */
  Path jobLog(String id) {
    return folder.resolve("ray/session_latest/logs/job-driver-" + id + ".log");
  }

  int sshPort() {
    return sshPort;
  }

  /** Where its dashboard listens, once there is a Ray. */
  int dashboardPort() {
    return ports.dashboard();
  }

  private int port(String option) {
    return ports.arguments().stream()
        .filter(argument -> argument.startsWith(option + "="))
        .map(argument -> Integer.valueOf(argument.substring(option.length() + 1)))
        .findFirst()
        .orElseThrow();
  }

  /** Ends all that runs on it, and deletes its folder. */
  @Override
  public void close() {
    try {
      keeper.getOutputStream().close();
      if (!keeper.waitFor(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException(
            "the keeper of " + folder + " does not end: " + keeper.pid());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      // The keeper has its order and needs nobody to wait.
      Thread.currentThread().interrupt();
    }
  }
}
