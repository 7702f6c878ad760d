package dev.rayjobs;

import dev.rayjobs.auth.AuthMode;
import dev.rayjobs.auth.PlaintextTokens;
import dev.rayjobs.doctor.Diagnosis;
import dev.rayjobs.internal.address.AddressReader;
import dev.rayjobs.internal.address.ClusterAddress;
import dev.rayjobs.internal.address.ClusterLocation;
import dev.rayjobs.internal.address.DashboardAddress;
import dev.rayjobs.internal.address.NamedAddress;
import dev.rayjobs.internal.discovery.AddressPlugIn;
import dev.rayjobs.internal.discovery.ClusterDiscovery;
import dev.rayjobs.internal.doctor.Doctor;
import dev.rayjobs.internal.doctor.Patient;
import dev.rayjobs.internal.env.Environment;
import dev.rayjobs.internal.gcs.GcsSettings;
import dev.rayjobs.internal.http.DashboardApi;
import dev.rayjobs.internal.http.Lazy;
import dev.rayjobs.internal.http.Transport;
import dev.rayjobs.internal.http.TransportSettings;
import dev.rayjobs.internal.proxy.ProxyChoice;
import dev.rayjobs.internal.tls.TlsSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** From what a program asked for, and the environment, to the settings of its connections. */
final class ConnectionSetup {
  private final ClientSettings asked;
  private final Environment environment;
  private final AtomicBoolean plaintextSaid = new AtomicBoolean();
  private @Nullable ClientToken token;

  ConnectionSetup(ClientSettings asked) {
    this.asked = asked;
    this.environment = asked.environment;
  }

  /**
   * What the winning address names.
   *
   * @throws dev.rayjobs.errors.InvalidInputException if that cannot be told
   */
  ClusterAddress address() {
    return AddressReader.read(
        asked.ownAddressWins && asked.address != null
            ? asked.address
            : NamedAddress.choose(environment, asked.address));
  }

  /**
   * Where the dashboard is: known if it is what the address names, else to be asked for.
   *
   * @throws dev.rayjobs.errors.InvalidInputException if there is no plug-in for the address
   */
  Lazy<ClusterLocation> location(ClusterAddress named) {
    return location(named, token(), asked.retry);
  }

  private Lazy<ClusterLocation> location(
      ClusterAddress named, ClientToken token, RetrySettings retry) {
    if (named instanceof ClusterAddress.Dashboard dashboard) {
      return Lazy.of(ClusterLocation.at(dashboard.address()));
    }
    if (named instanceof ClusterAddress.Foreign foreign) {
      AddressPlugIn plugIn = AddressPlugIn.of(foreign);
      return new Lazy<>(plugIn::locate);
    }
    ClusterAddress.RayCluster cluster = (ClusterAddress.RayCluster) named;
    return new Lazy<>(() -> discovery(token, retry).find(cluster));
  }

  private ClusterDiscovery discovery(ClientToken token, RetrySettings retry) {
    return new ClusterDiscovery(
        environment,
        new GcsSettings(
            environment,
            token,
            plaintext(),
            plaintextSaid,
            asked.connectTimeout(),
            asked.readTimeout(),
            asked.callTimeout(),
            asked.listener::warned),
        retry.toPolicy(asked.listener::retrying),
        asked.usualPlace,
        this::withoutSecrets);
  }

  /** The calls: made ready now if the location is known, else when they are needed. */
  Lazy<DashboardApi> api(Lazy<ClusterLocation> location) {
    ClusterLocation known = location.known();
    return known == null ? new Lazy<>(() -> api(location.get())) : Lazy.of(api(known));
  }

  private DashboardApi api(ClusterLocation location) {
    DashboardAddress address = location.address();
    TlsSettings tls = tls(address);
    if (!tls.verify() && !address.isPlain()) {
      LoggerFactory.getLogger(JobClient.class)
          .warn(
              "The certificate of {} is not checked: anybody on the way can pretend to be it and"
                  + " read what is sent, the token too. Trust its certificate instead (--verify"
                  + " FILE, trustedCertificates)",
              address.host());
    }
    return new DashboardApi(
        new Transport(settings(location, tls, token(), asked.retry, asked.circuitBreaker)));
  }

  private Transport withoutSecrets(DashboardAddress address) {
    return new Transport(
        settings(
            address,
            Map.of(),
            Map.of(),
            tls(address),
            ClientToken.none(environment),
            RetrySettings.none(),
            null));
  }

  /** Looks at everything on the way to the cluster. */
  Diagnosis diagnose() {
    ClientToken token = token().silent();
    return Doctor.examine(
        () -> location(address(), token, RetrySettings.none()).get(),
        location -> patient(location, token));
  }

  private Patient patient(ClusterLocation location, ClientToken token) {
    TransportSettings settings =
        settings(location, tls(location.address()), token, RetrySettings.none(), null);
    return new Patient(settings, passedOver(), token.source(), token.wanted());
  }

  /** The address that was given and did not win, or null. */
  private @Nullable String passedOver() {
    return asked.address == null
            || asked.ownAddressWins
            || NamedAddress.choose(environment, asked.address).equals(asked.address)
        ? null
        : asked.address.text();
  }

  private PlaintextTokens plaintext() {
    return asked.plaintextTokens != null
        ? asked.plaintextTokens
        : PlaintextTokens.parse(environment.get(PlaintextTokens.VARIABLE));
  }

  private TlsSettings tls(DashboardAddress address) {
    return TlsSettings.resolve(
        new TlsSettings.Choice(
            asked.trusted,
            asked.verifyTls,
            asked.clientCertificate,
            asked.clientKey,
            asked.clientKeyPassword),
        environment,
        !address.isPlain() && asked.httpClient == null);
  }

  private TransportSettings settings(
      ClusterLocation location,
      TlsSettings tls,
      ClientToken token,
      RetrySettings retry,
      @Nullable CircuitBreakerSettings circuit) {
    // A plug-in's come first: of two headers of a name, the later one is sent.
    Map<String, String> headers = new LinkedHashMap<>(location.headers());
    Map<String, String> cookies = new LinkedHashMap<>(location.cookies());
    headers.forEach(HttpWords::checkHeader);
    cookies.forEach(HttpWords::checkCookie);
    headers.putAll(asked.headers);
    cookies.putAll(asked.cookies);
    return settings(location.address(), headers, cookies, tls, token, retry, circuit);
  }

  private TransportSettings settings(
      DashboardAddress address,
      Map<String, String> headers,
      Map<String, String> cookies,
      TlsSettings tls,
      ClientToken token,
      RetrySettings retry,
      @Nullable CircuitBreakerSettings circuit) {
    return new TransportSettings(
        address,
        headers,
        cookies,
        token,
        asked.tokenHeader,
        plaintext(),
        plaintextSaid,
        tls,
        asked.httpClient == null ? ProxyChoice.resolve(environment, address) : null,
        asked.connectTimeout(),
        asked.readTimeout(),
        asked.writeTimeout(),
        asked.callTimeout(),
        retry.toPolicy(asked.listener::retrying),
        circuit == null ? null : circuit.toPolicy(),
        asked.httpClient);
  }

  /** One for all that is asked: a pipe gives its token once, and a warning is said once. */
  private synchronized ClientToken token() {
    if (token == null) {
      AuthMode mode =
          asked.authMode != null
              ? asked.authMode
              : AuthMode.parse(environment.get(AuthMode.VARIABLE));
      boolean refused = asked.authMode == AuthMode.DISABLED;
      token = new ClientToken(refused ? null : asked.tokenSource, mode, environment);
    }
    return token;
  }
}
