package dev.rayjobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A process that goes on while a test looks at what it says. */
final class Watched implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final Process process;
  private final Said out = new Said();
  private final Said err = new Said();
  private final Thread[] readers;

  /** What was said so far; for a thread that adds and one that looks. */
  private static final class Said {
    private final StringBuilder text = new StringBuilder();

    synchronized void append(String more) {
      text.append(more);
    }

    synchronized String text() {
      return text.toString();
    }

    @Override
    public String toString() {
      return text();
    }
  }

  Watched(Process process) {
    this.process = process;
    this.readers =
        new Thread[] {reader(process.getInputStream(), out), reader(process.getErrorStream(), err)};
  }

  private static Thread reader(InputStream in, Said into) {
    Thread thread =
        new Thread(
            () -> {
              byte[] piece = new byte[8192];
              try (in) {
                for (int read; (read = in.read(piece)) >= 0; ) {
                  into.append(new String(piece, 0, read, StandardCharsets.UTF_8));
                }
              } catch (IOException e) {
                into.append(e.toString());
              }
            });
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** What it has written to stdout. */
  String out() {
    return out.text();
  }

  /** What it has written to stderr. */
  String err() {
    return err.text();
  }

  /** Its processes that run this program now. */
  List<ProcessHandle> running(String program) {
    return process
        .descendants()
        .filter(
            child ->
                child.info().command().filter(name -> name.endsWith("/" + program)).isPresent())
        .toList();
  }

  /** Sends it a SIGTERM; {@link Process#destroy()} would close its streams, too. */
  void terminate() {
    process.toHandle().destroy();
  }

  /** Waits until something is so. */
  void await(String what, BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(process.isAlive()).as("%s; ended, after %s %s", what, out, err).isTrue();
      assertThat(System.nanoTime()).as("%s; so far %s %s", what, out, err).isLessThan(deadline);
      Thread.sleep(20);
    }
  }

  /** Waits until it ends by itself. */
  Run.Result toTheEnd() throws InterruptedException {
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .as("its end; so far %s %s", out, err)
        .isTrue();
    for (Thread reader : readers) {
      reader.join(PATIENCE.toMillis());
    }
    return new Run.Result(process.exitValue(), out(), err());
  }

  /** Ends it, and what it started. */
  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
