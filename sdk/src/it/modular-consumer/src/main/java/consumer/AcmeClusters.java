package consumer;

import dev.rayjobs.address.AddressProvider;
import dev.rayjobs.address.DashboardLocation;

/** Knows acme://HOST:PORT, whose dashboards speak plain http. */
public final class AcmeClusters implements AddressProvider {
  @Override
  public String scheme() {
    return "acme";
  }

  @Override
  public DashboardLocation locate(String rest) {
    return DashboardLocation.at("http://" + rest).header("X-Acme", "modular").build();
  }
}
