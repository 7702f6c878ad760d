package dev.rayjobs.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.internal.packaging.PathNames;
import dev.rayjobs.packaging.PackagingOracle.Member;
import dev.rayjobs.testing.FakeDashboard;
import dev.rayjobs.testing.FakeJob;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What depends on the user, the environment and the heap. */
class ChildJvmTest {
  @TempDir Path scratch;

  private final Path[] locked = new Path[1];

  @AfterEach
  void unlock() throws IOException {
    if (locked[0] != null) {
      Files.setPosixFilePermissions(locked[0], PosixFilePermissions.fromString("rwxrwxrwx"));
    }
  }

  private Path lock(Path path, String permissions) throws IOException {
    locked[0] = path;
    return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  @Test
  void namesAreRightWithoutALocale() throws Exception {
    Path root = PathNames.resolve(scratch, "pr\u00fcfung");
    Files.createDirectory(root);
    for (String name : List.of("\u00fc.txt", "u\u0308.txt", "\u65e5\u672c.py", "\ud83d\ude00")) {
      Files.writeString(PathNames.resolve(root, name), name);
    }
    Path inner = PathNames.resolve(root, "\u65e5/\u672c");
    Files.createDirectories(inner);
    Files.writeString(inner.resolve("deep"), "x");
    Files.writeString(root.resolve(".gitignore"), "\ud83d\ude00\n");
    String uri;
    try (PackagingOracle oracle = new PackagingOracle()) {
      uri = oracle.workingDir(root.toString(), List.of()).uri();
    }
    assertThat(uri).startsWith("gcs://");
    for (Map<String, String> environment :
        List.of(Map.<String, String>of(), Map.of("LC_ALL", "C"), Map.of("LC_ALL", "C.UTF-8"))) {
      assertThat(new ChildJvm().pack(root.toString(), scratch, environment))
          .as("absolute path, %s", environment)
          .startsWith(uri + " files=5 ");
      assertThat(new ChildJvm().pack("pr\u00fcfung", scratch, environment))
          .as("relative path, %s", environment)
          .startsWith(uri + " files=5 ");
      assertThat(new ChildJvm().pack(".", root, environment))
          .as("working directory, %s", environment)
          .startsWith(uri + " files=5 ");
    }
  }

  @Test
  void unreadableThingsAreNamed() throws Exception {
    ChildJvm child = ChildJvm.bound();
    Path root = Files.createDirectory(scratch.resolve("root"));
    Path file = Files.writeString(root.resolve("secret.txt"), "x");
    Path directory = Files.createDirectory(root.resolve("closed"));
    Files.writeString(directory.resolve("f"), "x");
    assertThat(child.pack(root.toString(), scratch, Map.of())).startsWith("gcs://");

    lock(file, "---------");
    assertThat(child.pack(root.toString(), scratch, Map.of()))
        .startsWith("refused: " + file + " cannot be read: permission denied");
    unlock();
    for (String permissions : List.of("---------", "-wx-wx-wx", "rw-rw-rw-")) {
      lock(directory, permissions);
      assertThat(child.pack(root.toString(), scratch, Map.of()))
          .as(permissions)
          .startsWith("refused: " + directory)
          .contains("cannot be read: permission denied");
    }
    Files.writeString(root.resolve(".rayignore"), "closed\n");
    assertThat(child.pack(root.toString(), scratch, Map.of())).startsWith("gcs://");
    unlock();
    lock(root.resolve(".rayignore"), "---------");
    assertThat(child.pack(root.toString(), scratch, Map.of()))
        .contains(".rayignore cannot be read: permission denied");
    unlock();
    lock(root, "--x--x--x");
    assertThat(child.pack(root.toString(), scratch, Map.of()))
        .startsWith("refused: " + root + " cannot be read");
  }

  @Test
  void aSignalLeavesNoArchiveBehind() throws Exception {
    Files.writeString(scratch.resolve("a"), "a");
    assertThat(new ChildJvm().packUntilTerminated(scratch)).doesNotExist();
  }

  @Test
  void aHundredThousandFilesPassThroughASmallHeap() throws Exception {
    Path original = Files.writeString(scratch.resolve("original.py"), "x = 1\n");
    for (int i = 1; i < 100_000; i++) {
      Path directory = scratch.resolve("package_" + i / 2000);
      if (i % 2000 == 0 || i == 1) {
        Files.createDirectory(directory);
        // A hard link is made in less time than a file; a file takes no more than 65,000.
        original = Files.writeString(directory.resolve("original.py"), "x = 1\n");
        continue;
      }
      Files.createLink(directory.resolve("module_number_" + i + ".py"), original);
    }
    assertThat(uploadedFromASmallHeap()).hasSize(100_000);
  }

  @Test
  void ninetyMebibytesPassThroughASmallHeap() throws Exception {
    Random random = new Random(5);
    byte[] noise = new byte[1 << 20];
    try (OutputStream large = Files.newOutputStream(scratch.resolve("model.bin"))) {
      for (int i = 0; i < 70; i++) {
        random.nextBytes(noise);
        large.write(noise);
      }
    }
    for (int i = 0; i < 20; i++) {
      random.nextBytes(noise);
      Files.write(scratch.resolve("shard" + i), noise);
    }
    Map<String, Member> uploaded = uploadedFromASmallHeap();
    assertThat(uploaded).hasSize(21);
    assertThat(uploaded.values().stream().mapToLong(Member::size).sum()).isEqualTo(90 << 20);
  }

  /** What a JVM with a heap of 64 MiB uploads of the scratch folder: packaging and sending. */
  private Map<String, Member> uploadedFromASmallHeap() throws Exception {
    try (FakeDashboard dashboard = FakeDashboard.start()) {
      String said = new ChildJvm().arguments("-Xmx64m").submit(scratch, dashboard.address());
      assertThat(dashboard.jobs()).as(said).hasSize(1);
      FakeJob job = dashboard.jobs().get(0);
      assertThat(said).endsWith(job.id());
      String uri = String.valueOf(job.runtimeEnv().get("working_dir"));
      Path zip = Files.createTempFile(scratch, "uploaded", ".zip");
      Files.write(zip, dashboard.packageBytes(uri).orElseThrow());
      return ZipReading.members(zip);
    }
  }
}
