package dev.rayjobs.benchmark;

import dev.rayjobs.internal.packaging.RuleReader;
import dev.rayjobs.internal.packaging.RuleSet;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** 30 ignore rules asked about 1,000 paths, none of which they leave out. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
@SuppressWarnings("NullAway.Init")
public class RulesBenchmark {
  private static final List<String> KINDS =
      List.of(
          "*.tmp%d",
          "build%d/",
          "/out%d",
          "**/cache%d/**",
          "*.py[co]%d",
          "data%d/raw/*.csv",
          "!keep%d.txt",
          "__gen%d__",
          ".cache%d",
          "docs%d/_build/");

  private RuleSet rules;
  private List<String> paths;

  /** Reads the rules. */
  @Setup
  public void make() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      lines.add(String.format(KINDS.get(i % KINDS.size()), i));
    }
    RuleReader reader =
        new RuleReader(
            warning -> {
              throw new IllegalStateException(warning);
            });
    rules = new RuleSet(".", reader.list(lines, "rules"));
    paths = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      paths.add("src/package_" + i / 50 + "/module_" + i + ".py");
    }
  }

  /** Asks for all paths. */
  @Benchmark
  public int rules() {
    int kept = 0;
    for (String path : paths) {
      kept += rules.excluding(path) == null ? 1 : 0;
    }
    return kept;
  }
}
