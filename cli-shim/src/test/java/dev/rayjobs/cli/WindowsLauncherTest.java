package dev.rayjobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The launcher for Windows, held against the one that other tests run. */
class WindowsLauncherTest {
  private static final Path LAUNCHERS = Path.of("src/main/launcher");

  @Test
  void startsTheSameClassWithTheSameOptions() throws IOException {
    String shell = Files.readString(LAUNCHERS.resolve("ray"));
    shell = shell.substring(shell.lastIndexOf("\nexec \"$java\""));
    // What is there only with a class-data archive, or only where little is to be done.
    shell = shell.replaceAll("\\$\\{archive:[^}]*\\}|\\$compiler|\"-Drayjobs.terminals=[^ ]*", "");
    String batch = Files.readString(LAUNCHERS.resolve("ray.cmd"));
    batch = batch.substring(batch.lastIndexOf("\n\"%rayjobs_java%\""));

    assertThat(options(batch))
        .isEqualTo(options(shell))
        .contains("-XX:+UseSerialGC", "-Dfile.encoding=UTF-8", "-Drayjobs.name", "-cp")
        .hasSizeGreaterThan(6);
    String main = " " + Main.class.getName() + " ";
    assertThat(shell).contains(main + "\"$@\"", "RAYJOBS_JAVA_OPTIONS");
    assertThat(batch).contains(main + "%*", "%RAYJOBS_JAVA_OPTIONS%");
  }

  private static List<String> options(String command) {
    // A name of its own in each shell, so without the value of the one that is set there.
    return Pattern.compile("(?<= |\")-[A-Za-z](?:(?!=[$%])[^ \"\\\\])*")
        .matcher(command)
        .results()
        .map(found -> found.group())
        .toList();
  }

  @Test
  void isWhatWindowsCanRead() throws IOException {
    String batch =
        new String(Files.readAllBytes(LAUNCHERS.resolve("ray.cmd")), StandardCharsets.ISO_8859_1);
    assertThat(batch).matches("(?:[ -~]*\r\n)+");
    // Git changes no line end of it on any system.
    assertThat(Files.readString(Path.of("../.gitattributes"))).contains("*.cmd -text\n");
  }

  @Test
  void asksForTheSameJava() throws IOException {
    assertThat(oldestJava("ray", " -lt (\\d+) ")).isEqualTo("17");
    assertThat(oldestJava("ray.cmd", " GEQ (\\d+) ")).isEqualTo("17");
  }

  @Test
  void withholdsTheSameSecrets() throws IOException {
    String shell = Files.readString(LAUNCHERS.resolve("ray"));
    Matcher unset = Pattern.compile("\n  unset (.*)\n").matcher(shell);
    assertThat(unset.find()).isTrue();
    String batch = Files.readString(LAUNCHERS.resolve("ray.cmd"));
    assertThat(List.of(unset.group(1).split(" ")))
        .contains("RAY_AUTH_TOKEN")
        .allSatisfy(name -> assertThat(batch).contains("set \"" + name + "=\"\r\n"));
  }

  private static String oldestJava(String launcher, String comparison) throws IOException {
    Matcher found =
        Pattern.compile(comparison).matcher(Files.readString(LAUNCHERS.resolve(launcher)));
    assertThat(found.find()).isTrue();
    return found.group(1);
  }

  @Test
  void readsNoArgumentMoreThanOnce() throws IOException {
    List<String> lines =
        Files.readAllLines(LAUNCHERS.resolve("ray.cmd"), StandardCharsets.US_ASCII);
    assertThat(lines.stream().filter(line -> line.matches(".*%[~\\w]*[*1-9].*")))
        .containsExactly(lines.get(lines.size() - 2));
    assertThat(lines.get(lines.size() - 1)).isEqualTo("exit /b %ERRORLEVEL%");
    assertThat(lines).noneMatch(line -> line.startsWith("call "));
    assertThat(lines).contains("setlocal EnableExtensions DisableDelayedExpansion");
  }
}
