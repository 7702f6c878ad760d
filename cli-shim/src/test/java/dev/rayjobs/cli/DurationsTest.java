package dev.rayjobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class DurationsTest {
  @ParameterizedTest
  @CsvSource({
    "90, PT1M30S",
    "90s, PT1M30S",
    "0.25, PT0.25S",
    "15m, PT15M",
    "1h30m, PT1H30M",
    "2d, PT48H",
    "1d2h3m4.5s, PT26H3M4.5S",
    "0, PT0S",
  })
  void readsTimes(String text, Duration time) {
    assertThat(Durations.parse(text)).isEqualTo(time);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "soon", "-1", "1 h", "1m1h", "1w", "1e3", "PT1H"})
  void refusesOthers(String text) {
    assertThatThrownBy(() -> Durations.parse(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("is not a time");
  }

  @ParameterizedTest
  @CsvSource({
    "PT0.5S, 0.5s",
    "PT59.94S, 59.9s",
    "PT61S, 1m 1s",
    "PT1H, 1h 0m 0s",
    "PT49H, 2d 1h 0m 0s"
  })
  void writesTimes(Duration time, String text) {
    assertThat(Durations.text(time)).isEqualTo(text);
  }
}
