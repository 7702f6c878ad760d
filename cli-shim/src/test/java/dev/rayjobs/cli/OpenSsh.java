package dev.rayjobs.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The programs of OpenSSH, and rsync, which Ray's {@code ray up} needs besides. */
final class OpenSsh {
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
    Path server = SystemPrograms.need("sshd", "openssh-server");
    SystemPrograms.need("rsync", "rsync");
    if (SystemPrograms.isRoot()) {
      // The system makes it when it starts its own server.
      Files.createDirectories(PRIVILEGE_SEPARATION);
    }
    return server;
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

  /** Makes a key pair without passphrase: this file, and the public one beside it. */
  static Path newKey(Path file) throws IOException {
    SystemPrograms.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file.toString());
    return file;
  }
}
