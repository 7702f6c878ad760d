package dev.rayjobs.internal.http;

import dev.rayjobs.auth.PlaintextTokens;
import dev.rayjobs.auth.TokenHeader;
import dev.rayjobs.internal.address.DashboardAddress;
import dev.rayjobs.internal.address.Machine;
import dev.rayjobs.internal.proxy.ProxyChoice;
import dev.rayjobs.internal.tls.TlsSettings;
import java.net.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * What the transport needs to know.
 *
 * @param address where the dashboard is
 * @param headers the user's headers for every request
 * @param cookies the user's cookies for every request
 * @param token the cluster's token
 * @param tokenHeader the header that the token goes into
 * @param plaintext whether the token may go over plain http
 * @param plaintextSaid whether it was said already that the token goes unencrypted
 * @param tls which certificates are trusted and shown
 * @param proxy the proxy to go through; null: the JVM's settings decide, except for this machine
 * @param connectTimeout for the TCP and TLS handshakes; zero: none
 * @param readTimeout longest silence while an answer is awaited; zero: none
 * @param writeTimeout longest standstill while a request is sent; zero: none
 * @param callTimeout for a whole request, uploads and log tails excepted; zero: none
 * @param retry how failed requests are repeated
 * @param circuit when requests are no longer sent; null: never
 * @param own the user's own OkHttp client, whose pool and interceptors are used; null: a fresh one
 */
public record TransportSettings(
    DashboardAddress address,
    Map<String, String> headers,
    Map<String, String> cookies,
    BearerToken token,
    TokenHeader tokenHeader,
    PlaintextTokens plaintext,
    AtomicBoolean plaintextSaid,
    TlsSettings tls,
    @Nullable ProxyChoice proxy,
    Duration connectTimeout,
    Duration readTimeout,
    Duration writeTimeout,
    Duration callTimeout,
    RetryPolicy retry,
    @Nullable CircuitPolicy circuit,
    @Nullable OkHttpClient own) {

  /**
   * Whether what is sent stays on this machine. A user's own client may go through a proxy even to
   * an address of this machine.
   */
  public boolean staysHere() {
    return Machine.isThis(address.host()) && (own == null || !goesThroughAProxy(own));
  }

  private boolean goesThroughAProxy(OkHttpClient client) {
    Proxy fixed = client.proxy();
    return (fixed != null ? List.of(fixed) : client.proxySelector().select(address.uri()))
        .stream().anyMatch(way -> way.type() != Proxy.Type.DIRECT);
  }

  /** Names the address only: headers, cookies and token are secrets. */
  @Override
  public String toString() {
    return "TransportSettings[" + address + "]";
  }
}
