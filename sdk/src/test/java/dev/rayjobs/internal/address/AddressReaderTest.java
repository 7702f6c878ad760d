package dev.rayjobs.internal.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rayjobs.errors.InvalidInputException;
import dev.rayjobs.internal.env.Environment;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which address wins, and what it names by its form. */
class AddressReaderTest {
  private static ClusterAddress read(String text) {
    return AddressReader.read(new NamedAddress(text, "RAY_ADDRESS"));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "http://api:1, http://ray:2, http://own:3, http://api:1 (RAY_API_SERVER_ADDRESS)",
        "-, http://ray:2, http://own:3, http://ray:2 (RAY_ADDRESS)",
        "-, -, http://own:3, http://own:3 (--address)",
        "'', '', http://own:3, http://own:3 (--address)",
        "auto, -, http://own:3, the cluster of this machine (RAY_API_SERVER_ADDRESS is 'auto')",
        "auto, h:6379, http://own:3, h:6379 (RAY_ADDRESS)",
        "-, auto, http://own:3, the cluster of this machine (RAY_ADDRESS is 'auto')",
        "-, local, -, the cluster of this machine (RAY_ADDRESS is 'local')",
        "-, -, auto, the cluster of this machine (--address is 'auto')",
        "-, -, -, the cluster of this machine (no address was given)",
      })
  void choosesAsRayDoes(
      @Nullable String api, @Nullable String ray, @Nullable String own, String expected) {
    Map<String, String> variables = new HashMap<>();
    if (api != null) {
      variables.put("RAY_API_SERVER_ADDRESS", api);
    }
    if (ray != null) {
      variables.put("RAY_ADDRESS", ray);
    }
    NamedAddress given = own == null ? null : new NamedAddress(own, "--address");

    assertThat(AddressReader.read(NamedAddress.choose(Environment.of(variables), given)).toString())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "head:6379, head, 6379",
    "127.0.0.1:1, 127.0.0.1, 1",
    "ray_head.local:65535, ray_head.local, 65535",
    "[::1]:6379, [::1], 6379",
    "' head:6379 ', head, 6379",
  })
  void takesHostAndPortForAGcs(String text, String host, int port) {
    assertThat(read(text)).isEqualTo(new ClusterAddress.Gcs(host, port, "RAY_ADDRESS"));
  }

  @Test
  void leavesOtherSchemesToPlugIns() {
    assertThat(read("acme://team-a/x?y"))
        .isEqualTo(new ClusterAddress.Foreign("acme", "team-a/x?y", "RAY_ADDRESS"));
    assertThat(read("my_module.sub://"))
        .isEqualTo(new ClusterAddress.Foreign("my_module.sub", "", "RAY_ADDRESS"));
    assertThat(read("acme://me:s3cret@a?token=s3cret").toString()).doesNotContain("s3cret");
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, http://localhost:8265",
    "head.example.com, http://head.example.com:8265",
    "Auto, http://Auto:8265",
    "head:port, http://head:8265",
    "head:0, http://head:8265",
    "head:65536, http://head:8265",
    "head:6379/x, http://head:8265",
    ":6379, http://HOST:8265",
    "::1:6379, http://HOST:8265",
    "'', http://HOST:8265",
    "ray://head:10001, http://head:8265",
    "RAY://head, http://head:8265",
    "ray://[::1]:10001, http://[::1]:8265",
    "ray://, http://HOST:8265",
  })
  void offersTheLikelyAddressForWhatNamesNoDashboard(String given, String offer) {
    assertThatThrownBy(() -> read(given))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("RAY_ADDRESS")
        .hasMessageContaining(offer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"me:s3cret@head:6379", "ray://me:s3cret@head", "http://me:s3cret@h:x"})
  void showsNoPassword(String given) {
    assertThatThrownBy(() -> read(given)).hasMessageNotContaining("s3cret");
  }
}
