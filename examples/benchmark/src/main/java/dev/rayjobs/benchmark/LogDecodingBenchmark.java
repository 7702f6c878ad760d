package dev.rayjobs.benchmark;

import dev.rayjobs.internal.json.JsonTextReader;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
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

/** A log of a million characters taken out of the JSON that the dashboard sends. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
@SuppressWarnings("NullAway.Init")
public class LogDecodingBenchmark {
  private final char[] buffer = new char[16 << 10];
  private String json;

  /** Makes the answer. */
  @Setup
  public void make() {
    String line = "2026-01-01 12:00:00,000 INFO worker.py:1 -- step done, \\\"loss\\\": 0.125\\n";
    json = "{\"logs\": \"" + line.repeat(1_000_000 / line.length()) + "\"}";
  }

  /** Decodes all of it. */
  @Benchmark
  public long decode() throws IOException {
    long length = 0;
    try (Reader reader = new JsonTextReader(new StringReader(json), "logs")) {
      for (int read; (read = reader.read(buffer)) >= 0; ) {
        length += read;
      }
    }
    return length;
  }
}
