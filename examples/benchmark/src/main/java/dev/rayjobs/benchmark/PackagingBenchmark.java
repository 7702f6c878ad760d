package dev.rayjobs.benchmark;

import dev.rayjobs.packaging.LocalPackage;
import dev.rayjobs.packaging.PackageArchive;
import dev.rayjobs.packaging.PackageOptions;
import dev.rayjobs.packaging.PackageSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The URI and the zip file of a directory with 512 files of 4 KiB and one of 8 MiB. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
@SuppressWarnings("NullAway.Init")
public class PackagingBenchmark {
  private static final int FILES = 512;
  private static final int SMALL = 4 << 10;
  private static final int LARGE = 8 << 20;

  private Path root;
  private LocalPackage scanned;

  /** Makes the directory. */
  @Setup
  public void make() throws IOException {
    root = Files.createTempDirectory("rayjobs-benchmark");
    Random random = new Random(1);
    for (int i = 0; i < FILES; i++) {
      Files.writeString(root.resolve("module_" + i + ".py"), sourceCode(random, SMALL));
    }
    Files.writeString(root.resolve("large.py"), sourceCode(random, LARGE));
    scanned = hash();
  }

  /** Text that deflates about as well as source code does. */
  private static String sourceCode(Random random, int size) {
    StringBuilder text = new StringBuilder();
    while (text.length() < size) {
      text.append("    value_").append(random.nextInt(100_000)).append(" = compute(data)\n");
    }
    text.setLength(size);
    return text.toString();
  }

  /** Deletes the directory. */
  @TearDown
  public void delete() throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /** Walks, reads and hashes. */
  @Benchmark
  public LocalPackage hash() {
    return PackageSource.workingDir(root.toString()).scan(PackageOptions.standard());
  }

  /** Reads, checks, deflates and writes. */
  @Benchmark
  public long zip() {
    try (PackageArchive archive = scanned.writeArchive()) {
      return archive.size();
    }
  }
}
