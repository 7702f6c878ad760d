package dev.rayjobs.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Free ports for one head. They lie between Ray's worker ports (10002 to 19999) and the ports that
 * the system hands out to outgoing connections (from 32768), so that neither takes one between our
 * look and the head's start. Another head may; then the start is tried again with other ports.
 *
 * <pre>{@code
 * HeadPorts ports = HeadPorts.find(0, new SecureRandom());
 * command.addAll(ports.arguments());   // ray start --head ...
 * }</pre>
 */
public final class HeadPorts {
  private static final int LOWEST = 20_000;
  private static final int END = 32_768;
  private static final List<String> OPTIONS =
      List.of(
          "--port", // The GCS's.
          "--node-manager-port",
          "--object-manager-port",
          "--ray-client-server-port",
          "--dashboard-agent-listen-port",
          "--dashboard-agent-grpc-port",
          "--runtime-env-agent-port",
          "--metrics-export-port");

  private final int dashboard;
  private final int gcs;
  private final List<String> arguments = new ArrayList<>();

  private HeadPorts(int dashboard, int gcs) {
    this.dashboard = dashboard;
    this.gcs = gcs;
  }

  /** Looks for free ports; {@code dashboard} 0 means that it may be any. */
  public static HeadPorts find(int dashboard, Random random) {
    Set<Integer> free = new LinkedHashSet<>();
    while (free.size() <= OPTIONS.size()) {
      int port = LOWEST + random.nextInt(END - LOWEST);
      if (port != dashboard && isFree(port)) {
        free.add(port);
      }
    }
    List<Integer> ports = List.copyOf(free);
    HeadPorts found =
        new HeadPorts(dashboard == 0 ? ports.get(OPTIONS.size()) : dashboard, ports.get(0));
    found.arguments.add("--dashboard-port=" + found.dashboard);
    for (int i = 0; i < OPTIONS.size(); i++) {
      found.arguments.add(OPTIONS.get(i) + "=" + ports.get(i));
    }
    // 0: each worker asks the system; Ray's own range is the same for every head.
    found.arguments.addAll(List.of("--min-worker-port=0", "--max-worker-port=0"));
    return found;
  }

  private static boolean isFree(int port) {
    return canBind(new InetSocketAddress(port))
        && canBind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  private static boolean canBind(InetSocketAddress address) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(address);
      return true;
    } catch (IOException taken) {
      return false;
    }
  }

  /** The dashboard's port. */
  public int dashboard() {
    return dashboard;
  }

  int gcs() {
    return gcs;
  }

  /** The options of {@code ray start --head} that name every port. */
  public List<String> arguments() {
    return List.copyOf(arguments);
  }
}
