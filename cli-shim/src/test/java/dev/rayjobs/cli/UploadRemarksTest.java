package dev.rayjobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.packaging.PackageOptions;
import dev.rayjobs.packaging.PackageSource;
import dev.rayjobs.packaging.PackagingProgress;
import dev.rayjobs.packaging.PackagingProgress.Phase;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadRemarksTest {
  private static final long MIB = 1024 * 1024;

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final NarrationOptions narration = new NarrationOptions();
  @TempDir private Path folder;
  private long now;

  private UploadRemarks remarks(Set<Integer> terminals) {
    Output output = new Output(err);
    Console console =
        new Console(new Output(new ByteArrayOutputStream()), output, Map.of(), terminals);
    return new UploadRemarks(console, narration, () -> {}, id -> {}, () -> now);
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  private void packageAndUpload(UploadRemarks remarks) {
    pass(Duration.ofSeconds(1));
    remarks.packaging(PackagingProgress.of(Phase.FINDING, 3, 3, MIB / 2, MIB / 2));
    pass(Duration.ofSeconds(1));
    remarks.packaging(PackagingProgress.of(Phase.HASHING, 0, 4, 0, 4 * MIB));
    pass(Duration.ofSeconds(1));
    remarks.packaging(PackagingProgress.of(Phase.HASHING, 1, 4, MIB, 4 * MIB));
    pass(Duration.ofSeconds(1));
    remarks.packaging(PackagingProgress.of(Phase.HASHING, 4, 4, 4 * MIB, 4 * MIB));
    remarks.packageRead(
        PackageSource.workingDir(folder.toString()).scan(PackageOptions.standard()));
    pass(Duration.ofSeconds(1));
    remarks.packaging(PackagingProgress.of(Phase.COMPRESSING, 1, 4, MIB, 4 * MIB));
    pass(Duration.ofSeconds(1));
    remarks.packaging(PackagingProgress.of(Phase.COMPRESSING, 4, 4, 4 * MIB, 4 * MIB));
    remarks.uploading("gcs://x.zip", 0, 4 * MIB);
    pass(Duration.ofSeconds(1));
    remarks.uploading("gcs://x.zip", 2 * MIB, 4 * MIB);
    pass(Duration.ofSeconds(1));
    remarks.uploading("gcs://x.zip", 4 * MIB, 4 * MIB);
  }

  @Test
  void goesAlongOnATerminalAndLeavesOnlyTheUploadsLine() {
    packageAndUpload(remarks(Set.of(2)));

    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "\rFound 3 files, 0.5 MiB\u001b[K"
                + "\rReading 0 of 4 files, 0.0 of 4.0 MiB\u001b[K"
                + "\rReading 1 of 4 files, 1.0 of 4.0 MiB, 1.0 MiB/s, 3 s left\u001b[K"
                + "\r\u001b[K"
                + "\rCompressing 1 of 4 files, 1.0 of 4.0 MiB\u001b[K"
                + "\r\u001b[K"
                + "Uploading package gcs://x.zip (4.0 MiB).\n"
                + "\rUploaded 2.0 of 4.0 MiB, 2.0 MiB/s, 1 s left\u001b[K"
                + "\r\u001b[K");
  }

  @Test
  void saysOneLineForEachInAPipe() {
    packageAndUpload(remarks(Set.of()));

    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "Read %s: 0 files, 0.0 MiB.\nUploading package gcs://x.zip (4.0 MiB).\n"
                .formatted(folder));
  }

  @Test
  void saysNothingWhenQuietButWarnings() {
    Runnable nothing = () -> {};
    new Syntax("any", "").options(narration.group()).command(nothing).parseArgs("--quiet");
    for (Set<Integer> terminals : List.of(Set.<Integer>of(), Set.of(2))) {
      packageAndUpload(remarks(terminals));
    }
    assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();

    remarks(Set.of()).warned("look out");
    assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("Warning: look out\n");
  }
}
