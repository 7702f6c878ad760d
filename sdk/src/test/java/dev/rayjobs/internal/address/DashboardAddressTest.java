package dev.rayjobs.internal.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rayjobs.errors.InvalidInputException;
import dev.rayjobs.internal.env.Environment;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DashboardAddressTest {
  private static final String OWN = "http://own:8265";

  @Test
  void theVariablesWinOverTheCallersAddress() {
    Map<String, String> both =
        Map.of("RAY_API_SERVER_ADDRESS", "http://api:1", "RAY_ADDRESS", "http://ray:2");

    assertThat(DashboardAddress.resolve(Environment.of(both), OWN))
        .hasToString("http://api:1 (RAY_API_SERVER_ADDRESS)");
    assertThat(DashboardAddress.resolve(Environment.of(Map.of("RAY_ADDRESS", "http://ray:2")), OWN))
        .hasToString("http://ray:2 (RAY_ADDRESS)");
    assertThat(DashboardAddress.resolve(Environment.of(Map.of()), OWN))
        .hasToString("http://own:8265 (the given address)");
  }

  @Test
  void anEmptyVariableCountsAsUnset() {
    Map<String, String> empty = Map.of("RAY_API_SERVER_ADDRESS", "", "RAY_ADDRESS", "");

    assertThat(DashboardAddress.resolve(Environment.of(empty), OWN).uri()).hasToString(OWN);
  }

  @ParameterizedTest
  @CsvSource({
    "http://h:1/, http://h:1",
    "http://h:1///, http://h:1",
    "HTTPS://H/ray/, https://H/ray",
    "http://[::1]:8265, http://[::1]:8265",
  })
  void dropsTrailingSlashes(String given, String expected) {
    assertThat(DashboardAddress.parse(given, "x").uri()).hasToString(expected);
  }

  @Test
  void keepsUserAndPasswordOutOfSight() {
    DashboardAddress address = DashboardAddress.parse("https://me:s3cret@h/", "x");

    assertThat(address.userInfo()).isEqualTo("me:s3cret");
    assertThat(address.toString()).doesNotContain("s3cret");
    assertThatThrownBy(() -> DashboardAddress.parse("ftp://me:s3cret@h/", "x"))
        .hasMessageNotContaining("s3cret");
    assertThatThrownBy(() -> DashboardAddress.parse("http://me:s3cret@ h/", "x"))
        .hasMessageNotContaining("s3cret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1:8265",
        "auto",
        "localhost",
        "ray://head:10001",
        "anyscale://x",
        "http://",
        "http://h:port",
        "http://h/?q=1",
        "http://h/#f"
      })
  void refusesWhatIsNoDashboardUrlAndShowsOne(String given) {
    assertThatThrownBy(() -> DashboardAddress.parse(given, "RAY_ADDRESS"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("RAY_ADDRESS")
        .hasMessageContaining("http://");
  }

  @Test
  void offersTheLikelyAddressForARayClientAddress() {
    assertThatThrownBy(() -> DashboardAddress.parse("ray://head:10001", "x"))
        .hasMessageContaining("http://head:8265");
  }
}
