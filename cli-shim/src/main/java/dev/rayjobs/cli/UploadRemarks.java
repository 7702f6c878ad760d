package dev.rayjobs.cli;

import dev.rayjobs.SubmissionListener;
import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.packaging.LocalPackage;
import dev.rayjobs.packaging.PackageEntry;
import dev.rayjobs.packaging.PackagingProgress;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells on stderr what is read and uploaded before a job is submitted: on a terminal as a line that
 * goes along, else as one line for each package that is read and one for each upload.
 */
final class UploadRemarks implements SubmissionListener {
  private static final double MEBI = 1024 * 1024;
  private static final Duration BETWEEN_LINES = Duration.ofMillis(200);
  // Quicker work is over before a line could be read.
  private static final Duration SHOWN_AFTER = Duration.ofMillis(500);

  private final Output remarks;
  private final boolean verbose;
  private final boolean terminal;
  private final Runnable begins;
  private final Consumer<String> submitting;
  private final boolean quiet;
  private final LongSupplier nanoClock;
  private final long start;
  private PackagingProgress.@Nullable Phase phase;
  private long workStart;
  private long bytesAtStart;
  private long lastBytes;
  private long lastLine;
  private boolean lineStands;

  /** For commands that submit nothing. */
  UploadRemarks(Console console, NarrationOptions narration) {
    this(console, narration, () -> {}, id -> {});
  }

  /**
   * Remarks that also let somebody know when a new job is being prepared, since none is there to be
   * taken over, and under which id it is about to be sent.
   */
  UploadRemarks(
      Console console, NarrationOptions narration, Runnable begins, Consumer<String> submitting) {
    this(console, narration, begins, submitting, System::nanoTime);
  }

  UploadRemarks(
      Console console,
      NarrationOptions narration,
      Runnable begins,
      Consumer<String> submitting,
      LongSupplier nanoClock) {
    this.begins = begins;
    this.submitting = submitting;
    this.remarks = console.err();
    this.verbose = narration.isVerbose();
    this.quiet = narration.isQuiet();
    this.terminal = console.errorsAreTerminal();
    this.nanoClock = nanoClock;
    this.start = nanoClock.getAsLong();
  }

  @Override
  public void warned(String warning) {
    clear();
    remarks.line("Warning: " + warning);
  }

  @Override
  public void retrying(int attempt, RayJobsException failure, Duration wait) {
    if (verbose) {
      clear();
      remarks.line("Trying again in " + wait.toMillis() + " ms: " + failure.getMessage());
    }
  }

  @Override
  public void packaging(PackagingProgress now) {
    PackagingProgress.Phase current = now.phase();
    long files = now.files();
    long bytes = now.bytes();
    if (current != phase || bytes < lastBytes) {
      begins.run();
      phase = current;
      begin(bytes);
    }
    lastBytes = bytes;
    if (current == PackagingProgress.Phase.FINDING) {
      show(String.format(Locale.ROOT, "Found %d files, %.1f MiB", files, bytes / MEBI), false);
      return;
    }
    String verb = current == PackagingProgress.Phase.HASHING ? "Reading" : "Compressing";
    show(
        String.format(Locale.ROOT, "%s %d of %d files, ", verb, files, now.allFiles())
            + progress(bytes, now.allBytes()),
        files == now.allFiles());
  }

  @Override
  public void submitting(String id) {
    submitting.accept(id);
  }

  @Override
  public void packageRead(LocalPackage local) {
    begins.run();
    phase = null;
    if (!terminal && !quiet) {
      long files =
          local.entries().stream().filter(entry -> entry.kind() == PackageEntry.Kind.FILE).count();
      remarks.line(
          String.format(
              Locale.ROOT,
              "Read %s: %d file%s, %.1f MiB.",
              local.source(),
              files,
              files == 1 ? "" : "s",
              local.rawSize() / MEBI));
    }
  }

  @Override
  public void packageFound(String uri) {
    clear();
    if (verbose) {
      remarks.line("Package " + uri + " is on the cluster already.");
    }
  }

  @Override
  public void uploading(String uri, long sent, long size) {
    if (sent == 0) {
      clear();
      begin(0);
      if (!quiet) {
        remarks.line(
            String.format(Locale.ROOT, "Uploading package %s (%.1f MiB).", uri, size / MEBI));
      }
      return;
    }
    show("Uploaded " + progress(sent, size), sent == size);
  }

  private void begin(long bytes) {
    workStart = nanoClock.getAsLong();
    bytesAtStart = bytes;
  }

  /** How far it is, and once that can be told how fast it goes and how long it takes. */
  private String progress(long bytes, long all) {
    String far = String.format(Locale.ROOT, "%.1f of %.1f MiB", bytes / MEBI, all / MEBI);
    double seconds = (nanoClock.getAsLong() - workStart) / 1e9;
    double rate = (bytes - bytesAtStart) / Math.max(0.001, seconds);
    return rate <= 0
        ? far
        : far
            + String.format(
                Locale.ROOT, ", %.1f MiB/s, %.0f s left", rate / MEBI, (all - bytes) / rate);
  }

  private void show(String text, boolean last) {
    long now = nanoClock.getAsLong();
    if (!terminal || quiet || now - start < SHOWN_AFTER.toNanos()) {
      return;
    }
    if (last) {
      clear();
    } else if (now - lastLine >= BETWEEN_LINES.toNanos()) {
      // Back to the line's start; what an older, longer one left is erased.
      remarks.write("\r" + text + "\u001b[K");
      lastLine = now;
      lineStands = true;
    }
  }

  private void clear() {
    if (lineStands) {
      remarks.eraseLine();
      lineStands = false;
    }
  }
}
