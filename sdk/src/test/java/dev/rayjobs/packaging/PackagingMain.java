package dev.rayjobs.packaging;

import dev.rayjobs.JobClient;
import dev.rayjobs.errors.PackagingException;
import dev.rayjobs.internal.packaging.PathNames;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;

/**
 * Packs a working_dir in a JVM of its own, for tests that need another user, a bare environment or
 * a small heap. Prints one line: the URI and facts of the archive, or the refusal; or, given the
 * address of a dashboard, the id of the job that it submitted there.
 */
final class PackagingMain {
  private PackagingMain() {}

  public static void main(String[] arguments) throws Exception {
    // The text may hold what the locale cannot spell.
    String text = new String(Base64.getDecoder().decode(arguments[0]), StandardCharsets.UTF_8);
    if (arguments.length > 1 && arguments[1].startsWith("http")) {
      submit(text, arguments[1]);
      return;
    }
    try {
      long start = System.nanoTime();
      LocalPackage local = PackageSource.workingDir(text).scan(PackageOptions.standard());
      long scanned = System.nanoTime();
      try (PackageArchive archive = local.writeArchive()) {
        System.out.printf(
            "%s files=%d size=%d raw=%d file=%s hash=%dms zip=%dms%n",
            archive.uri(),
            local.entries().size(),
            Files.size(archive.path()),
            local.rawSize(),
            PosixFilePermissions.toString(Files.getPosixFilePermissions(archive.path())),
            (scanned - start) / 1_000_000,
            (System.nanoTime() - scanned) / 1_000_000);
        if (arguments.length > 1) {
          // Told to wait for a signal with the archive open.
          System.out.println(archive.path());
          Thread.sleep(60_000);
        }
      }
    } catch (PackagingException e) {
      System.out.println("refused: " + PathNames.printable(String.valueOf(e.getMessage())));
    }
  }

  private static void submit(String workingDir, String address) {
    try (JobClient client = JobClient.builder().address(address).build()) {
      System.out.println(client.submission("true").workingDir(workingDir).submit().submissionId());
    }
  }
}
