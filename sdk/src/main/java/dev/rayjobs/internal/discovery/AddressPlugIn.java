package dev.rayjobs.internal.discovery;

import dev.rayjobs.address.AddressProvider;
import dev.rayjobs.address.DashboardLocation;
import dev.rayjobs.errors.InvalidInputException;
import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.internal.address.ClusterAddress.Foreign;
import dev.rayjobs.internal.address.ClusterLocation;
import dev.rayjobs.internal.address.DashboardAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.SortedSet;
import java.util.TreeSet;

/** An address of another platform, and the plug-in that knows it. */
public final class AddressPlugIn {
  private final AddressProvider provider;
  private final Foreign address;

  private AddressPlugIn(AddressProvider provider, Foreign address) {
    this.provider = provider;
    this.address = address;
  }

  /**
   * The plug-in for an address.
   *
   * @throws InvalidInputException if there is none; the message names those that are installed
   */
  public static AddressPlugIn of(Foreign address) {
    SortedSet<String> schemes = new TreeSet<>();
    for (AddressProvider provider : installed()) {
      if (provider.scheme().equals(address.scheme())) {
        return new AddressPlugIn(provider, address);
      }
      schemes.add(provider.scheme() + "://");
    }
    throw new InvalidInputException(
        "No plug-in is installed for "
            + address.scheme()
            + ":// in "
            + address
            + "; there is "
            + (schemes.isEmpty() ? "none at all" : "one for " + String.join(", ", schemes))
            + ". A dashboard's own address looks like http://HOST:8265 or https://HOST");
  }

  /** Of the thread's class loader, as is usual, and of that which loaded this library. */
  private static List<AddressProvider> installed() {
    List<AddressProvider> all = new ArrayList<>();
    try {
      ServiceLoader.load(AddressProvider.class).forEach(all::add);
      ServiceLoader.load(AddressProvider.class, AddressPlugIn.class.getClassLoader())
          .forEach(all::add);
    } catch (ServiceConfigurationError e) {
      throw new InvalidInputException("A plug-in for addresses is broken: " + e.getMessage(), e);
    }
    return all;
  }

  /** Asks the plug-in where the dashboard is. */
  public ClusterLocation locate() {
    String plugIn = provider.getClass().getName();
    DashboardLocation location;
    try {
      location = provider.locate(address.rest());
    } catch (RayJobsException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new RayJobsException(
          "The plug-in " + plugIn + " does not find the dashboard of " + address + ": " + e, e);
    }
    return new ClusterLocation(
        DashboardAddress.parse(location.url(), "found by " + plugIn + " for " + address),
        location.headers(),
        location.cookies(),
        location.metadata());
  }
}
