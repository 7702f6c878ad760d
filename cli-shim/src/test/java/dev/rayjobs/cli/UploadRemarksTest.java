package dev.rayjobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.packaging.PackagingListener.Phase;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UploadRemarksTest {
  private static final long MIB = 1024 * 1024;

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private long now;

  private UploadRemarks remarks(Set<Integer> terminals) {
    Output output = new Output(err);
    Console console =
        new Console(new Output(new ByteArrayOutputStream()), output, Map.of(), terminals);
    return new UploadRemarks(console, false, id -> {}, () -> now);
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  private void packageAndUpload(UploadRemarks remarks) {
    pass(Duration.ofSeconds(1));
    remarks.packaging(Phase.HASHING, 1, 4, MIB, 4 * MIB);
    pass(Duration.ofSeconds(1));
    remarks.packaging(Phase.HASHING, 4, 4, 4 * MIB, 4 * MIB);
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
            "\rReading 1 of 4 files, 1.0 of 4.0 MiB\u001b[K"
                + "\r\u001b[K"
                + "Uploading package gcs://x.zip (4.0 MiB).\n"
                + "\rUploaded 2.0 of 4.0 MiB, 2.0 MiB/s, 1 s left\u001b[K"
                + "\r\u001b[K");
  }

  @Test
  void saysOneLineInAPipe() {
    packageAndUpload(remarks(Set.of()));

    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo("Uploading package gcs://x.zip (4.0 MiB).\n");
  }
}
