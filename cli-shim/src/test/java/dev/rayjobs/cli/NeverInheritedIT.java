package dev.rayjobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.cli.Run.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the launcher asks other programs does not come with the token. */
class NeverInheritedIT {
  private static final String TOKEN = "marker-token-e07b";

  @Test
  void helpersOfTheLauncherDoNotSeeTheToken(@TempDir Path temp) throws IOException {
    Path seen = temp.resolve("seen");
    Path bin = Files.createDirectory(temp.resolve("bin"));
    for (String helper : List.of("locale", "readlink")) {
      program(bin.resolve(helper), "env >>" + seen + "\nexec /usr/bin/" + helper + " \"$@\"");
    }
    // A Java that tells its version only when it is asked, behind a link.
    Path java = Files.createDirectories(temp.resolve("java/bin")).resolve("java");
    program(
        java,
        "case $* in -version) env >>"
            + seen
            + " ;; esac\nexec "
            + System.getProperty("java.home")
            + "/bin/java \"$@\"");
    Path link = Files.createSymbolicLink(temp.resolve("ray"), Run.dist().resolve("bin/ray"));
    Result result =
        Run.program(link, "job", "--help")
            .environment("PATH", bin + ":/usr/bin:/bin")
            .environment("JAVA_HOME", temp.resolve("java").toString())
            .environment("RAY_AUTH_TOKEN", TOKEN)
            .toTheEnd();
    assertThat(result.exitCode()).as("%s", result).isZero();
    String environments = Files.readString(seen);
    assertThat(environments.split("(?m)^PATH=", -1)).hasSizeGreaterThan(3);
    assertThat(environments).doesNotContain(TOKEN);
  }

  private static void program(Path file, String script) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    file.toFile().setExecutable(true);
  }
}
