package dev.rayjobs.internal.address;

import java.util.Map;

/**
 * Where the dashboard was found, and what a plug-in adds to requests and jobs.
 *
 * @param address of the dashboard
 * @param headers of the plug-in
 * @param cookies of the plug-in
 * @param metadata of the plug-in
 */
public record ClusterLocation(
    DashboardAddress address,
    Map<String, String> headers,
    Map<String, String> cookies,
    Map<String, String> metadata) {

  /** A dashboard, and nothing to add. */
  public static ClusterLocation at(DashboardAddress address) {
    return new ClusterLocation(address, Map.of(), Map.of(), Map.of());
  }

  /** Names the address only: the rest may be secret. */
  @Override
  public String toString() {
    return address.toString();
  }
}
