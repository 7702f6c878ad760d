package dev.rayjobs.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.cli.Run.Result;
import dev.rayjobs.testing.FakeDashboard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The class-data archive that the launcher makes and uses, in copies of the dist without one. */
class ClassArchiveIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String TOKEN = "marker-of-a-token";

  /**
   * Usual commands, and how many classes each may load: a tenth more than it does on Java 25, which
   * needs most. Each class costs time at the start, so that a library on the way of a short command
   * is to be a decision.
   */
  private static final Map<String, Integer> CLASSES =
      Map.of(
          "job submit --no-wait -- true", 2715,
          "job submit -- true", 2790,
          "job status a", 2470,
          "job list", 2510,
          "job logs a", 2490,
          "job logs -f a", 2660,
          "get-auth-token", 1240);

  @TempDir private Path temp;
  private Path dist;
  private Path lib;

  /** What the JVM was called for, a line each: arguments and, if it was there, the token. */
  private Path calls;

  @BeforeEach
  void copyDist() throws IOException {
    // Also other users than this one are to come in.
    Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
    dist = temp.resolve("dist");
    lib = dist.resolve("lib");
    copy(Run.dist(), dist);
    // A short list: its archive is made in less time.
    Path list = lib.resolve("classes.lst");
    Files.write(
        list,
        Files.readAllLines(list).stream()
            .filter(line -> line.startsWith("#") || line.startsWith("dev/rayjobs/cli/"))
            .toList());
    calls = Files.createFile(temp.resolve("calls"));
    makeJava("");
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else if (!file.toString().endsWith(".jsa")) {
          Files.copy(file, target);
        }
      }
    }
  }

  /** A Java that notes its calls, and that does this first. */
  private void makeJava(String first) throws IOException {
    Path home = temp.resolve("jdk");
    Files.createDirectories(home.resolve("bin"));
    Path real = Path.of(System.getProperty("java.home"));
    Files.writeString(
        home.resolve("bin/java"),
        "#!/bin/sh\necho \"$RAY_AUTH_TOKEN $*\" >>'"
            + calls
            + "'\n"
            + first
            + "\nexec '"
            + real
            + "/bin/java' \"$@\"\n");
    assertThat(home.resolve("bin/java").toFile().setExecutable(true, false)).isTrue();
    Files.writeString(home.resolve("release"), Files.readString(real.resolve("release")));
  }

  private Run token() {
    return Run.program(dist.resolve("bin/ray"), "get-auth-token")
        .environment("JAVA_HOME", temp + "/jdk")
        .environment("PATH", "/usr/bin:/bin")
        .environment("RAY_AUTH_TOKEN", TOKEN);
  }

  /** Whatever becomes of the archive, the program works and says nothing of it. */
  private static void check(Result result) {
    assertThat(result).isEqualTo(new Result(0, TOKEN, "\n"));
  }

  private boolean usesArchive() {
    Result result = token().environment("RAYJOBS_JAVA_OPTIONS", "-Xlog:class+load").toTheEnd();
    return result.out().contains("dev.rayjobs.cli.GetAuthTokenCommand source: shared objects file");
  }

  private List<Path> archives() throws IOException {
    try (Stream<Path> files = Files.list(lib)) {
      return files.filter(file -> file.toString().endsWith(".jsa")).toList();
    }
  }

  /** What the making of an archive leaves while it goes on, or when it failed. */
  private List<Path> traces() throws IOException {
    try (Stream<Path> files = Files.list(lib)) {
      return files
          .filter(file -> file.toString().endsWith(".making") || file.toString().endsWith(".new"))
          .toList();
    }
  }

  private long dumps() throws IOException {
    return Files.readAllLines(calls, UTF_8).stream()
        .filter(call -> call.contains("-Xshare:dump"))
        .count();
  }

  private void awaitDumps(long count) throws Exception {
    Instant end = Instant.now().plus(PATIENCE);
    while (dumps() < count || !traces().isEmpty()) {
      assertThat(Instant.now()).isBefore(end);
      Thread.sleep(50);
    }
  }

  @Test
  void isMadeAtTheFirstStartAndUsedAtTheNext() throws Exception {
    check(token().toTheEnd());
    awaitDumps(1);
    assertThat(archives()).hasSize(1);
    assertThat(traces()).isEmpty();
    check(token().toTheEnd());
    assertThat(usesArchive()).isTrue();
    assertThat(dumps()).isEqualTo(1);
    assertThat(Files.readAllLines(calls).stream().filter(call -> call.contains("-Xshare:dump")))
        .noneMatch(call -> call.contains(TOKEN));
  }

  @Test
  void isMadeOnceByManyStarts() throws Exception {
    List<Process> starts = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      starts.add(token().start());
    }
    for (Process start : starts) {
      assertThat(new String(start.getInputStream().readAllBytes(), UTF_8)).isEqualTo(TOKEN);
      assertThat(new String(start.getErrorStream().readAllBytes(), UTF_8)).isEqualTo("\n");
      assertThat(start.waitFor()).isZero();
    }
    awaitDumps(1);
    assertThat(archives()).hasSize(1);
    assertThat(dumps()).isEqualTo(1);
    assertThat(usesArchive()).isTrue();
  }

  @Test
  void isMadeAtOnceOrNeverIfWanted() throws Exception {
    check(token().environment("RAYJOBS_CLASS_ARCHIVE", "never").toTheEnd());
    assertThat(dumps()).isZero();
    check(token().environment("RAYJOBS_CLASS_ARCHIVE", "now").toTheEnd());
    assertThat(archives()).hasSize(1);
    assertThat(traces()).isEmpty();
    assertThat(usesArchive()).isTrue();
    check(token().environment("RAYJOBS_CLASS_ARCHIVE", "never").toTheEnd());
    assertThat(Files.readAllLines(calls)).last().asString().doesNotContain("SharedArchiveFile");
  }

  @Test
  void isDoneWithoutWhereItCannotBeWritten() throws Exception {
    Files.setPosixFilePermissions(lib, PosixFilePermissions.fromString("r-xr-xr-x"));
    Files.setPosixFilePermissions(calls, PosixFilePermissions.fromString("rw-rw-rw-"));
    try {
      Run run = token();
      if (System.getProperty("user.name").equals("root")) {
        // Whom permissions do not bind.
        run =
            Run.program(
                    Path.of("/usr/bin/setpriv"),
                    "--reuid=65534",
                    "--regid=65534",
                    "--clear-groups",
                    dist.resolve("bin/ray").toString(),
                    "get-auth-token")
                .environment("JAVA_HOME", temp + "/jdk")
                .environment("PATH", "/usr/bin:/bin")
                .environment("RAY_AUTH_TOKEN", TOKEN);
      }
      check(run.toTheEnd());
      check(run.environment("RAYJOBS_CLASS_ARCHIVE", "now").toTheEnd());
    } finally {
      Files.setPosixFilePermissions(lib, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    assertThat(dumps()).isZero();
    assertThat(archives()).isEmpty();
  }

  @Test
  void isNotTriedAgainForADayWhereItFails() throws Exception {
    makeJava("case \"$*\" in *-Xshare:dump*) exit 1 ;; esac");
    check(token().environment("RAYJOBS_CLASS_ARCHIVE", "now").toTheEnd());
    check(token().environment("RAYJOBS_CLASS_ARCHIVE", "now").toTheEnd());
    assertThat(dumps()).isEqualTo(1);
    assertThat(archives()).isEmpty();
    makeJava("");
    assertThat(traces()).hasSize(1);
    Files.setLastModifiedTime(
        traces().get(0), FileTime.from(Instant.now().minus(Duration.ofHours(25))));
    check(token().environment("RAYJOBS_CLASS_ARCHIVE", "now").toTheEnd());
    assertThat(dumps()).isEqualTo(2);
    assertThat(traces()).isEmpty();
    assertThat(usesArchive()).isTrue();
  }

  @Test
  void isMadeForEachJvm() throws Exception {
    check(token().environment("RAYJOBS_CLASS_ARCHIVE", "now").toTheEnd());
    Path release = temp.resolve("jdk/release");
    String first = Files.readString(release);
    // In the same place: an update, after which the old one is of no use.
    Files.writeString(
        release, first.replaceFirst("JAVA_RUNTIME_VERSION=\"", "JAVA_RUNTIME_VERSION=\"99-"));
    List<Path> old = archives();
    check(token().environment("RAYJOBS_CLASS_ARCHIVE", "now").toTheEnd());
    assertThat(archives()).hasSize(1).doesNotContainAnyElementsOf(old);
    // In another place: both stay.
    copy(temp.resolve("jdk"), temp.resolve("jdk2"));
    check(
        token()
            .environment("JAVA_HOME", temp + "/jdk2")
            .environment("RAYJOBS_CLASS_ARCHIVE", "now")
            .toTheEnd());
    assertThat(archives()).hasSize(2);
    assertThat(usesArchive()).isTrue();
  }

  @Test
  void isMadeAnewWhereTheDistWasMovedOrBuiltAnew() throws Exception {
    check(token().environment("RAYJOBS_CLASS_ARCHIVE", "now").toTheEnd());
    dist = Files.move(dist, temp.resolve("moved"));
    lib = dist.resolve("lib");
    check(token().environment("RAYJOBS_CLASS_ARCHIVE", "now").toTheEnd());
    assertThat(dumps()).isEqualTo(2);
    assertThat(usesArchive()).isTrue();

    List<Path> old = archives();
    Path list = lib.resolve("classes.lst");
    Files.writeString(list, Files.readString(list).replaceFirst("# .*", "# another-build"));
    check(token().environment("RAYJOBS_CLASS_ARCHIVE", "now").toTheEnd());
    assertThat(dumps()).isEqualTo(3);
    assertThat(archives()).hasSize(2).isNotEqualTo(old);
    assertThat(usesArchive()).isTrue();
  }

  @Test
  void isLeftAloneIfItDoesNotFitAfterAll() throws Exception {
    check(token().environment("RAYJOBS_CLASS_ARCHIVE", "now").toTheEnd());
    Path archive = archives().get(0);
    byte[] good = Files.readAllBytes(archive);
    // A jar with another time: what the JVM looks at to find that an archive is out of date.
    try (Stream<Path> files = Files.list(lib)) {
      Path jar =
          files.filter(file -> file.toString().contains("picocli")).findFirst().orElseThrow();
      FileTime time = Files.getLastModifiedTime(jar);
      // The JVM compares whole seconds, and the copy may be younger than one.
      Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(10)));
      check(token().toTheEnd());
      assertThat(usesArchive()).isFalse();
      Files.setLastModifiedTime(jar, time);
      assertThat(usesArchive()).isTrue();
    }
    for (byte[] bad :
        List.of(new byte[0], "no archive".getBytes(UTF_8), Arrays.copyOf(good, 100_000))) {
      Files.delete(archive);
      Files.write(archive, bad);
      check(token().toTheEnd());
    }
    check(token().environment("RAYJOBS_JAVA_OPTIONS", "-XX:-UseCompressedOops").toTheEnd());
    assertThat(dumps()).isEqualTo(1);
  }

  @Test
  void doesNoHarmWhereTheJvmCannotUseItAll() throws Exception {
    // JVMs take no classes of jars in such a folder from an archive.
    dist = Files.move(dist, temp.resolve("a folder"));
    lib = dist.resolve("lib");
    check(token().environment("RAYJOBS_CLASS_ARCHIVE", "now").toTheEnd());
    assertThat(archives()).hasSize(1);
    check(token().toTheEnd());
  }

  @Test
  void isNotMadeForAJavaThatDoesNotSayItsVersion() throws Exception {
    Files.delete(temp.resolve("jdk/release"));
    check(token().environment("RAYJOBS_CLASS_ARCHIVE", "now").toTheEnd());
    assertThat(dumps()).isZero();
  }

  @Test
  void leavesTheSecondCompilerOutOnlyWhereNothingIsPackaged() throws IOException {
    for (String words :
        List.of("job submit --dry-run --working-dir . -- true", "job package --working-dir=.")) {
      assertThat(options(words))
          .as(words)
          .doesNotContain("-XX:TieredStopAtLevel")
          .contains(" -XX:Tier4BackEdgeThreshold=800000 ");
    }
    for (String words : List.of("job status a", "job submit -- x --working-dir")) {
      assertThat(options(words))
          .as(words)
          .contains(" -XX:TieredStopAtLevel=1 ")
          .doesNotContain("Threshold");
    }
  }

  @Test
  void leavesVerificationOutOnlyWhereAllClassesMayComeFromIt() throws IOException {
    String unverified = "-XX:-BytecodeVerificationRemote";
    check(token().environment("RAYJOBS_CLASS_ARCHIVE", "never").toTheEnd());
    assertThat(lastCall()).doesNotContain(unverified);
    check(token().environment("RAYJOBS_CLASS_ARCHIVE", "now").toTheEnd());
    assertThat(lastCall()).contains(unverified);
    Files.createFile(Files.createDirectories(dist.resolve("plugins")).resolve("one.jar"));
    check(token().toTheEnd());
    assertThat(lastCall()).contains("-XX:SharedArchiveFile=").doesNotContain(unverified);
  }

  /** What the JVM is called with for these words, of a command that reaches no cluster. */
  private String options(String words) throws IOException {
    Run.program(dist.resolve("bin/ray"), words.split(" "))
        .environment("JAVA_HOME", temp + "/jdk")
        .environment("PATH", "/usr/bin:/bin")
        .environment("RAY_API_SERVER_ADDRESS", "http://127.0.0.1:1")
        .environment("RAYJOBS_CLASS_ARCHIVE", "never")
        .in(Files.createDirectories(temp.resolve("code")))
        .toTheEnd();
    return lastCall();
  }

  private String lastCall() throws IOException {
    List<String> all = Files.readAllLines(calls);
    return all.get(all.size() - 1);
  }

  @Test
  void holdsEveryClassThatUsualCommandsLoad() {
    try (FakeDashboard dashboard = FakeDashboard.start()) {
      dashboard.tailPause(Duration.ofMillis(10));
      dashboard.onSubmit(job -> job.run().print("log\n").succeed());
      dashboard.addJob("a", Map.of("entrypoint", "x")).run().print("log\n").succeed();
      for (Map.Entry<String, Integer> command : CLASSES.entrySet()) {
        String words = command.getKey();
        Result result =
            Run.ray(words.split(" "))
                .environment("RAY_API_SERVER_ADDRESS", dashboard.address())
                .environment("RAY_AUTH_TOKEN", TOKEN)
                .environment("RAYJOBS_JAVA_OPTIONS", "-Xlog:class+load")
                .toTheEnd();
        assertThat(result.exitCode()).as(words).isZero();
        assertThat(result.out()).contains("dev.rayjobs.cli.Main source: shared objects file");
        assertThat(result.out().lines().filter(line -> line.matches(".*source: (file|jar):.*")))
            .as(words)
            .isEmpty();
        assertThat(result.out().lines().filter(line -> line.contains(" source: ")))
            .as(words)
            .hasSizeBetween(command.getValue() / 2, command.getValue());
        if (words.equals("get-auth-token")) {
          assertThat(result.out()).doesNotContain("okhttp3.", "dev.rayjobs.internal.http.");
        }
      }
    }
  }
}
