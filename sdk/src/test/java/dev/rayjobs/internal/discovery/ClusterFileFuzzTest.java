package dev.rayjobs.internal.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.errors.InvalidInputException;
import dev.rayjobs.fuzz.Fuzz;
import dev.rayjobs.fuzz.Legibility;
import dev.rayjobs.internal.env.Environment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everybody may write into {@code /tmp}. */
class ClusterFileFuzzTest {
  @TempDir private Path folder;

  @Test
  void namesAGcsOrIsRefused() throws Exception {
    Path file = Files.createDirectories(folder.resolve("ray")).resolve("ray_current_cluster");
    Environment environment = Environment.of(Map.of("RAY_TMPDIR", folder.toString()));
    Fuzz.bytes(
        "ray_current_cluster",
        List.of(
            "127.0.0.1:6379".getBytes(StandardCharsets.UTF_8),
            "[2001:db8::1]:6379\n".getBytes(StandardCharsets.UTF_8),
            new byte[0]),
        bytes -> {
          Files.write(file, bytes);
          try {
            assertThat(ClusterFile.of(environment).read("no address was given")).isPresent();
          } catch (InvalidInputException e) {
            Legibility.ofLine(e);
          }
        });
  }
}
