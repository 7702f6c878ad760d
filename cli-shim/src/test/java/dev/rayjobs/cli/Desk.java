package dev.rayjobs.cli;

import dev.rayjobs.testing.RayInstallation;
import dev.rayjobs.testing.RealRay;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * The machine at which the reader of a guide sits, with this program, Python's {@code ray} behind
 * it, and an {@code ssh} that knows the other machines by the names that the guides give them.
 */
final class Desk {
  private final Path folder;
  private final Path home;
  private final Path bin;

  /** A desk in this folder. */
  Desk(Path folder) throws IOException {
    this.folder = folder;
    this.home = Files.createDirectories(folder.resolve("home"));
    this.bin = Files.createDirectories(folder.resolve("bin"));
    Files.createDirectories(folder.resolve("tmp"));
    OpenSsh.server();
    // A connection for each command: `ray up` would keep one in a place that all users share.
    String unshared = " -o ControlMaster=no -o ControlPath=none";
    program(
        "ssh", "exec " + SystemPrograms.find("ssh") + " -F " + sshConfig() + unshared + " \"$@\"");
    program("scp", "exec " + SystemPrograms.find("scp") + " -F " + sshConfig() + " \"$@\"");
    OpenSsh.newKey(folder.resolve("key"));
  }

  /** Another reader's, with the same programs and another, empty HOME. */
  Desk another(String name) throws IOException {
    return new Desk(Files.createDirectories(folder.resolve(name)));
  }

  /** Puts a program of the shell's language on PATH, before all others. */
  void program(String name, String script) throws IOException {
    Path file = Files.writeString(bin.resolve(name), "#!/bin/sh\n" + script + "\n");
    file.toFile().setExecutable(true);
  }

  /** Lets ssh know these machines. */
  void know(Map<String, Machine> machines) throws IOException {
    StringBuilder config = new StringBuilder();
    machines.forEach(
        (name, machine) ->
            config
                .append("Host ")
                .append(name)
                .append("\n  Port ")
                .append(machine.sshPort())
                .append('\n'));
    config.append("Host *\n  HostName 127.0.0.1\n  LogLevel ERROR\n  IdentitiesOnly yes\n");
    config.append("  StrictHostKeyChecking no\n  UserKnownHostsFile /dev/null\n");
    config.append("  IdentityFile ").append(folder.resolve("key")).append('\n');
    Files.writeString(sshConfig(), config);
  }

  private Path sshConfig() {
    return folder.resolve("ssh_config");
  }

  /** What machines must know to let this desk's user in. */
  Path publicKey() {
    return folder.resolve("key.pub");
  }

  /** The user's HOME. */
  Path home() {
    return home;
  }

  /** The user's token file. */
  Path token() {
    return home.resolve(".ray/auth_token");
  }

  /** Copies files of the guides to where commands are run. */
  void take(String... names) throws IOException {
    for (String name : names) {
      Path copy = Files.copy(Guide.file(name), folder.resolve(name));
      copy.toFile().setExecutable(Files.isExecutable(Guide.file(name)));
    }
  }

  /** Writes a file where commands are run. */
  Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  /** Changes one of them. */
  void edit(String name, UnaryOperator<String> change) throws IOException {
    write(name, change.apply(Files.readString(folder.resolve(name))));
  }

  /** Puts a {@code kubectl} on PATH that keeps what it is told in this folder. */
  void kubectl(Path state) throws IOException {
    Path script = folder.resolve("kubectl.py");
    try (InputStream in = Desk.class.getResourceAsStream("kubectl_of_guide.py")) {
      Files.copy(Objects.requireNonNull(in), script);
    }
    Path python = RayInstallation.of(RealRay.version()).python();
    program("kubectl", "KUBECTL_STATE=" + state + " exec " + python + " " + script + " \"$@\"");
  }

  /** These commands, typed here. */
  Run shell(String commands) {
    Path java = Path.of(System.getProperty("java.home"));
    RayInstallation ray = RayInstallation.of(RealRay.version());
    return Run.program(Path.of("/bin/sh"), "-ec", commands)
        .environment("HOME", home.toString())
        .environment(
            "PATH", bin + ":" + Run.dist().resolve("bin") + ":" + ray.bin() + ":/usr/bin:/bin")
        .environment("JAVA_HOME", java.toString())
        .environment("LC_ALL", "C.UTF-8")
        .environment("TMPDIR", folder.resolve("tmp").toString())
        .environment("RAY_TMPDIR", folder.resolve("tmp").toString())
        .in(folder);
  }

  /** Starts these commands. */
  Watched start(String commands) {
    try {
      return new Watched(shell(commands).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
