package dev.rayjobs.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The programs of OpenSSH, and rsync, which Ray's {@code ray up} needs besides. Where the server or
 * rsync is missing and apt-get can bring them, it does.
 */
final class OpenSsh {
  private static final List<Path> FOLDERS =
      List.of(
          Path.of("/usr/sbin"),
          Path.of("/usr/bin"),
          Path.of("/usr/local/sbin"),
          Path.of("/usr/local/bin"));
  private static final List<Path> SFTP_SERVERS =
      List.of(
          Path.of("/usr/lib/openssh/sftp-server"),
          Path.of("/usr/lib/ssh/sftp-server"),
          Path.of("/usr/libexec/openssh/sftp-server"),
          Path.of("/usr/libexec/sftp-server"));
  private static final Path PRIVILEGE_SEPARATION = Path.of("/run/sshd");

  private OpenSsh() {}

  /** The server, ready to be started. */
  static Path server() throws IOException {
    if (!Files.exists(find("sshd")) || !Files.exists(find("rsync"))) {
      install();
    }
    if (isRoot()) {
      // The system makes it when it starts its own server.
      Files.createDirectories(PRIVILEGE_SEPARATION);
    }
    return find("sshd");
  }

  /** What serves {@code scp}; comes with the server. */
  static Path sftpServer() throws IOException {
    server();
    return SFTP_SERVERS.stream()
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("there is no sftp-server; tried " + SFTP_SERVERS));
  }

  /** Where this program is, or would be. */
  static Path find(String program) {
    return FOLDERS.stream()
        .map(folder -> folder.resolve(program))
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(FOLDERS.get(0).resolve(program));
  }

  /** Makes a key pair without passphrase: this file, and the public one beside it. */
  static Path newKey(Path file) throws IOException {
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file.toString());
    return file;
  }

  private static synchronized void install() throws IOException {
    if (Files.isExecutable(find("sshd")) && Files.isExecutable(find("rsync"))) {
      return;
    }
    if (!isRoot() || !Files.isExecutable(find("apt-get"))) {
      throw new IllegalStateException(
          "The tests of the guides need OpenSSH's server and rsync, and only root on Debian or"
              + " Ubuntu can have them installed by the tests. Install the packages openssh-server"
              + " and rsync");
    }
    System.err.println("Installing openssh-server and rsync, which the tests of the guides need");
    run("apt-get", "-q", "update");
    // RUNLEVEL keeps the system's own server from being started.
    run(
        "env",
        "DEBIAN_FRONTEND=noninteractive",
        "RUNLEVEL=1",
        "apt-get",
        "-q",
        "-y",
        "--no-install-recommends",
        "install",
        "openssh-server",
        "rsync");
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private static void run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IllegalStateException(String.join(" ", command) + " failed:\n" + said);
      }
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted: " + String.join(" ", command), e);
    }
  }
}
