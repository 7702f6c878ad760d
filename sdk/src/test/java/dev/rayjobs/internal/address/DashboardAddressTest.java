package dev.rayjobs.internal.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rayjobs.errors.InvalidInputException;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DashboardAddressTest {
  @ParameterizedTest
  @CsvSource({
    "http://h:1/, http://h:1, h, 1",
    "http://h:1///, http://h:1, h, 1",
    "http://h, http://h, h, 80",
    "http://h:, http://h, h, 80",
    "HTTPS://H/ray/, https://H/ray, H, 443",
    "https://h:8443/a/b, https://h:8443/a/b, h, 8443",
    "http://[::1]:8265, http://[::1]:8265, [::1], 8265",
    "http://[::1], http://[::1], [::1], 80",
    "http://ray_head:8265, http://ray_head:8265, ray_head, 8265",
    "http://me:pw@ray_head/x/, http://ray_head/x, ray_head, 80",
  })
  void readsUrls(String given, String url, String host, int port) {
    DashboardAddress address = DashboardAddress.parse(given, "x");

    assertThat(address.uri()).hasToString(url);
    assertThat(address.host()).isEqualTo(host);
    assertThat(address.port()).isEqualTo(port);
  }

  @Test
  void keepsUserAndPasswordOutOfSight() {
    DashboardAddress address = DashboardAddress.parse("https://me:s3%20cret@h/", "x");

    assertThat(address.userInfo()).isEqualTo("me:s3 cret");
    assertThat(address.toString()).doesNotContain("cret");
    assertThatThrownBy(() -> DashboardAddress.parse("http://me:s3cret@ h/", "x"))
        .hasMessageNotContaining("s3cret");
    assertThatThrownBy(() -> DashboardAddress.parse("http://me:s3cret@h:99999/", "x"))
        .hasMessageNotContaining("s3cret");
  }

  /** The host is then not what its user takes for it, and would get the rest of the password. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://me:s3/cret@h",
        "http://me:s3@x/cret@h/",
        "http://me:s3?cret@h",
        "http://me:s3#cret@h",
        "http://me:s3@cret@h:x",
        "http://me:s3\ncret@h:x"
      })
  void refusesAPasswordThatIsNotEncodedWithoutShowingIt(String url) {
    assertThatThrownBy(() -> DashboardAddress.parse(url, "x"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("//***@h")
        .hasMessageNotContainingAny("s3", "cret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://",
        "http:///x",
        "http://h:port",
        "http://h:65536",
        "http://h:1:2",
        "http://::1:8265",
        "http://[::11111111111.]",
        "http://h h",
        "http://h/?q=1",
        "http://h/#f",
        "ftp://h",
        "h:1"
      })
  void refusesWhatIsNoUrlOfADashboardAndShowsOne(String given) {
    assertThatThrownBy(() -> DashboardAddress.parse(given, "RAY_ADDRESS"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("RAY_ADDRESS")
        .hasMessageContaining("http://HOST:8265");
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, true, true",
    "LOCALHOST., true, true",
    "a.localhost, true, true",
    "127.1.2.3, true, true",
    "[::1], true, true",
    "[0:0:0:0:0:0:0:1], true, true",
    "0.0.0.0, false, false",
    "localhost.example.com, false, false",
    "192.0.2.255, false, false",
    "[2001:db8::1], false, false",
  })
  void knowsThisMachineWithoutALookUp(String host, boolean loopback, boolean own) {
    assertThat(DashboardAddress.parse("http://" + host, "x").isLoopback()).isEqualTo(loopback);
    assertThat(Machine.isThis(host)).isEqualTo(own);
  }

  @Test
  void knowsTheAddressesOfItsOwnInterfaces() throws Exception {
    String own = InetAddress.getLocalHost().getHostAddress();

    assertThat(Machine.isThis(own.contains(":") ? "[" + own + "]" : own)).isTrue();
    assertThat(Machine.isThis("no-such-host.invalid")).isFalse();
    assertThat(Machine.isThisLookedUp("no-such-host.invalid")).isFalse();
    assertThat(Machine.isThisLookedUp("localhost")).isTrue();
  }
}
