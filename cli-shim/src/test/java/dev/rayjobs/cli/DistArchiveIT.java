package dev.rayjobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.cli.Run.Result;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files that users download. */
class DistArchiveIT {
  private static final Path TARGET = Path.of("target").toAbsolutePath();

  @TempDir Path temp;

  @ParameterizedTest
  @ValueSource(strings = {".tar.gz", ".zip"})
  void unpacksToAProgramThatRuns(String kind) throws IOException {
    Path archive = archive(kind);
    Path checked = Files.createDirectory(temp.resolve("downloaded"));
    for (Path file : List.of(archive, Path.of(archive + ".sha256"))) {
      Files.copy(file, checked.resolve(file.getFileName()));
    }
    Result sum =
        Run.program(Path.of("/usr/bin/sha256sum"), "--check", archive.getFileName() + ".sha256")
            .in(checked)
            .toTheEnd();
    assertThat(sum.out()).isEqualTo(archive.getFileName() + ": OK\n");

    Path home = unpack(archive);
    assertThat(home.getFileName() + kind).isEqualTo(archive.getFileName().toString());
    Result version =
        Run.program(home.resolve("bin/ray"), "--version")
            .environment("JAVA_HOME", System.getProperty("java.home"))
            .environment("RAYJOBS_CLASS_ARCHIVE", "now")
            .toTheEnd();
    assertThat(version.err()).isEmpty();
    assertThat(version.out())
        .isEqualTo(
            "Ray Jobs for Java, version "
                + home.getFileName().toString().replaceFirst("rayjobs-", "")
                + "\n");
    assertThat(version.exitCode()).isZero();
    // It has what it needs to start fast where it lies now.
    try (Stream<Path> files = Files.list(home.resolve("lib"))) {
      assertThat(files).anyMatch(file -> file.getFileName().toString().endsWith(".jsa"));
    }
  }

  @Test
  void holdTheDistWhateverTheKind() throws IOException {
    TreeMap<String, String> dist = contents(Run.dist());
    dist.keySet().removeIf(path -> path.startsWith("lib/classes-"));
    TreeMap<String, String> tar = contents(unpack(archive(".tar.gz")));
    assertThat(tar).isEqualTo(contents(unpack(archive(".zip"))));
    assertThat(tar.keySet()).isEqualTo(dist.keySet());
    for (String path : tar.keySet()) {
      boolean program = Set.of("bin/ray", "bin/ray-job").contains(path);
      assertThat(tar.get(path)).as(path).startsWith(program ? "rwxr-xr-x" : "rw-r--r--");
    }
    assertThat(tar).containsKeys("LICENSE", "THIRD-PARTY.txt", "bin/ray.cmd", "bin/ray-job.cmd");
  }

  @Test
  void sayUnderWhichLicenceEachJarIs() throws IOException {
    List<String> notice = Files.readAllLines(Run.dist().resolve("THIRD-PARTY.txt"));
    Set<String> named = new TreeSet<>();
    Set<String> licences = new TreeSet<>();
    for (int i = 0; i < notice.size(); i++) {
      String[] coordinates = notice.get(i).split(":");
      if (coordinates.length == 3) {
        named.add(coordinates[1] + "-" + coordinates[2] + ".jar");
        licences.add(notice.get(i + 1).strip().replaceFirst(",.*", ""));
      }
    }
    Set<String> jars = new TreeSet<>();
    try (Stream<Path> files = Files.list(Run.dist().resolve("lib"))) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".jar") && !name.startsWith("rayjobs-"))
          .forEach(jars::add);
    }
    assertThat(named).isEqualTo(jars).hasSizeGreaterThan(10);

    assertThat(licences).containsExactly("Apache-2.0", "MIT");
    assertThat(Run.dist().resolve("LICENSE")).content().contains("Apache License");
    // The only ones under MIT: their text names whose they are.
    assertThat(notice.stream().filter(line -> line.contains("  MIT,")))
        .hasSize(2)
        .allMatch(line -> line.contains("slf4j"));
    assertThat(Run.dist().resolve("licenses/slf4j-MIT.txt")).hasContent(licenceOfSlf4j());
  }

  private static String licenceOfSlf4j() throws IOException {
    try (Stream<Path> files = Files.list(Run.dist().resolve("lib"))) {
      Path jar =
          files.filter(file -> file.toString().contains("slf4j-api")).findFirst().orElseThrow();
      try (JarFile slf4j = new JarFile(jar.toFile());
          InputStream text = slf4j.getInputStream(slf4j.getEntry("META-INF/LICENSE.txt"))) {
        return new String(text.readAllBytes(), StandardCharsets.UTF_8);
      }
    }
  }

  @Test
  void haveTheLicenceInTheirJars() throws IOException {
    for (String name : List.of("rayjobs-cli", "rayjobs-sdk")) {
      try (Stream<Path> files = Files.list(Run.dist().resolve("lib"))) {
        Path jar = files.filter(file -> file.toString().contains(name)).findFirst().orElseThrow();
        try (JarFile own = new JarFile(jar.toFile())) {
          assertThat(own.getEntry("META-INF/LICENSE")).as(name).isNotNull();
          assertThat(own.getEntry("META-INF/THIRD-PARTY.txt")).as(name).isNotNull();
        }
      }
    }
  }

  private static Path archive(String kind) throws IOException {
    try (Stream<Path> files = Files.list(TARGET)) {
      List<Path> found = files.filter(file -> file.toString().endsWith(kind)).toList();
      assertThat(found).hasSize(1);
      return found.get(0);
    }
  }

  /** The one folder that comes out of it. */
  private Path unpack(Path archive) throws IOException {
    Path folder = Files.createTempDirectory(temp, "unpacked");
    Run unpacking =
        archive.toString().endsWith(".zip")
            ? Run.program(SystemPrograms.need("unzip", "unzip"), "-q", archive.toString())
            : Run.program(SystemPrograms.find("tar"), "-xzf", archive.toString())
                .environment("PATH", "/usr/bin:/bin");
    Result result = unpacking.in(folder).toTheEnd();
    assertThat(result.exitCode()).as(result.err()).isZero();
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> top = files.toList();
      assertThat(top).hasSize(1);
      return Objects.requireNonNull(top.get(0));
    }
  }

  /** Each file with its permissions and its length. */
  private static TreeMap<String, String> contents(Path folder) throws IOException {
    TreeMap<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(
            folder.relativize(file).toString(),
            PosixFilePermissions.toString(Files.getPosixFilePermissions(file))
                + " "
                + Files.size(file));
      }
    }
    return contents;
  }
}
