package dev.rayjobs.internal.address;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.errors.InvalidInputException;
import dev.rayjobs.fuzz.Fuzz;
import dev.rayjobs.fuzz.Legibility;
import dev.rayjobs.internal.env.Environment;
import dev.rayjobs.internal.proxy.ProxyChoice;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whatever is given for an address can be asked, or is refused without its password. */
class AddressFuzzTest {
  private static final String SECRET = "s3cr3t";
  private static final List<String> SAMPLES =
      List.of(
          "http://127.0.0.1:8265",
          "https://me:pa55@ray.example.com:8443/prefix/x/",
          "HTTP://[2001:db8::1]:8265/",
          "http://head_1.docker:8265",
          "ray.example.com:6379",
          "[::1]:6379",
          "127.0.0.1:6379",
          "auto",
          "local",
          "ray://head:10001",
          "acme://me:pa55@cluster/x?token=y",
          "");

  @Test
  void anAddressCanBeAskedOrIsRefused() {
    Fuzz.texts("AddressReader", SAMPLES, AddressFuzzTest::read);
  }

  private static void read(String text) {
    ClusterAddress address;
    try {
      address = AddressReader.read(new NamedAddress(text, "--address"));
    } catch (InvalidInputException e) {
      Legibility.ofLine(e);
      return;
    }
    if (address instanceof ClusterAddress.Dashboard dashboard) {
      String uri = dashboard.address().uri().toString();
      assertThat(DashboardAddress.parse(uri, "again").uri()).isEqualTo(dashboard.address().uri());
      assertThat(dashboard.address().port()).isBetween(0, 65_535);
      Machine.isThis(dashboard.address().host());
      return;
    }
    if (address instanceof ClusterAddress.Gcs gcs) {
      assertThat(gcs.port()).isBetween(1, 65_535);
      Machine.isThis(gcs.host());
    }
  }

  @Test
  void aPasswordIsNeverShown() {
    Fuzz.texts(
        "passwords in addresses",
        List.of("", "pa55", "a/b", "a@b", "a?b", "a#b", "%41", "a:b"),
        password -> {
          for (String scheme : List.of("http", "https", "ray", "acme", "HTTP")) {
            String text =
                scheme + "://me:" + SECRET + password + SECRET + "@ray.example.com:8265/x";
            try {
              ClusterAddress address = AddressReader.read(new NamedAddress(text, "--address"));
              assertThat(address.toString()).doesNotContain(SECRET);
            } catch (InvalidInputException e) {
              Legibility.ofLine(e, SECRET);
            }
          }
        });
  }

  @Test
  void aProxyCanBeUsedOrIsRefusedWithoutItsPassword() {
    DashboardAddress far = DashboardAddress.parse("http://ray.example.com:8265", "--address");
    Fuzz.texts(
        "proxy variables",
        List.of(
            "http://me:pa55@proxy:3128",
            "proxy:3128",
            "socks5h://[::1]:1080",
            "https://proxy",
            "10.0.0.0/8,.example.org,*"),
        text -> {
          for (Map<String, String> variables :
              List.of(
                  Map.of("http_proxy", text),
                  Map.of("http_proxy", "http://me:" + SECRET + text + "@proxy:3128"),
                  Map.of("http_proxy", "http://proxy:3128", "no_proxy", text))) {
            try {
              ProxyChoice choice = ProxyChoice.resolve(Environment.of(variables), far);
              assertThat(String.valueOf(choice)).doesNotContain(SECRET);
            } catch (InvalidInputException e) {
              Legibility.ofLine(e, SECRET);
            }
          }
        });
  }
}
