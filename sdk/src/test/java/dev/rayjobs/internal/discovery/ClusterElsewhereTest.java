package dev.rayjobs.internal.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.internal.address.ClusterAddress.Gcs;
import dev.rayjobs.internal.address.DashboardAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of a cluster on another machine, which no test can have. */
class ClusterElsewhereTest {
  @ParameterizedTest
  @CsvSource({
    "203.0.113.7, http://127.0.0.1:8265, true",
    "203.0.113.7, http://203.0.113.7:8265, false",
    "127.0.0.1, http://127.0.0.1:8265, false",
    "localhost, http://127.0.0.1:8265, false",
  })
  void warnsThatTheHeadsOwnDashboardIsNotHere(String gcs, String dashboard, boolean warned) {
    List<String> warnings = new ArrayList<>();
    ClusterDiscovery.warnIfElsewhere(
        DashboardAddress.parse(dashboard, "x"), new Gcs(gcs, 6379, "RAY_ADDRESS"), warnings::add);

    if (warned) {
      assertThat(warnings)
          .singleElement()
          .asString()
          .contains(gcs + ":6379 (RAY_ADDRESS)", dashboard, "--dashboard-host");
    } else {
      assertThat(warnings).isEmpty();
    }
  }
}
