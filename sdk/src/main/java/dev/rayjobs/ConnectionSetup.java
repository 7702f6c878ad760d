package dev.rayjobs;

import dev.rayjobs.auth.AuthMode;
import dev.rayjobs.auth.PlaintextTokens;
import dev.rayjobs.doctor.Diagnosis;
import dev.rayjobs.internal.address.DashboardAddress;
import dev.rayjobs.internal.doctor.Doctor;
import dev.rayjobs.internal.doctor.Patient;
import dev.rayjobs.internal.env.Environment;
import dev.rayjobs.internal.http.TransportSettings;
import dev.rayjobs.internal.proxy.ProxyChoice;
import dev.rayjobs.internal.tls.TlsSettings;
import org.slf4j.LoggerFactory;

/** From what a program asked for, and the environment, to the settings of its connections. */
final class ConnectionSetup {
  private final JobClient.Builder asked;
  private final Environment environment;

  ConnectionSetup(JobClient.Builder asked) {
    this.asked = asked;
    this.environment = asked.environment;
  }

  TransportSettings settings() {
    DashboardAddress address = address();
    TlsSettings tls = tls(address);
    if (!tls.verify() && !address.isPlain()) {
      LoggerFactory.getLogger(JobClient.class)
          .warn(
              "The certificate of {} is not checked: anybody on the way can pretend to be it and"
                  + " read what is sent, the token too. Trust its certificate instead (--verify"
                  + " FILE, trustedCertificates)",
              address.host());
    }
    return settings(address, tls, token(), plaintext(), asked.retry);
  }

  /** Looks at everything on the way to the cluster. */
  Diagnosis diagnose() {
    return Doctor.examine(this::address, this::patient);
  }

  private Patient patient(DashboardAddress address) {
    ClientToken token = token().silent();
    TransportSettings settings =
        settings(address, tls(address), token, plaintext(), RetrySettings.none());
    return new Patient(settings, asked.address, token.source(), token.wanted());
  }

  private PlaintextTokens plaintext() {
    return asked.plaintextTokens != null
        ? asked.plaintextTokens
        : PlaintextTokens.parse(environment.get(PlaintextTokens.VARIABLE));
  }

  private DashboardAddress address() {
    return asked.ownAddressWins && asked.address != null
        ? DashboardAddress.parse(asked.address, "the given address")
        : DashboardAddress.resolve(environment, asked.address);
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
      DashboardAddress address,
      TlsSettings tls,
      ClientToken token,
      PlaintextTokens plaintext,
      RetrySettings retry) {
    return new TransportSettings(
        address,
        asked.headers,
        asked.cookies,
        token,
        asked.tokenHeader,
        plaintext,
        tls,
        asked.httpClient == null ? ProxyChoice.resolve(environment, address) : null,
        asked.connectTimeout,
        asked.readTimeout,
        asked.writeTimeout,
        asked.callTimeout,
        retry.toPolicy(asked.listener::retrying),
        asked.httpClient);
  }

  private ClientToken token() {
    return new ClientToken(
        asked.tokenSource, AuthMode.parse(environment.get(AuthMode.VARIABLE)), environment);
  }
}
