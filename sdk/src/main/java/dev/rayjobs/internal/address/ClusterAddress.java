package dev.rayjobs.internal.address;

import dev.rayjobs.internal.masking.MaskedAddress;

/** What an address names, by its form alone: nobody has been asked. */
public sealed interface ClusterAddress {
  /** The dashboard itself: {@code http://…} or {@code https://…}. */
  record Dashboard(DashboardAddress address) implements ClusterAddress {
    @Override
    public String toString() {
      return address.toString();
    }
  }

  /** A cluster whose GCS has to be asked where its dashboard is. */
  sealed interface RayCluster extends ClusterAddress {}

  /**
   * A cluster's GCS, which knows where the dashboard is: {@code HOST:PORT}.
   *
   * @param host its name or address, an IPv6 address in brackets
   * @param origin where the address came from, for messages
   */
  record Gcs(String host, int port, String origin) implements RayCluster {
    /** {@code HOST:PORT}. */
    public String authority() {
      return host + ":" + port;
    }

    @Override
    public String toString() {
      return authority() + " (" + origin + ")";
    }
  }

  /**
   * The cluster of this machine: {@code auto}, {@code local}, or no address at all.
   *
   * @param reason why it is the one, for messages
   */
  record ThisMachine(String reason) implements RayCluster {
    @Override
    public String toString() {
      return "the cluster of this machine (" + reason + ")";
    }
  }

  /**
   * An address of another platform, which a plug-in may know: {@code SCHEME://REST}.
   *
   * @param rest what stands after the scheme; may hold secrets
   * @param origin where the address came from, for messages
   */
  record Foreign(String scheme, String rest, String origin) implements ClusterAddress {
    @Override
    public String toString() {
      return MaskedAddress.of(scheme + "://" + rest) + " (" + origin + ")";
    }
  }
}
