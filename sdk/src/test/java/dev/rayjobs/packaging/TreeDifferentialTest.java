package dev.rayjobs.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.rayjobs.errors.PackagingException;
import dev.rayjobs.internal.packaging.PathNames;
import dev.rayjobs.oracle.Seed;
import dev.rayjobs.packaging.PackagingOracle.Member;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random trees against what the installed Ray's own client makes of them. */
class TreeDifferentialTest {
  private static final int TREES = 2_500;
  private static final String EMPTY = "gcs://_ray_pkg_3030303030303030.zip";

  @TempDir Path scratch;

  private int agreed;
  private int rootExcluded;
  private int rayFailed;

  @Test
  void agreesWithRay() throws IOException {
    long seed = Seed.announced("TreeDifferentialTest");
    try (PackagingOracle oracle = new PackagingOracle()) {
      for (int i = 0; i < TREES; i++) {
        compare(seed + i, oracle);
      }
    }
    System.out.printf(
        "TreeDifferentialTest: %d trees agreed, %d matched by a pattern as a whole, Ray failed on"
            + " %d%n",
        agreed, rootExcluded, rayFailed);
    assertThat(agreed).isGreaterThan(2_000);
    assertThat(rootExcluded).isPositive();
    assertThat(rayFailed).isPositive();
  }

  private void compare(long seed, PackagingOracle oracle) throws IOException {
    Random random = new Random(seed);
    Path root = scratch.resolve("tree" + Long.toUnsignedString(seed));
    RandomTree tree = new RandomTree(root, random);
    List<String> excludes = random.nextInt(3) == 0 ? tree.patterns().lines(3) : List.of();
    boolean gitignore = random.nextInt(8) > 0;
    boolean parent = random.nextInt(4) == 0;
    boolean defaults = random.nextBoolean();
    List<String> all = new ArrayList<>(defaults ? PackageOptions.DEFAULT_EXCLUDES : List.of());
    all.addAll(excludes);

    // Both work at the same time.
    CompletableFuture<PackagingOracle.Answer> asked =
        CompletableFuture.supplyAsync(() -> oracle.directory(root, all, gitignore, parent));
    PackageOptions options =
        PackageOptions.builder()
            .excludes(excludes)
            .defaultExcludes(defaults ? PackageOptions.DEFAULT_EXCLUDES : List.of())
            .includeGitignore(gitignore)
            .includeParentDir(parent)
            .build();
    DirectoryPackage ours = null;
    Map<String, Member> zip = Map.of();
    PackagingException refusal = null;
    try {
      ours = DirectoryPackage.scan(root, options);
      zip = zipOf(ours);
    } catch (PackagingException e) {
      refusal = e;
    }
    PackagingOracle.Answer ray = asked.join();
    String what = "seed " + seed + ", excludes " + all + ", Ray says " + ray.uri() + ray.error();
    if (ours == null) {
      checkRefusal(tree, ray, Objects.requireNonNull(refusal), what);
    } else if (ray.failed()) {
      rayFailed++;
      assertThat(warnsOfRay(ours) || excludesRules(root, ours)).as(what).isTrue();
    } else {
      agreed++;
      assertThat(ours.uri()).as(what).isEqualTo(ray.uri());
      assertThat(zip).as(what).isEqualTo(ray.zip());
      assertThat(warnsOfRay(ours)).as(what).isFalse();
    }
    TestFiles.delete(root);
  }

  private static boolean warnsOfRay(DirectoryPackage ours) {
    return String.join("\n", ours.warnings()).contains("Ray's own client fails");
  }

  /** Ray reads the rules of a directory that it leaves out, and fails on them; we do not. */
  private static boolean excludesRules(Path root, DirectoryPackage ours) {
    return ours.excluded().stream()
        .map(path -> PathNames.resolve(root, path.path()))
        .anyMatch(
            path ->
                Files.isRegularFile(path.resolve(".gitignore"))
                    || Files.isRegularFile(path.resolve(".rayignore")));
  }

  private void checkRefusal(
      RandomTree tree, PackagingOracle.Answer ray, PackagingException refusal, String what) {
    if (String.valueOf(refusal.getMessage()).contains("the package would be empty")) {
      rootExcluded++;
      assertThat(ray.failed() ? EMPTY : ray.uri()).as(what).isEqualTo(EMPTY);
      assertThat(ray.zip()).as(what).isEmpty();
    } else if (tree.notUnicode() && ray.failed()) {
      rayFailed++;
      assertThat(refusal).as(what).hasMessageContaining("is not UTF-8");
    } else {
      fail(what, refusal);
    }
  }

  /** What Python would read in our zip file; the same as in Ray's but for compression and times. */
  static Map<String, Member> zipOf(LocalPackage ours) throws IOException {
    try (PackageArchive archive = ours.writeArchive()) {
      assertThat(archive.uri()).isEqualTo(ours.uri());
      assertThat(Files.size(archive.path())).isEqualTo(archive.size());
      return ZipReading.members(archive.path());
    }
  }
}
