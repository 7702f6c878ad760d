package dev.rayjobs.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rayjobs.errors.PackagingException;
import dev.rayjobs.internal.packaging.PathNames;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class DirectoryPackageTest {
  @TempDir Path root;

  private void file(String path, String content) throws IOException {
    Path file = PathNames.resolve(root, path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private DirectoryPackage scan() {
    return DirectoryPackage.scan(root, PackageOptions.standard());
  }

  private DirectoryPackage scan(String... excludes) {
    return DirectoryPackage.scan(
        root, PackageOptions.builder().excludes(List.of(excludes)).build());
  }

  /** So many rules keep the walk busy between the directory's first rules and its files. */
  @Test
  void rulesOfADirectoryThatVanishedSayNothingOfItsSiblings(@TempDir Path elsewhere)
      throws IOException {
    file("a.txt", "");
    file("busy/.gitignore", "kept\n*.txt\n");
    file("busy/.rayignore", "#\n".repeat(4_000_000));
    file("c", "");
    file("sub/kept", "");
    file("z.txt", "");
    Thread mover =
        new Thread(
            () -> {
              try {
                Thread.sleep(100);
                Files.move(root.resolve("busy"), elsewhere.resolve("busy"));
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    FileTree tree =
        TreeWalk.directory(
            root,
            PackageOptions.standard(),
            new Warnings(),
            (entry, path) -> {
              if (entry.path().equals("a.txt")) {
                mover.start();
              }
            });
    assertThat(tree.entries())
        .extracting(PackageEntry::path)
        .containsExactly("a.txt", "c", "sub/kept", "z.txt");
  }

  @Test
  void listsFilesAndEmptyDirectoriesInAFixedOrder() throws IOException {
    file("b/run.sh", "#!/bin/sh\n");
    file("a.py", "print(1)\n");
    file("b/empty.txt", "");
    Files.createDirectory(root.resolve("c"));
    Files.setPosixFilePermissions(
        root.resolve("b/run.sh"), PosixFilePermissions.fromString("rwxr-x--x"));

    DirectoryPackage scanned = scan();

    assertThat(scanned.entries())
        .extracting(PackageEntry::path)
        .containsExactly("a.py", "b/empty.txt", "b/run.sh", "c");
    assertThat(scanned.entries().get(2).mode()).isEqualTo(0100751);
    assertThat(scanned.entries().get(2).size()).isEqualTo(10);
    assertThat(scanned.entries().get(3).kind()).isEqualTo(PackageEntry.Kind.DIRECTORY);
    assertThat(scanned.rawSize()).isEqualTo(19);
    assertThat(scanned.warnings()).isEmpty();
    assertThat(scanned.source()).isEqualTo(root);
    assertThat(DirectoryPackage.scan(root.resolve("."), PackageOptions.standard()))
        .hasToString(scanned.uri() + " of " + root);
  }

  @Test
  void anEmptyDirectoryIsAPackageOfItsOwn() throws IOException {
    DirectoryPackage empty = scan();
    assertThat(empty.entries()).extracting(PackageEntry::path).containsExactly(".");
    assertThat(TreeDifferentialTest.zipOf(empty)).containsOnlyKeys("./");
    // Nothing is lost when a pattern matches a directory in which there is nothing.
    assertThat(scan("*").uri()).isEqualTo("gcs://_ray_pkg_3030303030303030.zip");
  }

  @Test
  void sameTreeSameBytes() throws IOException {
    file("src/a.py", "x = 1\n".repeat(500));
    file("src/big.csv", "1,2,3,4\n".repeat(60_000));
    byte[] first;
    try (PackageArchive archive = scan().writeArchive()) {
      first = Files.readAllBytes(archive.path());
    }
    Files.setLastModifiedTime(root.resolve("src/a.py"), FileTime.fromMillis(1_000_000_000_000L));
    try (PackageArchive archive = scan().writeArchive()) {
      assertThat(Files.readAllBytes(archive.path())).isEqualTo(first);
      assertThat(first.length).isLessThan(30_000);
    }
  }

  @Test
  void anotherNameOnTop() throws IOException {
    file("mod/__init__.py", "");
    DirectoryPackage module =
        DirectoryPackage.scan(
            root.resolve("mod/."), PackageOptions.builder().includeParentDir(true).build());
    assertThat(module.entries()).extracting(PackageEntry::path).containsExactly("mod/__init__.py");
    assertThatThrownBy(
            () ->
                DirectoryPackage.scan(
                    root.resolve("mod/.."),
                    PackageOptions.builder().includeParentDir(true).build()))
        .isInstanceOf(PackagingException.class)
        .hasMessageContaining("has no name of its own");
  }

  @Test
  void refusesWhatIsNoDirectory() throws IOException {
    file("f", "");
    assertThatThrownBy(() -> DirectoryPackage.scan(root.resolve("f"), PackageOptions.standard()))
        .hasMessageContaining("must be an existing directory");
  }

  @Test
  void refusesAPatternThatMatchesTheRoot() throws IOException {
    file("a.py", "");
    file(".gitignore", "# all\n\n*\n!a.py\n");
    assertThatThrownBy(this::scan)
        .isInstanceOf(PackagingException.class)
        .hasMessageContaining("'*' in .gitignore line 3")
        .hasMessageContaining("would be empty")
        .hasMessageContaining(root.toString());
    file(".gitignore", "*\n!a.py\n!.\n");
    assertThat(scan().entries()).extracting(PackageEntry::path).containsExactly("a.py");
    file(".gitignore", "");
    assertThatThrownBy(() -> scan(".*"))
        .isInstanceOf(PackagingException.class)
        .hasMessageContaining("'.*' in excludes");
  }

  @Test
  void warnsWhenEverythingIsLeftOut() throws IOException {
    file("a.log", "");
    DirectoryPackage scanned = scan("*.log");
    assertThat(scanned.entries()).isEmpty();
    assertThat(scanned.warnings()).singleElement().asString().contains("the package is empty");
  }

  @Test
  void saysWhatWasLeftOutAndWhy() throws IOException {
    file("sub/.gitignore", "\r\n# objects\r\n  *.o  \r\n!keep.o\r\n");
    file("sub/a.o", "");
    file("sub/keep.o", "");
    file(".git/HEAD", "");
    file("data/x", "");
    DirectoryPackage scanned = scan("data");

    assertThat(scanned.excluded())
        .extracting(ExcludedPath::toString)
        .containsExactly(
            ".git: '.git' in default excludes",
            "data: 'data' in excludes",
            "sub/a.o: '*.o' in sub/.gitignore line 3");
    assertThat(scanned.excluded().get(2).line()).hasValue(3);
    assertThat(scanned.explain("sub/a.o").included()).isFalse();
    assertThat(scanned.explain("data/x").reason())
        .isEqualTo("data/x is left out by 'data' in excludes, which matches data");
    assertThat(scanned.explain("./sub//keep.o").included()).isTrue();
    assertThat(scanned.explain("sub/keep.o").reason())
        .contains("is in the package: kept by '!keep.o' in sub/.gitignore line 4");
    assertThat(scanned.explain("sub").included()).isTrue();
    assertThat(scanned.explain("sub/new.o").included()).isFalse();
    assertThat(scanned.explain("sub/new.py").reason()).contains("there is no such file");
    assertThat(scanned.explain(".").included()).isTrue();
    assertThat(scanned.explain(root + "/sub/./keep.o").included()).isTrue();
    assertThat(scanned.explain(root.toString()).included()).isTrue();
    for (String outside : List.of("../a.o", "/", root + "-2/a", root.getParent() + "/a")) {
      assertThat(scanned.explain(outside).reason()).isEqualTo(outside + " does not lie in " + root);
    }
  }

  @Test
  void theEnvironmentSetsRulesAsForRay() throws IOException {
    file(".gitignore", "a\n");
    file("a", "");
    file(".git/b", "");
    Map<String, String> environment =
        Map.of(
            "RAY_RUNTIME_ENV_IGNORE_GITIGNORE", "1",
            "RAY_OVERRIDE_RUNTIME_ENV_DEFAULT_EXCLUDES", " , x ");
    PackageOptions ignoring =
        PackageOptions.fromEnvironment(name -> Optional.ofNullable(environment.get(name))).build();
    assertThat(DirectoryPackage.scan(root, ignoring).entries())
        .extracting(PackageEntry::path)
        .containsExactly(".git/b", ".gitignore", "a");
    PackageOptions usual = PackageOptions.fromEnvironment(name -> Optional.empty()).build();
    assertThat(DirectoryPackage.scan(root, usual).entries())
        .extracting(PackageEntry::path)
        .containsExactly(".gitignore");
  }

  @Test
  void refusesLinksThatGoRound() throws IOException {
    file("a/f", "");
    Files.createSymbolicLink(root.resolve("a/up"), Path.of(".."));
    assertThatThrownBy(this::scan)
        .isInstanceOf(PackagingException.class)
        .hasMessageContaining("a/up")
        .hasMessageContaining("would never end");
    assertThat(scan("/a/up").entries()).extracting(PackageEntry::path).containsExactly("a/f");
    Files.delete(root.resolve("a/up"));
    Files.createSymbolicLink(root.resolve("self"), Path.of("self"));
    assertThatThrownBy(this::scan)
        .isInstanceOf(PackagingException.class)
        .hasMessageContaining("self cannot be followed");
  }

  @Test
  void warnsOfLinksToNothing() throws IOException {
    file("f", "");
    Files.createSymbolicLink(root.resolve("gone"), Path.of("no/such"));
    Files.createSymbolicLink(root.resolve("below"), Path.of("f/x"));
    Files.createSymbolicLink(root.resolve("chain"), Path.of("below"));
    DirectoryPackage scanned = scan();
    assertThat(scanned.entries()).extracting(PackageEntry::path).containsExactly("f");
    assertThat(scanned.warnings())
        .containsExactly("symbolic links point to nothing and are not packed: below, chain, gone");
    try (PackagingOracle oracle = new PackagingOracle()) {
      assertThat(scanned.uri()).isEqualTo(oracle.workingDir(root.toString(), List.of()).uri());
    }
  }

  @Test
  void refusesFifosSocketsAndDevices() throws Exception {
    new ProcessBuilder("mkfifo", root.resolve("pipe").toString()).start().waitFor();
    assertThatThrownBy(this::scan).hasMessageContaining("pipe is a FIFO");
    assertThat(scan("pipe").uri()).startsWith("gcs://");
    Files.delete(root.resolve("pipe"));
    Files.createSymbolicLink(root.resolve("null"), Path.of("/dev/null"));
    assertThatThrownBy(this::scan).hasMessageContaining("null is a character device");
    Files.delete(root.resolve("null"));
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(root.resolve("sock")));
      assertThatThrownBy(this::scan).hasMessageContaining("sock is a socket");
    }
  }

  @Test
  void warnsOfLinksThatLeadOut(@TempDir Path elsewhere) throws IOException {
    Files.writeString(elsewhere.resolve("lib.py"), "x");
    Files.createSymbolicLink(root.resolve("lib"), elsewhere);
    file("in/f", "");
    Files.createSymbolicLink(root.resolve("inside"), Path.of("in"));
    DirectoryPackage scanned = scan();
    assertThat(scanned.entries())
        .extracting(PackageEntry::path)
        .containsExactly("in/f", "inside/f", "lib/lib.py");
    assertThat(scanned.warnings())
        .containsExactly(
            "symbolic links lead out of the directory; what they point to is packed: lib");
    assertThatThrownBy(
            () ->
                DirectoryPackage.scan(
                    root, PackageOptions.builder().followExternalLinks(false).build()))
        .isInstanceOf(PackagingException.class)
        .hasMessageContaining("lib leads out of the directory, to " + elsewhere);
  }

  @Test
  void warnsOfSecretsTwinsAndNamesThatNodesSkip() throws IOException {
    file(".env", "A=1");
    file("conf/.env.production", "A=1");
    file("conf/config", "");
    file("home/.kube/config", "");
    file("home/.docker/config.json", "");
    file(".env.example", "A=");
    file("deploy.txt", "-----BEGIN OPENSSH PRIVATE KEY-----\nabc\n");
    file("cert.pem", "-----BEGIN CERTIFICATE-----\nabc\n");
    file("README", "");
    file("readme", "");
    file("x\\y", "");
    file("c:d", "");
    assertThat(String.join("\n", scan().warnings()))
        .contains(
            "the cluster; exclude what the job does not need: .env, conf/.env.production,"
                + " home/.docker/config.json, home/.kube/config, deploy.txt")
        .contains("upper and lower case only, which not every system keeps: readme")
        .contains("rename them: c:d, x\\y")
        .doesNotContain("example")
        .doesNotContain("cert.pem");
  }

  @Test
  void ignoresWhatCrashesRayWithAWarning() throws IOException {
    file(".rayignore", "!\n[z-a]\n*.log\n");
    file("a.log", "");
    DirectoryPackage scanned = scan();
    assertThat(scanned.excluded()).hasSize(1);
    assertThat(scanned.warnings())
        .anyMatch(text -> text.contains("'!' in .rayignore line 1 was ignored"))
        .anyMatch(text -> text.contains("'[z-a]' in .rayignore line 2 was ignored"));
    Files.write(root.resolve(".rayignore"), new byte[] {'a', '\n', (byte) 0xe9, '\n'});
    assertThat(scan().warnings())
        .anyMatch(text -> text.contains("line 2 of .rayignore is not UTF-8"));
  }

  @Test
  void refusesNamesThatAreNotUtf8() throws IOException {
    Files.createFile(PathNames.resolve(root, "caf\udce9"));
    assertThatThrownBy(this::scan)
        .isInstanceOf(PackagingException.class)
        .hasMessageContaining("caf\\xe9 is not UTF-8");
    assertThat(scan("caf*").excluded().get(0).toString()).startsWith("caf\\xe9: ");
  }

  @Test
  void deepTreesNeedNoDeepStack() throws Exception {
    Path deep = root;
    for (int i = 0; i < 400; i++) {
      deep = deep.resolve("d");
      Files.createDirectory(deep);
    }
    List<String> found = new ArrayList<>();
    Thread small = new Thread(null, () -> found.add(scan().uri()), "small stack", 256 << 10);
    small.start();
    small.join();
    try (PackagingOracle oracle = new PackagingOracle()) {
      assertThat(found).containsExactly(oracle.workingDir(root.toString(), List.of()).uri());
    }
  }

  @Test
  void tellsItsProgress() throws IOException {
    file("a", "12345");
    file("b/c", "1");
    List<String> told = new ArrayList<>();
    PackageOptions options =
        PackageOptions.builder().progress(now -> told.add(now.toString())).build();
    DirectoryPackage.scan(root, options).writeArchive().close();
    assertThat(told)
        .contains("HASHING 2/2 files, 6/6 bytes")
        .endsWith("COMPRESSING 2/2 files, 6/6 bytes");
  }
}
