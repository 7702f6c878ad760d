package dev.rayjobs.fuzz;

import com.sun.management.ThreadMXBean;
import dev.rayjobs.oracle.Seed;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Feeds a parser with changed samples for some time, {@code -Drayjobs.fuzz.seconds} for each
 * property; without that the same ones each time, as many as a short time allows. A property fails
 * by what it throws, by an input that takes long, and by one that takes far more memory than it is
 * long. The failure shows the input, made as short as can be, and the seed that makes it again.
 */
public final class Fuzz {
  private static final String SECONDS_PROPERTY = "rayjobs.fuzz.seconds";
  private static final double SECONDS =
      Double.parseDouble(System.getProperty(SECONDS_PROPERTY, "1.5"));
  private static final Duration LONGEST_CPU = Duration.ofSeconds(10);
  private static final Duration HANGS = Duration.ofMinutes(2);
  private static final long MEMORY = 256L << 20;
  // A property may have its input read more than once; what grows with its square is far more.
  private static final long MEMORY_FOR_A_CHARACTER = 5_000;
  private static final int SHORTENINGS = 2_000;
  private static final Duration SHORTENING = Duration.ofMinutes(1);
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** What is to hold for every input. */
  public interface Property<T> {
    /** Throws what is wrong with it. */
    void check(T input) throws Exception;
  }

  private final String name;
  private final List<String> samples;
  private final boolean bytes;
  private final Property<String> property;

  private Fuzz(String name, List<String> samples, boolean bytes, Property<String> property) {
    this.name = name;
    this.samples = samples;
    this.bytes = bytes;
    this.property = property;
  }

  /** Checks texts, which may hold half characters, made of these. */
  public static void texts(String name, List<String> samples, Property<String> property) {
    new Fuzz(name, samples, false, property).run();
  }

  /** Checks bytes, which may be no UTF-8, made of these. */
  public static void bytes(String name, List<byte[]> samples, Property<byte[]> property) {
    List<String> texts =
        samples.stream().map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1)).toList();
    new Fuzz(name, texts, true, text -> property.check(text.getBytes(StandardCharsets.ISO_8859_1)))
        .run();
  }

  private void run() {
    long seed = seed();
    long end = System.nanoTime() + (long) (SECONDS * 1e9);
    long count = 0;
    do {
      String input = new Mutations(new Random(seed), samples, bytes).next();
      Throwable failure = failure(input);
      if (failure != null) {
        throw failed(seed, input, failure);
      }
      seed++;
      count++;
    } while (System.nanoTime() < end);
    System.out.println(name + ": " + count + " inputs");
  }

  /**
   * A build is told of its own faults, by the same inputs each time; who asks for more gets new.
   */
  private long seed() {
    boolean asked =
        System.getProperty(SECONDS_PROPERTY) != null
            || System.getProperty("rayjobs.test.seed") != null;
    return asked ? Seed.announced(name) : name.hashCode();
  }

  private AssertionError failed(long seed, String input, Throwable failure) {
    String shortest = shortened(input, failure);
    return new AssertionError(
        "%s: repeat with -Drayjobs.test.seed=%d; an input of %d characters, at its shortest:%n%s%n%s"
            .formatted(name, seed, input.length(), spelled(shortest), inBase64(shortest)),
        failure);
  }

  /** On a thread of its own, so that one that hangs can be told. */
  private @Nullable Throwable failure(String input) {
    FutureTask<@Nullable Throwable> task = new FutureTask<>(() -> judged(input));
    Thread thread = new Thread(task, "fuzz");
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get(HANGS.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      AssertionError hangs = new AssertionError("no end after " + HANGS);
      hangs.setStackTrace(thread.getStackTrace());
      return hangs;
    } catch (ExecutionException e) {
      return e.getCause();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private @Nullable Throwable judged(String input) {
    long memory = THREADS.getCurrentThreadAllocatedBytes();
    long time = THREADS.getCurrentThreadCpuTime();
    try {
      property.check(input);
    } catch (Throwable e) {
      return e;
    }
    long used = THREADS.getCurrentThreadAllocatedBytes() - memory;
    Duration taken = Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - time);
    if (taken.compareTo(LONGEST_CPU) > 0) {
      return new AssertionError("takes " + taken);
    }
    return used > MEMORY + MEMORY_FOR_A_CHARACTER * input.length()
        ? new AssertionError("allocates " + (used >> 20) + " MiB")
        : null;
  }

  /** Takes away what the failure does not need. */
  private String shortened(String input, Throwable failure) {
    String shortest = input;
    // Each try may take as long as the failure did.
    long end = System.nanoTime() + SHORTENING.toNanos();
    int tries = SHORTENINGS;
    for (int part = input.length() / 2; part > 0; part = tries > 0 ? part / 2 : 0) {
      for (int at = 0;
          at + part <= shortest.length() && tries > 0 && System.nanoTime() < end;
          tries--) {
        String less = shortest.substring(0, at) + shortest.substring(at + part);
        Throwable other = failure(less);
        if (other != null && other.getClass() == failure.getClass()) {
          shortest = less;
        } else {
          at += part;
        }
      }
    }
    return shortest;
  }

  private static String spelled(String text) {
    StringBuilder spelled = new StringBuilder();
    text.chars()
        .limit(2_000)
        .forEach(
            c ->
                spelled.append(
                    c >= ' ' && c <= '~' ? String.valueOf((char) c) : String.format("\\u%04x", c)));
    return spelled.append(text.length() > 2_000 ? "…" : "").toString();
  }

  private String inBase64(String text) {
    return bytes && text.length() < 5_000
        ? Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.ISO_8859_1))
        : "";
  }
}
