package dev.rayjobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.rayjobs.address.AddressProvider;
import dev.rayjobs.address.DashboardLocation;
import dev.rayjobs.cli.Run.Result;
import dev.rayjobs.testing.FakeDashboard;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The built program where no Ray is needed: how it starts, and servers that are none. */
class LauncherIT {
  private static final String HELP = "Usage: ray job ";

  @Test
  void startsWithNothingButAJava() {
    Result result = Run.ray("job", "--help").toTheEnd();
    assertThat(result.err()).isEmpty();
    assertThat(result.out()).startsWith(HELP);
    assertThat(result.exitCode()).isZero();
  }

  @Test
  void findsJavaOnPath() {
    String bin = System.getProperty("java.home") + "/bin";
    Result result =
        Run.ray("job", "--help")
            .without("JAVA_HOME")
            .environment("PATH", "/usr/bin:/bin:" + bin)
            .toTheEnd();
    assertThat(result.err()).isEmpty();
    assertThat(result.out()).startsWith(HELP);
  }

  @Test
  void impliesJob() {
    Result help =
        Run.program(Run.dist().resolve("bin/ray-job"), "submit", "--help")
            .environment("JAVA_HOME", System.getProperty("java.home"))
            .toTheEnd();
    assertThat(help.out()).startsWith("Usage: ray job submit ");
    Result empty =
        Run.program(Run.dist().resolve("bin/ray-job"), "submit")
            .environment("JAVA_HOME", System.getProperty("java.home"))
            .toTheEnd();
    assertThat(empty.err()).contains("for example: ray-job submit -- python my_script.py");
    assertThat(empty.exitCode()).isEqualTo(ExitCode.USAGE);
    Result nothing =
        Run.program(Run.dist().resolve("bin/ray-job"))
            .environment("JAVA_HOME", System.getProperty("java.home"))
            .toTheEnd();
    assertThat(nothing.err()).contains("Missing command: one of submit,");
    Result token =
        Run.program(Run.dist().resolve("bin/ray-job"), "get-auth-token")
            .environment("JAVA_HOME", System.getProperty("java.home"))
            .environment("RAY_AUTH_TOKEN", "secret")
            .toTheEnd();
    assertThat(token.out()).isEqualTo("secret");
  }

  @Test
  void findsItsHomeBehindLinksAndSpaces(@TempDir Path temp) throws IOException {
    Path home = temp.resolve("a home");
    copyDist(home);
    Files.createSymbolicLink(home.resolve("first link"), Path.of("bin/ray"));
    Path second = Files.createSymbolicLink(temp.resolve("ray"), Path.of("a home/first link"));
    Result result =
        Run.program(second, "job", "--help")
            .environment("JAVA_HOME", System.getProperty("java.home"))
            .in(Path.of("/"))
            .toTheEnd();
    assertThat(result.err()).isEmpty();
    assertThat(result.out()).startsWith(HELP);
  }

  private static void copyDist(Path home) throws IOException {
    try (Stream<Path> files = Files.walk(Run.dist())) {
      for (Path file : files.toList()) {
        Path target = home.resolve(Run.dist().relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
  }

  /** What a user may put beside the program: it knows addresses that begin with {@code acme://}. */
  public static final class Acme implements AddressProvider {
    @Override
    public String scheme() {
      return "acme";
    }

    @Override
    public DashboardLocation locate(String rest) {
      return DashboardLocation.at(System.getenv("ACME_" + rest)).build();
    }
  }

  private static void plugIn(Path jar) throws IOException {
    Files.createDirectories(jar.getParent());
    String name = Acme.class.getName();
    String file = name.replace('.', '/') + ".class";
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        InputStream code = Acme.class.getClassLoader().getResourceAsStream(file)) {
      out.putNextEntry(new ZipEntry(file));
      Objects.requireNonNull(code).transferTo(out);
      out.putNextEntry(new ZipEntry("META-INF/services/" + AddressProvider.class.getName()));
      out.write(name.getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void findsPlugInsAndKeepsItsClassArchive(@TempDir Path home) throws IOException {
    copyDist(home);
    try (FakeDashboard dashboard = FakeDashboard.start()) {
      Run list =
          Run.program(home.resolve("bin/ray"), "job", "list", "--address", "acme://x")
              .environment("JAVA_HOME", System.getProperty("java.home"))
              .environment("ACME_x", dashboard.address())
              .environment("RAYJOBS_CLASS_ARCHIVE", "now")
              .environment("RAYJOBS_JAVA_OPTIONS", "-Xlog:class+load:file=" + home + "/loaded");
      assertThat(list.toTheEnd().err())
          .startsWith("Error: No plug-in is installed for acme:// in acme://x")
          .hasLineCount(1);

      plugIn(home.resolve("plugins/acme.jar"));
      Result found = list.toTheEnd();
      assertThat(found.exitCode()).as(found.err()).isZero();
      assertThat(found.out()).contains(dashboard.address()).endsWith("[]\n");
      assertThat(Files.readAllLines(home.resolve("loaded")))
          .anyMatch(line -> line.contains("dev.rayjobs.cli.Main source: shared objects file"))
          .anyMatch(line -> line.matches(".*LauncherIT.Acme source: (file|jar):.*acme.jar"));
    }
  }

  @Test
  void saysThatThereIsNoJava(@TempDir Path empty) {
    Result none =
        Run.ray("job", "list")
            .without("JAVA_HOME")
            .environment("PATH", empty.toString())
            .toTheEnd();
    assertThat(none.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(none.err())
        .startsWith("Error: no Java found")
        .contains(empty.toString())
        .hasLineCount(1);

    Result wrong = Run.ray("job", "list").environment("JAVA_HOME", empty.toString()).toTheEnd();
    assertThat(wrong.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(wrong.err()).startsWith("Error: JAVA_HOME is '" + empty + "'").hasLineCount(1);
  }

  @Test
  void saysThatTheJavaIsTooOld(@TempDir Path old) throws IOException {
    Path java = Files.createDirectories(old.resolve("bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\necho 'openjdk version \"1.8.0_292\"' >&2\n");
    java.toFile().setExecutable(true);
    Result asked = Run.ray("job", "list").environment("JAVA_HOME", old.toString()).toTheEnd();
    assertThat(asked.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(asked.err()).startsWith("Error: Java 17 or newer is needed").contains("1.8.0_292");

    Files.writeString(old.resolve("release"), "A=\"b\"\nJAVA_VERSION=\"11.0.2\"\n");
    Result told = Run.ray("job", "list").environment("JAVA_HOME", old.toString()).toTheEnd();
    assertThat(told.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(told.err()).contains("is of version 11.0.2").hasLineCount(1);
  }

  @Test
  void handsOtherCommandsToTheNextRayOnPath(@TempDir Path temp) throws IOException {
    Path other = Files.createDirectories(temp.resolve("other"));
    Files.writeString(
        other.resolve("ray"), "#!/bin/sh\necho other: \"$@\" $RAY_AUTH_TOKEN\nexit 42\n");
    other.resolve("ray").toFile().setExecutable(true);
    Path linked = Files.createDirectories(temp.resolve("linked"));
    Files.createSymbolicLink(linked.resolve("ray"), Run.dist().resolve("bin/ray"));
    String own = Run.dist().resolve("bin") + ":" + linked;

    Result handed =
        Run.ray("start", "--head", "a b")
            .environment("PATH", own + ":" + other + ":/usr/bin:/bin")
            .environment("RAY_AUTH_TOKEN", "of-the-cluster")
            .toTheEnd();
    assertThat(handed.out()).isEqualTo("other: start --head a b of-the-cluster\n");
    assertThat(handed.exitCode()).isEqualTo(42);
    Result logging =
        Run.ray("--logging-level", "job", "--logging-format=x", "start")
            .environment("PATH", own + ":" + other + ":/usr/bin:/bin")
            .toTheEnd();
    assertThat(logging.out()).isEqualTo("other: --logging-level job --logging-format=x start\n");
    for (String words : List.of("job --help", "--logging-level debug job --help")) {
      Result kept =
          Run.ray(words.split(" "))
              .environment("PATH", other + ":" + own + ":/usr/bin:/bin")
              .toTheEnd();
      assertThat(kept.out()).startsWith(HELP);
    }

    Result nobody =
        Run.ray("start", "--head").environment("PATH", own + ":/usr/bin:/bin").toTheEnd();
    assertThat(nobody.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(nobody.err()).startsWith("Error: 'ray start' belongs to Ray itself").hasLineCount(1);
    Result unknown = Run.ray("jbo").environment("PATH", own + ":/usr/bin:/bin").toTheEnd();
    assertThat(unknown.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(unknown.err()).startsWith("Error: No such command: 'jbo'. Did you mean job?");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh"})
  void completesItsWords(String shell, @TempDir Path temp) throws IOException {
    Result script = Run.ray("completion", shell).toTheEnd();
    assertThat(script.exitCode()).isZero();
    Path file = Files.writeString(temp.resolve("completion"), script.out());
    Map<String, List<String>> offered =
        Map.of(
            "ray job sub",
            List.of("submit"),
            "ray get",
            List.of("get-auth-token"),
            "ray-job st",
            List.of("status", "stop"),
            "ray job submit --working-d",
            List.of("--working-dir"),
            "ray-job list --log-style re",
            List.of("record"),
            "ray job logs --exit-code ",
            List.of("job", "driver"),
            "ray job submit --runtime-env " + temp + "/comp",
            List.of(file.toString()),
            "ray completion z",
            List.of("zsh"));
    for (Map.Entry<String, List<String>> line : offered.entrySet()) {
      assertThat(
              shell.equals("zsh")
                  ? completionsOfZsh(temp, file, line.getKey())
                  : completionsOfBash(file, line.getKey()))
          .as(line.getKey())
          .isEqualTo(line.getValue());
    }
  }

  /** What bash offers at TAB after this. */
  private static List<String> completionsOfBash(Path script, String line) {
    String[] words = line.split(" ", -1);
    Result completed =
        Run.program(
                Path.of("/bin/bash"),
                "-c",
                "compopt() { :; }; source \"$0\"; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); COMP_LINE=\"$*\";"
                    + " _complete_\"$1\"; printf '%s\\n' \"${COMPREPLY[@]}\"",
                script.toString())
            .arguments(words)
            .environment("PATH", "/usr/bin:/bin")
            .toTheEnd();
    assertThat(completed.err()).isEmpty();
    return completed.out().lines().map(String::strip).toList();
  }

  /** What zsh offers at TAB after this, in a terminal. */
  private static List<String> completionsOfZsh(Path temp, Path script, String line)
      throws IOException {
    Path driver = Files.createTempFile(temp, "drive", ".zsh");
    try (InputStream in = LauncherIT.class.getResourceAsStream("complete.zsh")) {
      Files.write(driver, Objects.requireNonNull(in).readAllBytes());
    }
    Path offered = Path.of(driver + ".offered");
    Result driven =
        Run.program(SystemPrograms.need("zsh", "zsh"), "-f", driver.toString(), script.toString())
            .arguments(offered.toString(), line)
            .environment("PATH", "/usr/bin:/bin")
            .environment("LC_ALL", "C.UTF-8")
            .environment("TERM", "xterm")
            .environment("HOME", temp.toString())
            .toTheEnd();
    Path done = Path.of(offered + ".done");
    assertThat(done).as("what zsh did: %s", driven).exists();
    return Files.readAllLines(done).stream().filter(word -> !word.isEmpty()).toList();
  }

  @Test
  void saysThatNobodyAnswers() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    Result result = Run.ray("job", "list", "--address", "http://127.0.0.1:" + port).toTheEnd();
    assertThat(result.exitCode()).isEqualTo(ExitCode.CANNOT_REACH);
    assertThat(result.err())
        .startsWith("Error: Cannot connect to http://127.0.0.1:" + port)
        .hasLineCount(1);
    assertThat(result.out()).isEmpty();
  }

  @Test
  void saysThatItIsNotARay() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] page = "<html>Welcome</html>".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    server.start();
    try {
      String address = "http://127.0.0.1:" + server.getAddress().getPort();
      Result result = Run.ray("job", "list", "--address", address).toTheEnd();
      assertThat(result.exitCode()).isEqualTo(ExitCode.UNEXPECTED_ANSWER);
      assertThat(result.err())
          .startsWith("Error: There is no Ray dashboard at " + address)
          .hasLineCount(1);
    } finally {
      server.stop(0);
    }
  }
}
