package dev.rayjobs.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rayjobs.cli.Run.Result;
import dev.rayjobs.testing.FakeDashboard;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/**
 * Part of the build: runs the program's usual commands on a fake dashboard, and leaves in the dist
 * the list of the classes that they load, {@code lib/classes.lst}, from which the launcher makes
 * class-data archives; and such an archive for the JVM and the place of the build.
 */
final class ClassList {
  private static final String RECORDED = "recorded";
  private static final String TOKEN_FILE = ".ray/auth_token";

  private final FakeDashboard dashboard;
  private final Path folder;
  // How often each is needed: a lambda is listed for each of the places in the code that make one.
  private final Map<String, Integer> lines = new LinkedHashMap<>();

  private ClassList(FakeDashboard dashboard, Path folder) {
    this.dashboard = dashboard;
    this.folder = folder;
  }

  public static void main(String[] arguments) throws IOException {
    Path lib = Run.dist().resolve("lib");
    Path folder = Files.createTempDirectory("rayjobs-classes");
    Files.writeString(folder.resolve("job.py"), "print('hello')\n");
    // The recording grows with each class that packaging it would load.
    Files.writeString(folder.resolve(".rayignore"), RECORDED + "\n.ray\n");
    HeldCertificate certificate =
        new HeldCertificate.Builder().addSubjectAlternativeName("localhost").build();
    HandshakeCertificates tls =
        new HandshakeCertificates.Builder().heldCertificate(certificate).build();
    try (FakeDashboard plain = FakeDashboard.start();
        FakeDashboard encrypted = FakeDashboard.startTls(tls.sslSocketFactory())) {
      ClassList list = new ClassList(plain, folder);
      list.recordCommands();
      ClassList overTls = new ClassList(encrypted, folder);
      overTls.record("job", "list", "--verify", "false");
      list.add(overTls.lines);
      List<String> text = new ArrayList<>(List.of("# " + fingerprint(lib)));
      list.lines.forEach((line, times) -> text.addAll(Collections.nCopies(times, line)));
      Files.write(lib.resolve("classes.lst"), text, UTF_8);
    } finally {
      delete(folder);
    }
    check(Run.ray("--version").environment("RAYJOBS_CLASS_ARCHIVE", "now").toTheEnd());
  }

  private void recordCommands() throws IOException {
    dashboard.tailPause(Duration.ofMillis(10));
    dashboard.onSubmit(job -> job.run().print("hello\n").succeed());
    record("get-auth-token", "--generate");
    String token = Files.readString(folder.resolve(TOKEN_FILE));
    dashboard.requireToken(token);
    record("get-auth-token");
    record(Map.of("RAY_AUTH_TOKEN", token), "get-auth-token");
    record(Map.of("RAY_AUTH_TOKEN", token), "job", "list");
    record("job", "submit", "--submission-id", "a", "--", "python", "job.py");
    record("job", "submit", "--no-wait", "--metadata-json", "{\"a\": \"b\"}", "--", "true");
    record(
        "job",
        "submit",
        "--working-dir",
        ".",
        "--runtime-env-json",
        "{\"env_vars\": {}}",
        "--",
        "x");
    record("job", "submit", "--output", "json", "--submission-id", "b", "--", "true");
    record("job", "status", "a");
    record("job", "list");
    record("job", "list", "--output", "json");
    record("job", "logs", "a");
    record("job", "logs", "--follow", "a");
    record("job", "wait", "a");
    record("job", "stop", "a");
    record("job", "delete", "b");
    record("job", "--help");
  }

  private void record(String... words) throws IOException {
    record(Map.of(), words);
  }

  private void record(Map<String, String> environment, String... words) throws IOException {
    Run command =
        Run.ray(words)
            .in(folder)
            .environment("PATH", "/usr/bin:/bin")
            .environment("HOME", folder.toString())
            .environment("RAY_API_SERVER_ADDRESS", dashboard.address())
            .environment("RAY_AUTH_MODE", "token")
            .environment("RAYJOBS_CLASS_ARCHIVE", "never")
            .environment("RAYJOBS_JAVA_OPTIONS", "-XX:DumpLoadedClassList=" + RECORDED);
    environment.forEach(command::environment);
    check(command.toTheEnd());
    Map<String, Integer> once = new LinkedHashMap<>();
    for (String line : Files.readAllLines(folder.resolve(RECORDED), UTF_8)) {
      if (line.startsWith("@lambda")) {
        once.merge(line, 1, Integer::sum);
      } else if (!line.startsWith("#") && !line.startsWith("@") && !line.contains(" source: ")) {
        // Newer JVMs number the classes, which is of use in one recording only.
        once.put(line.replaceFirst(" .*", ""), 1);
      }
    }
    add(once);
  }

  private void add(Map<String, Integer> recording) {
    recording.forEach((line, times) -> lines.merge(line, times, Math::max));
  }

  private static void check(Result result) {
    if (result.exitCode() != ExitCode.OK) {
      throw new IllegalStateException("the program fails: " + result);
    }
  }

  /** What tells these jars from others of the same name, size and time. */
  private static String fingerprint(Path lib) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
    for (Path jar : files(lib)) {
      digest.update(jar.getFileName().toString().getBytes(UTF_8));
      digest.update(Files.readAllBytes(jar));
    }
    return HexFormat.of().formatHex(digest.digest(), 0, 6);
  }

  private static Collection<Path> files(Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      entries.forEach(files::add);
    }
    Collections.sort(files);
    return files;
  }

  private static void delete(Path folder) throws IOException {
    Files.delete(folder.resolve(TOKEN_FILE));
    for (Path file : files(folder)) {
      Files.delete(file);
    }
    Files.delete(folder);
  }
}
