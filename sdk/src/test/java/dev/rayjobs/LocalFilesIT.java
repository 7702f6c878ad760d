package dev.rayjobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import dev.rayjobs.auth.TokenSources;
import dev.rayjobs.errors.InvalidInputException;
import dev.rayjobs.internal.env.Environment;
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
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
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
  private final List<String> events = new ArrayList<>();
  private JobClient client;

  @TempDir Path folder;

  LocalFilesIT(RayHead head) {
    this.head = head;
  }

  @BeforeEach
  void open() {
    client =
        JobClient.builder()
            .environment(Environment.of(Map.of()))
            .address(head.address())
            .tokenSource(TokenSources.explicit(head.token().orElseThrow()))
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
    Files.createSymbolicLink(tree.resolve("link.txt"), Path.of("plain.txt"));
    Files.writeString(tree.resolve(".gitignore"), "left-out\n");
    Files.writeString(tree.resolve("left-out"), "secret");
    Files.writeString(
        tree.resolve("show.py"),
        """
        import hashlib, os
        for root, dirs, names in os.walk("."):
            for name in names:
                path = os.path.join(root, name)
                with open(path, "rb") as f:
                    print("FILE", hashlib.sha1(f.read()).hexdigest(), os.path.relpath(path))
            if not dirs and not names:
                print("EMPTY", os.path.relpath(root))
        """);

    // The nodes of Ray 2.52 unpack without regard to modes, whoever made the package.
    String run = head.version().startsWith("2.52") ? "sh run.sh" : "./run.sh";
    Job job = client.submission(run + " && python show.py").workingDir(tree).submit();

    assertThat(job.await(LONG).status()).as(job.logs()).isEqualTo(JobStatus.SUCCEEDED);
    String log = job.logs();
    assertThat(log).contains("ran as a program").contains("EMPTY empty dir");
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      assertThat(log).contains("FILE " + sha1(file.getValue()) + " " + file.getKey() + "\n");
    }
    assertThat(log)
        .contains("FILE " + sha1("hello\n".getBytes(StandardCharsets.UTF_8)) + " link.txt\n");
    assertThat(log).doesNotContain("left-out");
    assertThat(events).singleElement().asString().startsWith("uploaded gcs://_ray_pkg_");

    String uri = events.get(0).substring("uploaded ".length());
    client.submission("true").workingDir(tree).submit();
    assertThat(events).last().isEqualTo("found " + uri);
    assertThat(pythonSubmits(tree)).contains("Package " + uri + " already exists");
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
  void refusesWhatCannotBePackagedBeforeAnythingIsSent() {
    assertThatThrownBy(
            () -> client.submission("true").workingDir(folder.resolve("nowhere")).submit())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("nowhere");
    assertThat(events).isEmpty();
  }

  /** What Ray's own client, at its most talkative, says of the same directory. */
  private String pythonSubmits(Path tree) throws IOException, InterruptedException {
    String script =
        """
        import logging, sys
        logging.basicConfig(level=logging.DEBUG, stream=sys.stdout)
        from ray.job_submission import JobSubmissionClient
        logging.getLogger("ray.dashboard.modules.dashboard_sdk").setLevel(logging.DEBUG)
        client = JobSubmissionClient(sys.argv[1])
        client.submit_job(entrypoint="true", runtime_env={"working_dir": sys.argv[2]})
        """;
    ProcessBuilder python =
        new ProcessBuilder(
                RayInstallation.of(head.version()).python().toString(),
                "-c",
                script,
                head.address(),
                tree.toString())
            .redirectErrorStream(true);
    python.environment().put("RAY_AUTH_MODE", "token");
    python.environment().put("RAY_AUTH_TOKEN", head.token().orElseThrow());
    python.environment().put("LC_ALL", "C.UTF-8");
    Process process = python.start();
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
