package dev.rayjobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.cli.Narrator.Layout;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;

class NarratorTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final Output out = new Output(bytes);

  private String told(Layout layout, boolean coloured) {
    Narrator narrator =
        new Narrator(
            out, layout, coloured, () -> LocalDateTime.of(2026, 1, 2, 3, 4, 5, 67_000_000));
    narrator.labeled("Address", "http://h");
    narrator.bigSuccess("Done");
    narrator.group("Next", () -> narrator.command("See:", "ray job list"));
    narrator.warning("Careful");
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void laysOutForPeople() {
    assertThat(told(Layout.PRETTY, false))
        .isEqualTo(
            "Address: http://h\n\n----\nDone\n----\n\nNext\n  See:\n    ray job list\nCareful\n");
  }

  @Test
  void laysOutForPrograms() {
    assertThat(told(Layout.PLAIN, false))
        .isEqualTo("Address: http://h\n----\nDone\n----\nNext\nSee:\nray job list\nCareful\n");
  }

  @Test
  void putsTimeAndLevelBeforeRecords() {
    assertThat(told(Layout.RECORD, false))
        .startsWith("2026-01-02 03:04:05,067\tINFO cli:0 -- Address: http://h\n")
        .contains("2026-01-02 03:04:05,067\tSUCC cli:0 -- Done\n")
        .endsWith("2026-01-02 03:04:05,067\tWARN cli:0 -- Careful\n");
  }

  @Test
  void colours() {
    assertThat(told(Layout.PLAIN, true))
        .contains("\033[37mAddress\033[39m: \033[1mhttp://h\033[22m\n")
        .contains("\033[32mDone\033[39m\n")
        .contains("\033[33mCareful\033[39m\n");
  }

  @Test
  void staysSilent() {
    assertThat(told(Layout.SILENT, true)).isEmpty();
  }

  @Test
  void beginsALineAfterALogWithoutLineEnd() {
    out.write("no line end");
    new Narrator(out, Layout.PLAIN, false).print("told");
    assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("no line end\ntold\n");
  }
}
