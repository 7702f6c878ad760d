package dev.rayjobs.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rayjobs.errors.PackagingException;
import dev.rayjobs.oracle.Seed;
import dev.rayjobs.packaging.PackageSource.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a text means, and the URI of what it points to, against the installed Ray. */
class PackageSourceTest {
  private static PackagingOracle oracle;

  @TempDir Path root;

  @BeforeAll
  static void start() {
    oracle = new PackagingOracle();
  }

  @AfterAll
  static void stop() {
    oracle.close();
  }

  @Test
  void agreesOnUris() {
    List<String> texts =
        new ArrayList<>(
            List.of(
                "https://h/x.zip",
                "HTTPS://h/x.zip",
                "http://h/x.tar",
                "http://h/x.ZIP",
                "https://h/x.zip?sig=a/b",
                "https://h/x?f=.zip",
                "https://h/x.zip#f",
                "https://h/x.zip;v=1",
                "s3://b/x.zip;v=1",
                "https://h/x.zip/",
                "https://h/x.zip/.",
                "s3://package.zip",
                "s3://b/k/x.tar.gz",
                "gs://b/x.tgz",
                "azure://c/x.tar.xz",
                "abfss://c/x.tar.bz2",
                "file:///x.zip",
                "file:x.zip",
                "https:x.zip",
                "https://h/x.whl",
                "https://h/.whl",
                "https://h/x.jar",
                "https://h/.zip",
                "https://u:p@h/x.gz?s=1",
                "gcs://_ray_pkg_00.zip",
                "gcs://a/b.zip",
                "gcs://x.whl",
                "gcs://x",
                "gcs:///x.zip",
                "local:///opt/app",
                "LOCAL:///opt/app",
                "local:/opt/app",
                "local://opt/app",
                "local://C:/app",
                "local:///C:/app",
                "local:///x.zip",
                "local:///x.whl",
                "local:///",
                "local://",
                "conda://x",
                "pip://x",
                "uv://y",
                "hdfs://h/x.zip",
                "my:dir",
                "C:\\dir",
                "nosuch",
                "nosuch.zip",
                "nosuch.whl",
                "nosuch.py",
                "",
                " https://h/x.zip",
                "ht\ntps://h/x.zip",
                "\thttps://h/x.zip",
                "1http://h/x.zip",
                "//[x",
                "https://[::1/x.zip",
                "https://[::1]/x.zip",
                "://x.zip",
                "s3://\u00fc/\u65e5.zip",
                "+a://x.zip",
                "git+https://h/x.zip",
                "http://h/x.tar.gz ",
                "https://h/a.b/x",
                "https://h/..zip",
                "https://h.zip",
                "https://h.zip?x"));
    Random random = new Random(Seed.announced("PackageSourceTest"));
    List<String> pieces =
        List.of(
            "https", "s3", "gcs", "local", "file", ":", "/", "//", ".zip", ".tar", ".gz", ".whl",
            ".tgz", "x", "C:", "?", "#", ";", "@", " ", ".", "\\", "LOCAL", "uv");
    List<String> schemes = List.of("https", "S3", "gcs", "local", "file", "abfss", "nosuch");
    for (int i = 0; i < 1500; i++) {
      StringBuilder text = new StringBuilder();
      if (random.nextInt(3) > 0) {
        text.append(schemes.get(random.nextInt(schemes.size()))).append("://");
      }
      for (int n = 1 + random.nextInt(7); n > 0; n--) {
        text.append(pieces.get(random.nextInt(pieces.size())));
      }
      texts.add(text.toString());
    }
    int passed = 0;
    for (String text : texts) {
      passed += agree(text, false) ? 1 : 0;
      passed += agree(text, true) ? 1 : 0;
    }
    assertThat(passed).as("texts that both take for URIs").isGreaterThan(100);
  }

  /** Compares one text; texts that mean a local path both ways are left to other tests. */
  private static boolean agree(String text, boolean module) {
    Path known = text.contains("\\") || text.contains(":") ? null : Path.of(text);
    if (known != null && Files.exists(known)) {
      return false;
    }
    PackagingOracle.Answer ray =
        module ? oracle.pyModule(text, List.of()) : oracle.workingDir(text, List.of());
    PackageSource ours;
    try {
      ours = module ? PackageSource.pyModule(text) : PackageSource.workingDir(text);
    } catch (PackagingException e) {
      // A wheel that is not there gets a URI from Ray, and fails only when it is read.
      boolean missingWheel = ray.uploaded() == 1 && ray.uri().endsWith(".whl");
      assertThat(ray.failed() || missingWheel).as("'%s': %s", text, e.getMessage()).isTrue();
      return false;
    }
    assertThat(ours.isUri()).as("'%s', Ray: %s", text, ray).isTrue();
    assertThat(ray.error()).as(text).isEmpty();
    assertThat(ray.uri()).isEqualTo(ours.text());
    assertThat(ray.uploaded()).isZero();
    return true;
  }

  @Test
  void agreesOnArchives() throws IOException {
    for (String name :
        List.of("a.zip", "b.tar.gz", "c.tgz", "d.tar.xz", ".tgz", "x.tgz.zip", "\u00fc.zip")) {
      Path file = Files.writeString(root.resolve(name), name);
      PackageSource source = PackageSource.workingDir(file.toString());
      assertThat(source.kind()).isEqualTo(Kind.ARCHIVE);
      LocalPackage scanned = source.scan(PackageOptions.standard());
      assertThat(scanned.uri())
          .isEqualTo(oracle.workingDir(file.toString(), List.of()).uri())
          .isEqualTo(oracle.archive(file).uri());
    }
    for (String name : List.of("a.ZIP", "b.tar", "c.tar.bz2", "d.whl", "e.py", "f")) {
      Path file = Files.writeString(root.resolve(name), name);
      assertThat(oracle.workingDir(file.toString(), List.of()).failed()).isTrue();
      assertThatThrownBy(() -> PackageSource.workingDir(file.toString()))
          .isInstanceOf(PackagingException.class)
          .hasMessageContaining("(.zip, .tar.gz, .tgz, .tar.xz)");
    }
  }

  @Test
  void agreesOnModules() throws IOException {
    Path directory = root.resolve("mod.py");
    Files.createDirectories(directory.resolve("__pycache__"));
    Files.writeString(directory.resolve("__pycache__/x.pyc"), "x");
    Files.writeString(directory.resolve("__init__.py"), "");
    Files.createSymbolicLink(root.resolve("linked"), directory);
    Path file = Files.writeString(root.resolve("one.py"), "x = 1\n");
    Path wheel = Files.writeString(root.resolve("m-1.0+cpu-py3-none-any.whl"), "zip");
    Files.writeString(root.resolve(".gitignore"), "*\n");

    for (Path module : List.of(directory, root.resolve("linked"))) {
      LocalPackage scanned = PackageSource.pyModule(module + "/").scan(PackageOptions.standard());
      PackagingOracle.Answer ray = oracle.directory(module, List.of(), true, true);
      assertThat(scanned.uri()).isEqualTo(ray.uri());
      assertThat(ray.uri()).isEqualTo(oracle.pyModule(module.toString(), List.of()).uri());
      assertThat(TreeDifferentialTest.zipOf(scanned)).isEqualTo(ray.zip()).hasSize(2);
    }

    PackageSource one = PackageSource.pyModule(file.toString());
    assertThat(one.kind()).isEqualTo(Kind.PYTHON_FILE);
    LocalPackage scanned =
        one.scan(PackageOptions.builder().excludes(List.of("*.py", "one.py")).build());
    PackagingOracle.Answer ray = oracle.file(file, List.of("*.py", "one.py"));
    assertThat(scanned.uri()).isEqualTo(ray.uri());
    assertThat(TreeDifferentialTest.zipOf(scanned)).isEqualTo(ray.zip()).containsOnlyKeys("one.py");
    PackageOptions all = PackageOptions.builder().excludes(List.of("*")).build();
    assertThat(oracle.file(file, List.of("*")).zip()).isEqualTo(Map.of());
    assertThatThrownBy(() -> one.scan(all))
        .isInstanceOf(PackagingException.class)
        .hasMessageContaining("'*' in excludes matches the file");

    PackageSource packed = PackageSource.pyModule(wheel.toString());
    assertThat(packed.kind()).isEqualTo(Kind.WHEEL);
    assertThat(packed.scan(PackageOptions.standard()).uri())
        .isEqualTo(oracle.pyModule(wheel.toString(), List.of()).uri())
        .isEqualTo("gcs://m-1.0+cpu-py3-none-any.whl");
  }

  @Test
  void workingDirectoriesWithColons() throws IOException {
    Path directory = Files.createDirectories(root.resolve("a:b"));
    Files.writeString(directory.resolve("f"), "f");
    assertThat(PackageSource.workingDir(directory.toString()).scan(PackageOptions.standard()).uri())
        .isEqualTo(oracle.workingDir(directory.toString(), List.of()).uri());
  }

  @Test
  void errorsSayWhatToDoAndKeepSecrets() {
    assertThatThrownBy(() -> PackageSource.workingDir("https://me:pw@h/x.rar?sig=SECRET"))
        .isInstanceOf(PackagingException.class)
        .hasMessageContaining("Only .zip, .tar.gz, .tgz, .tar.xz files")
        .hasMessageContaining("https://***@h/x.rar")
        .hasMessageNotContaining("SECRET")
        .hasMessageNotContaining("pw@");
    assertThatThrownBy(() -> PackageSource.workingDir("hdfs://h/x.zip"))
        .hasMessageContaining("the scheme hdfs is not one that Ray knows");
    assertThatThrownBy(() -> PackageSource.workingDir("/no/such/dir"))
        .hasMessageContaining("/no/such/dir does not exist");
    assertThatThrownBy(() -> PackageSource.pyModule("/no/such.txt"))
        .hasMessageContaining("must be a .py file, a directory, or a .whl file");
    assertThatThrownBy(() -> PackageSource.workingDir("a\0b"))
        .hasMessageContaining("is not a valid path");
  }
}
