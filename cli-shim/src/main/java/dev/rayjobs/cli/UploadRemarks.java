package dev.rayjobs.cli;

import dev.rayjobs.SubmissionListener;
import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.packaging.PackagingListener;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Tells on stderr what is packaged and uploaded before a job is submitted: on a terminal as a line
 * that goes along, else as one line for each upload.
 */
final class UploadRemarks implements SubmissionListener {
  private static final double MEBI = 1024 * 1024;
  private static final Duration BETWEEN_LINES = Duration.ofMillis(200);
  // Quicker work is over before a line could be read.
  private static final Duration SHOWN_AFTER = Duration.ofMillis(500);

  private final Output remarks;
  private final boolean verbose;
  private final boolean terminal;
  private final Consumer<String> submitting;
  private final LongSupplier nanoClock;
  private final long start;
  private long uploadStart;
  private long lastLine;
  private boolean lineStands;

  /** For commands that submit nothing. */
  UploadRemarks(Console console, boolean verbose) {
    this(console, verbose, id -> {}, System::nanoTime);
  }

  /** Remarks that also let somebody know under which id the job is about to be sent. */
  UploadRemarks(Console console, boolean verbose, Consumer<String> submitting) {
    this(console, verbose, submitting, System::nanoTime);
  }

  UploadRemarks(
      Console console, boolean verbose, Consumer<String> submitting, LongSupplier nanoClock) {
    this.submitting = submitting;
    this.remarks = console.err();
    this.verbose = verbose;
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
  public void packaging(
      PackagingListener.Phase phase, long files, long allFiles, long bytes, long allBytes) {
    String verb = phase == PackagingListener.Phase.HASHING ? "Reading" : "Compressing";
    show(
        String.format(
            Locale.ROOT,
            "%s %d of %d files, %.1f of %.1f MiB",
            verb,
            files,
            allFiles,
            bytes / MEBI,
            allBytes / MEBI),
        files == allFiles);
  }

  @Override
  public void submitting(String id) {
    submitting.accept(id);
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
      uploadStart = nanoClock.getAsLong();
      remarks.line(
          String.format(Locale.ROOT, "Uploading package %s (%.1f MiB).", uri, size / MEBI));
      return;
    }
    double seconds = Math.max(0.001, (nanoClock.getAsLong() - uploadStart) / 1e9);
    double rate = sent / seconds;
    show(
        String.format(
            Locale.ROOT,
            "Uploaded %.1f of %.1f MiB, %.1f MiB/s, %.0f s left",
            sent / MEBI,
            size / MEBI,
            rate / MEBI,
            (size - sent) / Math.max(1, rate)),
        sent == size);
  }

  private void show(String text, boolean last) {
    long now = nanoClock.getAsLong();
    if (!terminal || now - start < SHOWN_AFTER.toNanos()) {
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
