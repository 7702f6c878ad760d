package dev.rayjobs.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.internal.packaging.RuleReader;
import dev.rayjobs.internal.packaging.RuleSet;
import dev.rayjobs.oracle.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random pattern lines against the installed Ray's own matching. */
class PatternDifferentialTest {
  private static final int LISTS = 6_000;

  @Test
  void agreesWithRay() {
    long seed = Seed.announced("PatternDifferentialTest");
    int failures = 0;
    int matches = 0;
    try (PackagingOracle oracle = new PackagingOracle()) {
      for (int i = 0; i < LISTS; i++) {
        Random random = new Random(seed + i);
        RandomPatterns patterns = new RandomPatterns(random);
        List<String> lines = patterns.lines(4);
        if (random.nextInt(50) == 0) {
          lines.add(patterns.crashing());
        }
        List<String> paths = paths(patterns, random);
        List<Boolean> expected = oracle.match(lines, paths);

        List<String> warnings = new ArrayList<>();
        RuleSet rules = new RuleSet(".", new RuleReader(warnings::add).list(lines, "test"));
        if (expected.isEmpty()) {
          failures++;
          assertThat(warnings).as("seed %d, lines %s", seed + i, lines).isNotEmpty();
          continue;
        }
        assertThat(warnings).as("seed %d, lines %s", seed + i, lines).isEmpty();
        List<Boolean> actual = paths.stream().map(path -> rules.excluding(path) != null).toList();
        assertThat(actual)
            .as("seed %d, lines %s, paths %s", seed + i, lines, paths)
            .isEqualTo(expected);
        matches += (int) actual.stream().filter(matched -> matched).count();
      }
    }
    assertThat(failures).as("lists that Ray cannot read").isPositive();
    assertThat(matches).as("paths that were left out").isGreaterThan(LISTS);
  }

  private static List<String> paths(RandomPatterns patterns, Random random) {
    List<String> paths = new ArrayList<>(List.of("."));
    for (int i = 0; i < 20; i++) {
      StringBuilder path = new StringBuilder(patterns.name());
      for (int depth = random.nextInt(4); depth > 0; depth--) {
        path.append('/').append(patterns.name());
      }
      paths.add(path.toString());
    }
    return paths;
  }
}
