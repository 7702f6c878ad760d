package dev.rayjobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.cli.Run.Result;
import dev.rayjobs.testing.RayHead;
import dev.rayjobs.testing.RealRay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Iterator;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * README and guides, word for word: each block of commands is typed where a script and its data
 * lie, on a real Ray. Only the address and the jobs' ids are put in.
 */
@ExtendWith(RealRay.class)
class DocumentedCommandsIT {
  @TempDir private Path folder;
  private final String id = "shown-" + UUID.randomUUID().toString().substring(0, 8);

  @BeforeEach
  void makeAJob() throws IOException {
    Files.writeString(folder.resolve("script.py"), "print('hello')\n");
    Files.createDirectory(folder.resolve("data"));
    Files.writeString(folder.resolve("data/big.csv"), "1,2,3\n");
  }

  private Result typed(RayHead head, String commands) throws IOException {
    Path home = Files.createDirectories(folder.resolveSibling(folder.getFileName() + "-home"));
    Path token = home.resolve(".ray/auth_token");
    if (!Files.exists(token)) {
      Files.createDirectories(token.getParent());
      Files.writeString(token, head.token().orElseThrow());
      Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
    }
    String here =
        commands
            .replace("http://127.0.0.1:8265", head.address())
            .replaceAll("\\bID\\b", id)
            .replaceAll("\\b(rayjob-x|report-2026-11-25)\\b", "$1-" + id);
    Result result =
        Run.program(Path.of("/bin/sh"), "-exc", here)
            .environment("HOME", home.toString())
            .environment("PATH", Run.dist().resolve("bin") + ":/usr/bin:/bin")
            .environment("JAVA_HOME", System.getProperty("java.home"))
            .environment("RAY_ADDRESS", head.address())
            .environment("RAY_AUTH_MODE", "token")
            .in(folder)
            .toTheEnd();
    assertThat(result.exitCode()).as("%s", result).isZero();
    return result;
  }

  private void submitTheJobWithThatId(RayHead head) {
    assertThat(Run.job(head, "submit", "--submission-id", id, "--", "true").toTheEnd().exitCode())
        .isZero();
  }

  @Test
  void runsTheReadme(RayHead head) throws IOException {
    Iterator<String> blocks = Document.at("README.md").blocks("sh");
    DocumentsTest.assertRunForEachChange(blocks.next());
    submitTheJobWithThatId(head);
    assertThat(typed(head, blocks.next()).out()).contains("\nhello\n", id + "' deleted");
    String further = typed(head, blocks.next()).out();
    assertThat(further)
        .contains("script.py is in the package", "Would be sent: {", "\nhello\n", "\none\ntwo\n")
        .contains("\"submission_id\":\"" + id + "\"");
    assertThat(typed(head, blocks.next()).out()).contains("supported", head.version());
    assertThat(blocks).isExhausted();
  }

  @ParameterizedTest
  @ValueSource(strings = {"migrating", "packaging", "reliability", "troubleshooting"})
  void runsTheGuide(String guide, RayHead head) throws IOException {
    submitTheJobWithThatId(head);
    for (Iterator<String> blocks = Document.at("sdk/docs/" + guide + ".md").blocks("sh");
        blocks.hasNext(); ) {
      typed(head, blocks.next());
    }
  }

  @Test
  void runsTheReadmesJava(RayHead head, @TempDir Path classes) throws IOException {
    Iterator<String> blocks = Document.at("README.md").blocks("java");
    assertThat(new Snippet(blocks.next()).compile(classes)).isEmpty();
    assertThat(blocks).isExhausted();
    Result result = Snippet.run(classes).on(head).in(folder).toTheEnd();
    assertThat(result.exitCode()).as("%s", result).isZero();
    assertThat(result.out()).contains("hello\n");
  }
}
