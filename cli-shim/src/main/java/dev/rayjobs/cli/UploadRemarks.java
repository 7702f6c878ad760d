package dev.rayjobs.cli;

import dev.rayjobs.SubmissionListener;
import java.util.Locale;

/** Tells on stderr what is uploaded before a job is submitted. */
final class UploadRemarks implements SubmissionListener {
  private static final double MEBI = 1024 * 1024;

  private final Output remarks;
  private final boolean verbose;

  UploadRemarks(Output remarks, boolean verbose) {
    this.remarks = remarks;
    this.verbose = verbose;
  }

  @Override
  public void warned(String warning) {
    remarks.line("Warning: " + warning);
  }

  @Override
  public void packageFound(String uri) {
    if (verbose) {
      remarks.line("Package " + uri + " is on the cluster already.");
    }
  }

  @Override
  public void uploading(String uri, long sent, long size) {
    if (sent == 0) {
      remarks.line(
          String.format(Locale.ROOT, "Uploading package %s (%.1f MiB).", uri, size / MEBI));
    }
  }
}
