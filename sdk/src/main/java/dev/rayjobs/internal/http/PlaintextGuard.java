package dev.rayjobs.internal.http;

import dev.rayjobs.auth.PlaintextTokens;
import dev.rayjobs.errors.TokenException;
import dev.rayjobs.internal.address.DashboardAddress;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.LoggerFactory;

/** Says once, or refuses, that a token goes unencrypted over a network. */
public final class PlaintextGuard {
  private final DashboardAddress address;
  private final PlaintextTokens rule;
  private final boolean staysHere;
  private final AtomicBoolean said;

  PlaintextGuard(TransportSettings settings) {
    this.address = settings.address();
    this.rule = settings.plaintext();
    this.staysHere = settings.staysHere();
    this.said = settings.plaintextSaid();
  }

  /** To be called before a token is put on a request. */
  void check() {
    if (rule == PlaintextTokens.ALLOW || !address.isPlain() || staysHere) {
      return;
    }
    if (rule == PlaintextTokens.DENY) {
      throw new TokenException(
          "No token is sent to "
              + address.host()
              + ": "
              + explain(address.host(), address.port())
              + notAgain("deny"));
    }
    if (said.compareAndSet(false, true)) {
      LoggerFactory.getLogger(PlaintextGuard.class)
          .warn(
              "The token for {} goes over plain http: {}{}",
              address.host(),
              explain(address.host(), address.port()),
              notAgain("warn"));
    }
  }

  /** What is wrong with it, and Ray's guide's ways out. */
  public static String explain(String host, int dashboardPort) {
    return "everybody between here and "
        + host
        + " can read it. Ways out: an SSH tunnel (ssh -N -L "
        + dashboardPort
        + ":127.0.0.1:"
        + dashboardPort
        + " "
        + host
        + ", or ray dashboard CLUSTER.yaml, then the address http://127.0.0.1:"
        + dashboardPort
        + "), kubectl port-forward, a TLS proxy before the dashboard, or a VPN";
  }

  private static String notAgain(String now) {
    return now.equals("deny")
        ? ". RAY_AUTH_PLAINTEXT is deny; warn or allow would send it"
        : ". RAY_AUTH_PLAINTEXT=allow stops this warning, deny refuses to send";
  }
}
