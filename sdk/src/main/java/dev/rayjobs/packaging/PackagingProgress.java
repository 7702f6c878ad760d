package dev.rayjobs.packaging;

import java.util.Locale;
import java.util.Objects;

/**
 * How far packaging has come. Told on the thread that called {@code scan} or {@code writeArchive},
 * about ten times a second and once at the end of each phase but the first; an exception that the
 * one who is told throws ends the packaging. Immutable.
 *
 * <pre>{@code
 * PackageOptions.builder().progress(now ->
 *     System.err.printf("%s %d/%d files%n", now.phase(), now.files(), now.allFiles()));
 * }</pre>
 */
public final class PackagingProgress {
  private final Phase phase;
  private final long files;
  private final long allFiles;
  private final long bytes;
  private final long allBytes;

  /** What is being done. Constants may be added: have a default branch. */
  public enum Phase {
    /** The directory is walked: what there is means what was found so far, all of it done. */
    FINDING,
    /** The files are read to compute the URI. */
    HASHING,
    /** The files are read again and written to the zip file. */
    COMPRESSING
  }

  private PackagingProgress(Phase phase, long files, long allFiles, long bytes, long allBytes) {
    this.phase = Objects.requireNonNull(phase, "phase");
    this.files = files;
    this.allFiles = allFiles;
    this.bytes = bytes;
    this.allBytes = allBytes;
  }

  /**
   * Progress as listeners are told it, for tests of them; the arguments are as the accessors.
   *
   * @param phase what is being done
   * @param files the files done
   * @param allFiles the files there are
   * @param bytes the raw bytes done
   * @param allBytes the raw bytes there are
   * @return the progress
   */
  public static PackagingProgress of(
      Phase phase, long files, long allFiles, long bytes, long allBytes) {
    return new PackagingProgress(phase, files, allFiles, bytes, allBytes);
  }

  /** {@return what is being done} */
  public Phase phase() {
    return phase;
  }

  /** {@return the files done} */
  public long files() {
    return files;
  }

  /** {@return the files there are} */
  public long allFiles() {
    return allFiles;
  }

  /** {@return the raw bytes done} */
  public long bytes() {
    return bytes;
  }

  /** {@return the raw bytes there are} */
  public long allBytes() {
    return allBytes;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%s %d/%d files, %d/%d bytes", phase, files, allFiles, bytes, allBytes);
  }
}
