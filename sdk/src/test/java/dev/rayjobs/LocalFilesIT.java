package dev.rayjobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import dev.rayjobs.errors.InvalidInputException;
import dev.rayjobs.testing.RayHead;
import dev.rayjobs.testing.RayInstallation;
import dev.rayjobs.testing.RealRay;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;

/** Directories that travel to a real head and are read back there by real jobs. */
@ExtendWith(RealRay.class)
class LocalFilesIT {
  private static final Duration LONG = Duration.ofMinutes(2);

  private final RayHead head;
  private final List<String> events = Collections.synchronizedList(new ArrayList<>());
  private JobClient client;

  @TempDir Path folder;

  LocalFilesIT(RayHead head) {
    this.head = head;
  }

  @BeforeEach
  void open() {
    client =
        HeadClient.builder(head)
            .listener(
                new SubmissionListener() {
                  @Override
                  public void packageFound(String uri) {
                    events.add("found " + uri);
                  }

                  @Override
                  public void uploading(String uri, long sent, long size) {
                    if (sent == size) {
                      events.add("uploaded " + uri);
                    }
                  }
                })
            .build();
  }

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  @Execution(CONCURRENT)
  void everyKindOfFileArrivesWithItsBytesAndModes() throws Exception {
    Path tree = Files.createDirectories(folder.resolve("träe 日本"));
    Random random = new Random(1);
    Map<String, byte[]> files =
        Map.of(
            "plain.txt", "hello\n".getBytes(StandardCharsets.UTF_8),
            "empty", new byte[0],
            "sub/dir/ü 日本.bin", bytes(random, 300_000),
            "sub/-dash", "x".repeat(100_000).getBytes(StandardCharsets.UTF_8),
            "sub/[glob]*.txt", new byte[] {0, 1, 2, (byte) 0xff});
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path path = tree.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue());
    }
    Files.createDirectories(tree.resolve("empty dir"));
    Path script = Files.writeString(tree.resolve("run.sh"), "#!/bin/sh\necho ran as a program\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    Map<String, String> modes =
        Map.of("plain.txt", "rw-r-----", "sub/-dash", "rwx------", "sub/[glob]*.txt", "r--r--r--");
    for (Map.Entry<String, String> mode : modes.entrySet()) {
      Files.setPosixFilePermissions(
          tree.resolve(mode.getKey()), PosixFilePermissions.fromString(mode.getValue()));
    }
    Files.createSymbolicLink(tree.resolve("link.txt"), Path.of("plain.txt"));
    Files.writeString(tree.resolve(".gitignore"), "left-out\n");
    Files.writeString(tree.resolve("left-out"), "secret");
    Files.writeString(
        tree.resolve("show.py"),
        """
        import hashlib, os, stat
        for root, dirs, names in os.walk("."):
            for name in names:
                path = os.path.join(root, name)
                with open(path, "rb") as f:
                    print("FILE", hashlib.sha1(f.read()).hexdigest(), os.path.relpath(path))
                print("MODE", stat.filemode(os.stat(path).st_mode)[1:], os.path.relpath(path))
            if not dirs and not names:
                print("EMPTY", os.path.relpath(root))
        """);

    // The nodes of Ray 2.52 unpack without regard to modes, whoever made the package.
    boolean keepsModes = !head.version().startsWith("2.52");
    String run = keepsModes ? "./run.sh" : "sh run.sh";
    Job job = client.submission(run + " && python show.py").workingDir(tree).submit();

    assertThat(job.await(LONG).status()).as(job.logs()).isEqualTo(JobStatus.SUCCEEDED);
    String log = job.logs();
    assertThat(log).contains("ran as a program").contains("EMPTY empty dir");
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      assertThat(log).contains("FILE " + sha1(file.getValue()) + " " + file.getKey() + "\n");
    }
    if (keepsModes) {
      modes.forEach((path, mode) -> assertThat(log).contains("MODE " + mode + " " + path + "\n"));
      assertThat(log).contains("MODE rwxr-xr-x run.sh\n", "MODE rw-r----- link.txt\n");
    }
    assertThat(log)
        .contains("FILE " + sha1("hello\n".getBytes(StandardCharsets.UTF_8)) + " link.txt\n");
    assertThat(log).doesNotContain("left-out");
    assertThat(events).singleElement().asString().startsWith("uploaded gcs://_ray_pkg_");

    String uri = events.get(0).substring("uploaded ".length());
    client.submission("true").workingDir(tree).submit();
    assertThat(events).last().isEqualTo("found " + uri);
    assertThat(pythonSubmits(tree))
        .contains("Package " + uri + " already exists, skipping upload.");
  }

  @Test
  @Execution(CONCURRENT)
  void modulesTravelWithTheirOwnNames() throws Exception {
    Path module = Files.createDirectories(folder.resolve("rayjobs_probe"));
    Files.writeString(module.resolve("__init__.py"), "WORD = 'from the module'\n");

    Job job =
        client
            .submission("python -c 'import rayjobs_probe; print(rayjobs_probe.WORD)'")
            .runtimeEnv(RuntimeEnv.builder().pyModule(module.toString()).build())
            .submit();

    assertThat(job.await(LONG).status()).as(job.logs()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(job.logs()).contains("from the module\n");
  }

  @Test
  @Execution(CONCURRENT)
  void archivesFilesAndWheelsAreImportedFrom() throws Exception {
    Path module = Files.writeString(folder.resolve("rayjobs_file.py"), "WORD = 'from the file'\n");
    Path wheel = folder.resolve("rayjobs_wheel-1.0-py3-none-any.whl");
    zip(
        wheel,
        Map.of(
            "rayjobs_wheel/__init__.py", "WORD = 'from the wheel'\n",
            "rayjobs_wheel-1.0.dist-info/METADATA",
                "Metadata-Version: 2.1\nName: rayjobs-wheel\nVersion: 1.0\n",
            "rayjobs_wheel-1.0.dist-info/WHEEL",
                "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
            "rayjobs_wheel-1.0.dist-info/RECORD",
                "rayjobs_wheel/__init__.py,,\nrayjobs_wheel-1.0.dist-info/METADATA,,\n"
                    + "rayjobs_wheel-1.0.dist-info/WHEEL,,\n"
                    + "rayjobs_wheel-1.0.dist-info/RECORD,,\n"));
    String main =
        "import rayjobs_file, rayjobs_wheel\nprint(rayjobs_file.WORD, rayjobs_wheel.WORD)\n";
    List<Path> archives = new ArrayList<>(List.of(folder.resolve("code.zip")));
    zip(archives.get(0), Map.of("main.py", main));
    if (!head.version().startsWith("2.52")) {
      archives.add(folder.resolve("code.tar.gz"));
      Path content = Files.createDirectory(folder.resolve("content"));
      Files.writeString(content.resolve("main.py"), main);
      String archive = archives.get(1).toString();
      assertThat(
              new ProcessBuilder("tar", "czf", archive, "-C", content.toString(), "main.py")
                  .start()
                  .waitFor())
          .isZero();
    }
    for (Path archive : archives) {
      Job job =
          client
              .submission("python main.py")
              .runtimeEnv(
                  RuntimeEnv.builder()
                      .workingDir(archive)
                      .pyModules(List.of(module.toString(), wheel.toString()))
                      .build())
              .submit();
      JobDetails end = job.await(LONG);
      assertThat(end.status()).as("%s: %s", archive, end.message()).isEqualTo(JobStatus.SUCCEEDED);
      assertThat(job.logs()).contains("from the file from the wheel\n");
    }
  }

  private static void zip(Path target, Map<String, String> members) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(target))) {
      for (Map.Entry<String, String> member : members.entrySet()) {
        zip.putNextEntry(new ZipEntry(member.getKey()));
        zip.write(member.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  @Test
  @Execution(CONCURRENT)
  void oneTreeIsSubmittedByTwoAtOnce() throws Exception {
    Files.write(folder.resolve("noise"), bytes(new Random(), 5_000_000));
    Files.writeString(folder.resolve("main.py"), "print(len(open('noise', 'rb').read()))\n");
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      CyclicBarrier start = new CyclicBarrier(2);
      Callable<Job> submission =
          () -> {
            start.await();
            return client.submission("python main.py").workingDir(folder).submit();
          };
      for (Future<Job> submitted : threads.invokeAll(List.of(submission, submission))) {
        Job job = submitted.get();
        assertThat(job.await(LONG).status()).as(job.logs()).isEqualTo(JobStatus.SUCCEEDED);
        assertThat(job.logs()).contains("5000000\n");
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  @Execution(CONCURRENT)
  void refusesWhatCannotBePackagedBeforeAnythingIsSent() {
    assertThatThrownBy(
            () -> client.submission("true").workingDir(folder.resolve("nowhere")).submit())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("nowhere");
    assertThat(events).isEmpty();
  }

  /** What Ray's own program says of the same directory. */
  private String pythonSubmits(Path tree) throws IOException, InterruptedException {
    Path ray = RayInstallation.of(head.version()).bin().resolve("ray");
    ProcessBuilder program =
        new ProcessBuilder(ray.toString(), "job", "submit", "--no-wait", "--address")
            .redirectErrorStream(true);
    program.command().addAll(List.of(head.address(), "--working-dir", tree.toString()));
    program.command().addAll(List.of("--", "true"));
    program.environment().keySet().removeIf(name -> name.startsWith("RAY_"));
    program.environment().put("RAY_AUTH_MODE", "token");
    program.environment().put("RAY_AUTH_TOKEN", head.token().orElseThrow());
    program.environment().put("LC_ALL", "C.UTF-8");
    Process process = program.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  private static byte[] bytes(Random random, int number) {
    byte[] bytes = new byte[number];
    random.nextBytes(bytes);
    return bytes;
  }

  private static String sha1(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
  }
}
