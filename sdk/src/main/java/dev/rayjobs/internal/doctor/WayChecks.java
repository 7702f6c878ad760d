package dev.rayjobs.internal.doctor;

import dev.rayjobs.doctor.Check.Subject;
import dev.rayjobs.internal.address.DashboardAddress;
import dev.rayjobs.internal.http.Greeting;
import dev.rayjobs.internal.http.TransportSettings;
import dev.rayjobs.internal.masking.MaskedAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.UnknownHostException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** From the address to the first answer. */
final class WayChecks {
  private static final Duration SOON = Duration.ofDays(14);
  private static final int PATIENCE_MILLIS = 10_000;

  private final TransportSettings settings;
  private final DashboardAddress address;
  private final @Nullable String passedOver;
  private final CheckList checks;
  private final Clock clock = Clock.systemUTC();

  WayChecks(Patient patient, CheckList checks) {
    this.settings = patient.settings();
    this.address = settings.address();
    this.passedOver = patient.passedOver();
    this.checks = checks;
  }

  void address() {
    if (passedOver == null) {
      checks.ok(Subject.ADDRESS, address.toString());
    } else {
      checks.ok(
          Subject.ADDRESS,
          address + ", which wins over the given " + MaskedAddress.of(passedOver),
          "unset RAY_API_SERVER_ADDRESS and RAY_ADDRESS if the given address is meant");
    }
  }

  /** Whether the server, or the proxy before it, can be connected to. */
  boolean connect() {
    InetSocketAddress target;
    Proxy proxy = proxy();
    if (proxy != null) {
      target = (InetSocketAddress) proxy.address();
      String origin = settings.proxy() == null ? "the JVM's settings" : settings.proxy().origin();
      checks.ok(
          Subject.PROXY,
          "connections go through "
              + target.getHostString()
              + ":"
              + target.getPort()
              + ", from "
              + origin,
          "add " + address.host() + " to NO_PROXY if that is not wanted");
    } else {
      target = InetSocketAddress.createUnresolved(bare(address.host()), address.port());
    }
    InetAddress[] found = lookUp(target.getHostString());
    return found != null && open(found[0], target);
  }

  private @Nullable Proxy proxy() {
    if (settings.proxy() != null) {
      return settings.proxy().proxy();
    }
    ProxySelector selector = ProxySelector.getDefault();
    if (selector == null || settings.own() != null || settings.staysHere()) {
      return null;
    }
    return selector.select(address.uri()).stream()
        .filter(proxy -> proxy.address() instanceof InetSocketAddress)
        .findFirst()
        .orElse(null);
  }

  private InetAddress @Nullable [] lookUp(String host) {
    try {
      InetAddress[] found = InetAddress.getAllByName(host);
      String all =
          Arrays.stream(found).map(InetAddress::getHostAddress).collect(Collectors.joining(", "));
      checks.ok(Subject.DNS, host.equals(all) ? host + " needs no look-up" : host + " is " + all);
      return found;
    } catch (UnknownHostException e) {
      checks.problem(
          Subject.DNS,
          host + " is no host that this machine knows",
          "check the address; for a cluster behind a tunnel or port-forward it is"
              + " http://127.0.0.1:PORT; inside Kubernetes the service's name with its namespace");
      return null;
    }
  }

  private boolean open(InetAddress host, InetSocketAddress target) {
    String where = target.getHostString() + ":" + target.getPort();
    long start = System.nanoTime();
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, target.getPort()), PATIENCE_MILLIS);
      long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
      checks.ok(Subject.CONNECT, where + " answered after " + millis + " ms");
      return true;
    } catch (IOException e) {
      checks.problem(
          Subject.CONNECT,
          where + " cannot be connected to: " + e.getMessage(),
          "check that the Ray head runs and that its dashboard listens there (ray start"
              + " --dashboard-host=0.0.0.0 for other machines), or open an SSH tunnel or kubectl"
              + " port-forward");
      return false;
    }
  }

  /** Whether an answer came. */
  boolean greeting(Greeting greeting) {
    if (greeting.failure() != null) {
      checks.problem(
          address.isPlain() ? Subject.CONNECT : Subject.TLS,
          Doctor.words(greeting.failure()),
          address.isPlain()
              ? "check that this is the dashboard's port (at a tunnel or port-forward: that the"
                  + " dashboard listens at its other end), and whether it speaks https"
              : "check the certificates, and whether the port speaks https");
      return false;
    }
    if (greeting.tls() != null) {
      tls(greeting.tls());
    }
    String mode = greeting.authenticationMode();
    if (mode != null) {
      checks.ok(
          Subject.AUTHENTICATION_MODE,
          mode.equals("token")
              ? "the cluster wants a token"
              : "the cluster wants no token (" + mode + ")");
    } else if (greeting.status() == 404) {
      checks.ok(
          Subject.AUTHENTICATION_MODE,
          "not known at this address: a Ray before 2.52, which has no tokens, or no Ray");
    } else {
      checks.warning(
          Subject.AUTHENTICATION_MODE,
          "/api/authentication_mode, which Ray answers to everybody, answered "
              + greeting.status()
              + ": there is a server before Ray, or no Ray",
          greeting.status() == 401 || greeting.status() == 403
              ? "give that server its credentials in RAY_JOB_HEADERS"
              : "check host, port and path prefix");
    }
    return true;
  }

  private void tls(Greeting.Tls tls) {
    if (tls.server().isEmpty()) {
      // OkHttp shows none that it could not verify.
      checks.warning(
          Subject.TLS,
          tls.version()
              + "; the server's certificate is not checked, so anybody on the way can read the token",
          "give the server's CA with --verify FILE instead of false");
      return;
    }
    StringBuilder detail = new StringBuilder(tls.version());
    X509Certificate own = tls.server().get(0);
    Instant expiry = own.getNotAfter().toInstant();
    Instant now = clock.instant();
    detail
        .append(", ")
        .append(own.getSubjectX500Principal())
        .append(", valid until ")
        .append(LocalDate.ofInstant(expiry, ZoneOffset.UTC))
        .append("; trusted: ")
        .append(settings.tls().trustOrigin())
        .append("; shown: ")
        .append(tls.shown().isEmpty() ? "none" : settings.tls().identityOrigin());
    if (expiry.isBefore(now.plus(SOON))) {
      checks.warning(
          Subject.TLS,
          detail + ", in " + Duration.between(now, expiry).toDays() + " days",
          "renew the server's certificate");
    } else {
      checks.ok(Subject.TLS, detail.toString());
    }
  }

  private static String bare(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }
}
