package dev.rayjobs;

import dev.rayjobs.address.AddressProvider;
import dev.rayjobs.address.DashboardLocation;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A plug-in for the tests, which answers what a test tells it to. */
public final class AcmeProvider implements AddressProvider {
  static final AtomicInteger ASKED = new AtomicInteger();
  private static volatile Supplier<DashboardLocation> answer =
      () -> DashboardLocation.at("").build();

  static void answers(Supplier<DashboardLocation> location) {
    answer = location;
    ASKED.set(0);
  }

  @Override
  public String scheme() {
    return "acme";
  }

  @Override
  public DashboardLocation locate(String rest) {
    ASKED.incrementAndGet();
    if (!rest.equals("team-a/x")) {
      throw new IllegalArgumentException("no cluster " + rest);
    }
    return answer.get();
  }
}
