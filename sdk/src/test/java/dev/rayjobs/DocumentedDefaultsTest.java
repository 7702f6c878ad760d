package dev.rayjobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The guide to reliability tells the times that a client has unless it is told others. */
class DocumentedDefaultsTest {
  private final ClientSettings settings = new ClientSettings();

  private Duration standard(String name) {
    return switch (name) {
      case "connectTimeout" -> settings.connectTimeout();
      case "readTimeout" -> settings.readTimeout();
      case "writeTimeout" -> settings.writeTimeout();
      case "callTimeout" -> settings.callTimeout();
      case "retry" -> settings.retry.patience();
      case "reconnectFor" -> settings.following.reconnectFor();
      default -> throw new IllegalArgumentException(name);
    };
  }

  @ParameterizedTest
  @CsvSource({
    "connectTimeout, 10 s, PT10S",
    "readTimeout, 20 s, PT20S",
    "writeTimeout, 60 s, PT60S",
    "callTimeout, no limit, PT0S",
    "retry, 30 s, PT30S",
    "reconnectFor, 10 min, PT10M"
  })
  void areWhatTheGuideSays(String name, String shown, Duration expected) throws IOException {
    assertThat(standard(name)).isEqualTo(expected);
    assertThat(Files.readAllLines(Path.of("docs/reliability.md")))
        .filteredOn(line -> line.endsWith("| `" + name + "` |"))
        .singleElement()
        .satisfies(line -> assertThat(line).contains("| " + shown + " |"));
  }
}
