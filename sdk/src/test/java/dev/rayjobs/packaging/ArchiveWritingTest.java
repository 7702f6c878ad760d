package dev.rayjobs.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rayjobs.errors.PackagingException;
import dev.rayjobs.packaging.PackagingProgress.Phase;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveWritingTest {
  @TempDir Path root;

  /** This process's; others may be at work at the same time. */
  private static Set<Path> tempFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      Set<Path> found = new TreeSet<>();
      files
          .filter(f -> f.getFileName().toString().startsWith(TempFiles.PREFIX))
          .forEach(found::add);
      return found;
    }
  }

  private static void random(Path file, long seed, long size) throws IOException {
    byte[] block = new byte[1 << 20];
    Random random = new Random(seed);
    try (OutputStream out = Files.newOutputStream(file)) {
      for (long left = size; left > 0; left -= block.length) {
        random.nextBytes(block);
        out.write(block, 0, (int) Math.min(left, block.length));
      }
    }
  }

  private DirectoryPackage scan() {
    return DirectoryPackage.scan(root, PackageOptions.standard());
  }

  @Test
  void theArchiveIsPrivateAndDeleted() throws IOException {
    Files.writeString(root.resolve("a"), "a");
    PackageArchive archive = scan().writeArchive();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(archive.path())))
        .isEqualTo("rw-------");
    archive.close();
    archive.close();
    assertThat(archive.path()).doesNotExist();
  }

  @Test
  void deflatesOnlyWhatPays() throws IOException {
    Files.writeString(root.resolve("text"), "hello world, ".repeat(30));
    Files.writeString(root.resolve("large-text"), "a,b,c,d\n".repeat(100_000));
    random(root.resolve("noise"), 1, 5_000);
    random(root.resolve("large-noise"), 2, 700_000);
    Files.writeString(root.resolve("one"), "x");
    try (PackageArchive archive = scan().writeArchive();
        ZipFile zip = ZipFile.builder().setPath(archive.path()).get()) {
      assertThat(List.of("text", "large-text"))
          .allMatch(name -> zip.getEntry(name).getMethod() == ZipArchiveEntry.DEFLATED);
      assertThat(List.of("noise", "large-noise", "one"))
          .allMatch(name -> zip.getEntry(name).getMethod() == ZipArchiveEntry.STORED);
      assertThat(archive.size()).isLessThan(720_000);
    }
    assertThat(TreeDifferentialTest.zipOf(scan())).hasSize(5);
  }

  /** Sizes around the block of 128 KiB at which files are cut. */
  @Test
  void blocksFitTogether() throws IOException {
    int block = 1 << 17;
    for (int size :
        new int[] {block - 1, block, block + 1, 2 * block, 2 * block + 1, 5 * block - 7}) {
      byte[] text = new byte[size];
      Random random = new Random(size);
      for (int i = 0; i < size; i++) {
        // Repeats over block borders, so that blocks point back into those before them.
        text[i] =
            i > 20_000 && random.nextInt(50) > 0 ? text[i - 20_000] : (byte) random.nextInt(64);
      }
      Files.write(root.resolve("f" + size), text);
    }
    // Reading checks every CRC.
    assertThat(TreeDifferentialTest.zipOf(scan())).hasSize(6);
  }

  @Test
  void aChangeSinceTheScanStartsOver() throws IOException {
    Path file = root.resolve("a.txt");
    Files.writeString(file, "one");
    Files.writeString(root.resolve("b.txt"), "same");
    DirectoryPackage scanned = scan();
    Files.writeString(file, "two");
    try (PackageArchive archive = scanned.writeArchive()) {
      assertThat(archive.uri()).isNotEqualTo(scanned.uri()).isEqualTo(scan().uri());
      assertThat(archive.warnings()).singleElement().asString().contains("a.txt changed");
    }
    Files.delete(file);
    try (PackageArchive archive = scanned.writeArchive()) {
      assertThat(archive.uri()).isEqualTo(scan().uri());
      assertThat(ZipReading.members(archive.path())).containsOnlyKeys("b.txt");
    }
  }

  @Test
  void whatAppearedMeanwhileIsWarnedOfToo() throws IOException {
    Path file = Files.writeString(root.resolve("a.txt"), "one");
    Files.writeString(root.resolve("token"), "known before");
    DirectoryPackage scanned = scan();
    Files.writeString(file, "two");
    try (PackageArchive archive = scanned.writeArchive()) {
      assertThat(archive.warnings()).singleElement().asString().contains("a.txt changed");
    }
    Files.writeString(root.resolve(".env"), "PASSWORD=x");
    try (PackageArchive archive = scanned.writeArchive()) {
      assertThat(ZipReading.members(archive.path())).containsKey(".env");
      assertThat(archive.warnings())
          .satisfiesExactly(
              warning -> assertThat(warning).contains("a.txt changed"),
              warning -> assertThat(warning).contains("may hold secrets").contains(".env"));
    }
  }

  /** A walk that takes long, since it reads so many rules, tells so before it has ended. */
  @Test
  void aFileThatVanishesBeforeItIsReadStartsOver() throws IOException {
    Path file = Files.writeString(root.resolve("a.txt"), "one");
    Files.writeString(Files.createDirectory(root.resolve("b")).resolve("b.txt"), "two");
    Files.writeString(root.resolve("b/.rayignore"), "#\n".repeat(4_000_000));
    List<Long> found = new ArrayList<>();
    Consumer<PackagingProgress> listener =
        now -> {
          if (now.phase() == Phase.FINDING) {
            found.add(now.files());
            try {
              Files.deleteIfExists(file);
            } catch (IOException e) {
              throw new IllegalStateException(e);
            }
          }
        };
    DirectoryPackage scanned =
        DirectoryPackage.scan(root, PackageOptions.builder().progress(listener).build());
    assertThat(found).startsWith(2L);
    assertThat(scanned.entries())
        .extracting(PackageEntry::path)
        .containsExactly("b/.rayignore", "b/b.txt");
    assertThat(scanned.uri()).isEqualTo(scan().uri());
  }

  @Test
  void givesUpOnAFileThatKeepsChanging() throws IOException {
    Path file = root.resolve("live.log");
    Path large = root.resolve("large.log");
    for (Path changing : List.of(file, large)) {
      Files.writeString(changing, "x".repeat(changing.equals(large) ? 300_000 : 1));
      Consumer<PackagingProgress> writer =
          now -> {
            if (now.phase() == Phase.HASHING) {
              append(changing);
            }
          };
      Set<Path> before = tempFiles();
      DirectoryPackage scanned =
          DirectoryPackage.scan(root, PackageOptions.builder().progress(writer).build());
      assertThatThrownBy(scanned::writeArchive)
          .isInstanceOf(PackagingException.class)
          .hasMessageContaining(changing.getFileName() + " in")
          .hasMessageContaining("keeps changing");
      assertThat(tempFiles()).isEqualTo(before);
    }
  }

  private static void append(Path file) {
    try {
      Files.writeString(file, "more\n", StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void refusesWhatDoesNotFitAndSaysWhatFillsIt() throws IOException {
    Files.createDirectories(root.resolve("data/raw"));
    for (int i = 0; i < 11; i++) {
      random(root.resolve("data/raw/part" + i), i, (10L << 20) - 11 + i);
    }
    Files.writeString(root.resolve("main.py"), "print(1)");
    DirectoryPackage scanned = scan();
    Set<Path> before = tempFiles();
    assertThatThrownBy(scanned::writeArchive)
        .isInstanceOf(PackagingException.class)
        .hasMessageContaining("104857600 bytes")
        .hasMessageContaining("data/raw/part10")
        .hasMessageContaining("110.0 MiB  data/raw/")
        .hasMessageContaining("for example '/data/'")
        .hasMessageContaining("s3://")
        .satisfies(
            e ->
                assertThat(
                        String.valueOf(e.getMessage())
                            .lines()
                            .filter(line -> line.contains("part")))
                    .hasSize(10));
    assertThat(tempFiles()).isEqualTo(before);
  }

  @Test
  void whatDeflatesBelowTheLimitFits() throws IOException {
    byte[] zeros = new byte[1 << 20];
    try (OutputStream out = Files.newOutputStream(root.resolve("zeros"))) {
      for (int i = 0; i < 130; i++) {
        out.write(zeros);
      }
    }
    try (PackageArchive archive = scan().writeArchive()) {
      assertThat(archive.size()).isLessThan(1_000_000);
    }
  }

  @Test
  void warnsNearTheLimitAndCopiesFiles() throws IOException {
    Path zip = root.resolve("app.zip");
    random(zip, 3, 90 << 20);
    LocalPackage archivePackage =
        PackageSource.workingDir(zip.toString()).scan(PackageOptions.standard());
    try (PackageArchive archive = archivePackage.writeArchive()) {
      assertThat(archive.warnings()).singleElement().asString().contains("90.0 MiB");
      assertThat(Files.mismatch(archive.path(), zip)).isEqualTo(-1);
      assertThat(archive.path()).isNotEqualTo(zip);
    }
    Files.writeString(zip, "other");
    try (PackageArchive archive = archivePackage.writeArchive()) {
      assertThat(archive.uri()).isNotEqualTo(archivePackage.uri());
      assertThat(archive.warnings()).singleElement().asString().contains("changed since");
    }
    random(zip, 3, (100 << 20) + 1);
    Set<Path> before = tempFiles();
    LocalPackage tooLarge =
        PackageSource.workingDir(zip.toString()).scan(PackageOptions.standard());
    assertThatThrownBy(tooLarge::writeArchive)
        .isInstanceOf(PackagingException.class)
        .hasMessageContaining("takes at most 104857600");
    assertThat(tempFiles()).isEqualTo(before);
  }

  @Test
  void manyMembersNeedTheLargeFormat() throws IOException {
    for (int d = 0; d < 7; d++) {
      Path directory = Files.createDirectory(root.resolve("d" + d));
      Path original = Files.writeString(directory.resolve("0"), "x");
      for (int i = 1; i < 10_000; i++) {
        Files.createLink(directory.resolve("" + i), original);
      }
    }
    assertThat(TreeDifferentialTest.zipOf(scan())).hasSize(70_000);
  }

  @Test
  void nodesUnpackIt(@TempDir Path target) throws IOException {
    Files.createDirectories(root.resolve("sub/\u00fc"));
    Path script = root.resolve("sub/run.sh");
    Files.writeString(script, "#!/bin/sh\n" + "echo hello\n".repeat(100));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    byte[] large = new byte[400_000];
    Arrays.fill(large, (byte) 'z');
    Files.write(root.resolve("sub/\u00fc/\u65e5\u672c.bin"), large);
    try (PackagingOracle oracle = new PackagingOracle();
        PackageArchive archive = scan().writeArchive()) {
      PackagingOracle.Answer unpacked = oracle.unpack(archive.path(), target);
      assertThat(unpacked.error()).isEmpty();
      assertThat(unpacked.zip())
          .containsOnlyKeys("sub/run.sh", "sub/\u00fc/\u65e5\u672c.bin")
          .extractingByKey("sub/run.sh")
          .extracting(PackagingOracle.Member::mode)
          .isEqualTo(0100755);
      assertThat(Files.readAllBytes(target.resolve("sub/\u00fc/\u65e5\u672c.bin")))
          .isEqualTo(large);
    }
  }
}
