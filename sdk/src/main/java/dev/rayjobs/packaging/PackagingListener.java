package dev.rayjobs.packaging;

/**
 * Told how far packaging has come. Called on the thread that called {@code scan} or {@code
 * writeArchive}, about ten times a second and once at the end of each phase but the first; an
 * exception it throws ends the packaging.
 *
 * <pre>{@code
 * PackageOptions.builder().progress((phase, files, allFiles, bytes, allBytes) ->
 *     System.err.printf("%s %d/%d files%n", phase, files, allFiles));
 * }</pre>
 */
@FunctionalInterface
public interface PackagingListener {
  /** What is being done. */
  enum Phase {
    /** The directory is walked: what there is means what was found so far, all of it done. */
    FINDING,
    /** The files are read to compute the URI. */
    HASHING,
    /** The files are read again and written to the zip file. */
    COMPRESSING
  }

  /**
   * How far it is.
   *
   * @param phase what is being done
   * @param files the files done
   * @param allFiles the files there are
   * @param bytes the raw bytes done
   * @param allBytes the raw bytes there are
   */
  void progress(Phase phase, long files, long allFiles, long bytes, long allBytes);
}
