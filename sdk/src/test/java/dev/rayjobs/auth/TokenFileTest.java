package dev.rayjobs.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rayjobs.children.Children;
import dev.rayjobs.errors.TokenException;
import dev.rayjobs.testing.RayInstallation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenFileTest {
  @TempDir Path home;
  private Path path;
  private TokenFile file;

  @BeforeEach
  void standard() {
    path = home.resolve(".ray/auth_token");
    file = TokenFile.standard(name -> name.equals("HOME") ? home.toString() : "");
  }

  @Test
  void generatesAsRayDoesButForTheOwnerOnly() throws IOException {
    assertThat(file.path()).isEqualTo(path);
    assertThat(file.read()).isEmpty();
    assertThat(file.permissions()).isEmpty();

    Token token = file.generateIfMissing();

    assertThat(token.reveal()).matches("[0-9a-f]{64}");
    assertThat(Files.readString(path)).isEqualTo(token.reveal());
    assertThat(modeOf(path)).isEqualTo("rw-------");
    assertThat(modeOf(home.resolve(".ray"))).isEqualTo("rwx------");
    assertThat(file.read()).contains(token);
    assertThat(file.permissions()).contains("rw-------");
    assertThat(file.exposure()).isEmpty();
    assertNothingElseIsLeft();
  }

  @Test
  void generatesAnotherEachTime() {
    TokenFile other = TokenFile.at(home.resolve("other"));

    assertThat(file.generateIfMissing()).isNotEqualTo(other.generateIfMissing());
  }

  @Test
  void leavesAFileThatHoldsATokenAsItIs() throws IOException {
    write("mine\r\nand more");

    assertThat(file.generateIfMissing()).isEqualTo(Token.of("mine"));
    assertThat(Files.readString(path)).isEqualTo("mine\r\nand more");
  }

  @Test
  void fillsAnEmptyFile() throws IOException {
    for (String nothing : List.of("", " \r\n\n")) {
      write(nothing);
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-rw-"));

      Token token = file.generateIfMissing();

      assertThat(Files.readString(path)).isEqualTo(token.reveal()).hasSize(64);
      assertThat(modeOf(path)).isEqualTo("rw-------");
      assertNothingElseIsLeft();
    }
  }

  @Test
  void waitsForWhoeverIsAboutToWrite() throws Exception {
    write("");
    Thread writer =
        new Thread(
            () -> {
              try {
                Thread.sleep(100);
                Files.writeString(path, "theirs");
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    writer.start();

    assertThat(file.generateIfMissing()).isEqualTo(Token.of("theirs"));
    writer.join();
  }

  @Test
  void destroysNothingThatMayBeOfUse() throws IOException {
    write("\nsecond line\n");
    assertRefused("the first line of " + path + " is empty but others are not");
    assertThat(Files.readString(path)).isEqualTo("\nsecond line\n");

    write("s3cr\u00E9t");
    assertThatThrownBy(file::generateIfMissing)
        .isInstanceOf(TokenException.class)
        .hasMessageStartingWith(path + " holds a character outside ASCII")
        .hasMessageNotContaining("s3cr");
    assertThat(Files.readString(path)).isEqualTo("s3cr\u00E9t");
  }

  @Test
  void neverWritesThroughALink() throws IOException {
    Path elsewhere = home.resolve("elsewhere");
    Files.createDirectories(path.getParent());
    Files.createSymbolicLink(path, elsewhere);
    assertRefused(path + " is a symbolic link, and no token is written through one");
    assertThat(elsewhere).doesNotExist();

    Files.createFile(elsewhere);
    assertRefused(path + " is a symbolic link, and no token is written through one");
    assertThat(elsewhere).isEmptyFile();
    assertThat(path).isSymbolicLink();

    // Reading through one is fine, as Kubernetes mounts its secrets so.
    Files.writeString(elsewhere, "theirs");
    assertThat(file.generateIfMissing()).isEqualTo(Token.of("theirs"));
  }

  @Test
  void neverWritesThroughALinkedFolder() throws IOException {
    Path elsewhere = Files.createDirectory(home.resolve("elsewhere"));
    Files.createSymbolicLink(path.getParent(), elsewhere);

    assertRefused(path.getParent() + " is a symbolic link");
    Files.createFile(elsewhere.resolve("auth_token"));
    assertRefused(path.getParent() + " is a symbolic link");
    assertThat(elsewhere.resolve("auth_token")).isEmptyFile();
  }

  @Test
  void saysWhatIsInTheWay() throws IOException {
    Files.createDirectories(path);
    assertRefused(path + " is not a file");
    Files.delete(path);
    Files.delete(path.getParent());
    Files.createFile(path.getParent());
    assertRefused("Cannot make the token file " + path + ": ");
  }

  @Test
  void needsAHome() {
    assertThatThrownBy(() -> TokenFile.standard(name -> ""))
        .isInstanceOf(TokenException.class)
        .hasMessage("HOME is not set, so ~/.ray/auth_token has no place: set it");
  }

  @Test
  void leavesAnExistingFoldersModeAlone() throws IOException {
    Files.createDirectories(path.getParent());
    Files.setPosixFilePermissions(path.getParent(), PosixFilePermissions.fromString("rwxr-xr-x"));

    file.generateIfMissing();

    assertThat(modeOf(home.resolve(".ray"))).isEqualTo("rwxr-xr-x");
    assertThat(modeOf(path)).isEqualTo("rw-------");
  }

  @Test
  void warnsOfAFileThatOthersCanRead() throws IOException {
    assertThat(file.exposure()).isEmpty();
    write("mine");
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(file.exposure())
        .contains(
            "The token file "
                + path
                + " can be read by other users (mode rw-r--r--): chmod 600 "
                + path);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r-----"));
    assertThat(file.exposure()).isPresent();
    Files.setPosixFilePermissions(path, Set.of(PosixFilePermission.OWNER_READ));
    assertThat(file.exposure()).isEmpty();
  }

  @Test
  void saysThatTheFolderCannotBeWritten() throws Exception {
    Files.createDirectories(path.getParent());
    Files.setPosixFilePermissions(path.getParent(), PosixFilePermissions.fromString("r-x------"));
    List<String> command = Children.bound(Children.java(GenerateToken.class, path.toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).isNotZero();
    assertThat(output).contains("Cannot make the token file " + path).contains("permission denied");
  }

  @Test
  void manyThreadsEndWithOneToken() throws Exception {
    for (int round = 0; round < 20; round++) {
      TokenFile fresh = TokenFile.at(home.resolve("round" + round).resolve("token"));

      assertThat(GenerateToken.generate(fresh::generateIfMissing))
          .containsOnly(fresh.read().orElseThrow().reveal());
    }
  }

  @Test
  void manyThreadsEndWithOneTokenWithoutHardLinksToo() throws Exception {
    TokenGeneration.HardLinks unsupported =
        (link, existing) -> {
          throw new UnsupportedOperationException();
        };
    TokenGeneration.HardLinks refused =
        (link, existing) -> {
          throw new FileSystemException(link.toString(), null, "Operation not permitted");
        };
    for (TokenGeneration.HardLinks links : List.of(unsupported, refused)) {
      Path fresh = Files.createTempDirectory(home, "no-links").resolve("token");
      List<String> tokens = GenerateToken.generate(() -> new TokenGeneration(fresh, links).run());

      assertThat(tokens).hasSize(16).containsOnly(Files.readString(fresh));
      assertThat(modeOf(fresh)).isEqualTo("rw-------");
      try (Stream<Path> left = Files.list(fresh.getParent())) {
        assertThat(left).containsExactly(fresh);
      }
    }
  }

  @Test
  void manyProcessesEndWithOneToken() throws Exception {
    for (String before : new String[] {"missing", ""}) {
      Files.deleteIfExists(path);
      if (before.isEmpty()) {
        write(before);
      }
      List<Process> processes = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        List<String> command = Children.java(GenerateToken.class, path.toString());
        processes.add(
            new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
      }
      // Their JVMs start first; then all may go.
      Thread.sleep(1_000);
      for (Process process : processes) {
        process.getOutputStream().close();
      }
      List<String> tokens = new ArrayList<>();
      for (Process process : processes) {
        byte[] output = process.getInputStream().readAllBytes();
        new String(output, StandardCharsets.UTF_8).lines().forEach(tokens::add);
        assertThat(process.waitFor()).isZero();
      }

      assertThat(tokens).hasSize(4 * 16).containsOnly(Files.readString(path));
      assertThat(modeOf(path)).isEqualTo("rw-------");
      assertNothingElseIsLeft();
    }
  }

  @Test
  void logsWhereItSavedTheTokenButNotTheToken() throws IOException {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    PrintStream before = System.err;
    Token token;
    try (PrintStream capture = new PrintStream(log, true, StandardCharsets.UTF_8)) {
      System.setErr(capture);
      token = file.generateIfMissing();
      file.generateIfMissing();
    } finally {
      System.setErr(before);
    }

    assertThat(log.toString(StandardCharsets.UTF_8))
        .containsOnlyOnce("Generated new authentication token and saved to " + path)
        .doesNotContain(token.reveal());
  }

  @Test
  void rayReadsWhatWasGenerated() throws Exception {
    Token token = file.generateIfMissing();
    Path ray = RayInstallation.of("2.60.0").bin().resolve("ray");
    ProcessBuilder builder = new ProcessBuilder(ray.toString(), "get-auth-token", "--generate");
    builder.environment().keySet().removeIf(name -> name.startsWith("RAY_"));
    builder.environment().put("HOME", home.toString());
    Process process = builder.start();
    process.getOutputStream().close();

    assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo(token.reveal());
    assertThat(process.waitFor()).isZero();
  }

  private void assertRefused(String message) {
    assertThatThrownBy(file::generateIfMissing)
        .isInstanceOf(TokenException.class)
        .hasMessageContaining(message);
  }

  private void assertNothingElseIsLeft() throws IOException {
    try (Stream<Path> left = Files.list(path.getParent())) {
      assertThat(left).containsExactly(path);
    }
  }

  private void write(String content) throws IOException {
    Files.createDirectories(path.getParent());
    try (OutputStream out = Files.newOutputStream(path)) {
      out.write(content.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static String modeOf(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
