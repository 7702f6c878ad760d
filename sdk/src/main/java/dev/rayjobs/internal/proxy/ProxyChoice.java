package dev.rayjobs.internal.proxy;

import dev.rayjobs.errors.InvalidInputException;
import dev.rayjobs.internal.address.DashboardAddress;
import dev.rayjobs.internal.address.Machine;
import dev.rayjobs.internal.env.Environment;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The proxy that environment variables name for one dashboard, by the rules of Python's requests,
 * which Ray's client uses: {@code https_proxy} or {@code http_proxy} by the address's scheme, else
 * {@code all_proxy}, in lower case first; {@code no_proxy} takes hosts out. Unlike there, this
 * machine itself, by whichever of its addresses, is never asked for through a proxy: a token would
 * go to a stranger.
 *
 * @param proxy the proxy
 * @param userInfo {@code user:password} for it, or null
 * @param origin the variable that names it
 */
public record ProxyChoice(Proxy proxy, @Nullable String userInfo, String origin) {
  private static final int HIGHEST_PORT = 65_535;

  /** The proxy for this dashboard; null: none, or the JVM's own settings name one. */
  public static @Nullable ProxyChoice resolve(Environment environment, DashboardAddress address) {
    if (Machine.isThis(address.host()) || jvmNamesOne(address)) {
      return null;
    }
    for (String name : List.of(address.isPlain() ? "http_proxy" : "https_proxy", "all_proxy")) {
      Named named = named(environment, name);
      if (named != null) {
        return bypassed(environment, address) ? null : parse(named);
      }
    }
    return null;
  }

  private static boolean jvmNamesOne(DashboardAddress address) {
    ProxySelector jvm = ProxySelector.getDefault();
    return jvm != null
        && jvm.select(address.uri()).stream().anyMatch(proxy -> proxy.type() != Proxy.Type.DIRECT);
  }

  private record Named(String variable, String value) {}

  /** In lower case, even if empty, before upper case. */
  private static @Nullable Named named(Environment environment, String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    String value = environment.get(name);
    if (value != null) {
      return value.isEmpty() ? null : new Named(name, value);
    }
    value = environment.getNonEmpty(upper);
    return value == null ? null : new Named(upper, value);
  }

  private static boolean bypassed(Environment environment, DashboardAddress address) {
    String list = environment.getNonEmpty("no_proxy");
    if (list == null) {
      list = environment.getNonEmpty("NO_PROXY");
    }
    String host = address.host().replaceAll("[\\[\\]]", "").toLowerCase(Locale.ROOT);
    return list != null && NoProxy.covers(list, host, address.uri().getPort());
  }

  private static ProxyChoice parse(Named named) {
    String text = named.value().strip();
    URI uri;
    try {
      uri = new URI(text.contains("://") ? text : "http://" + text);
    } catch (URISyntaxException | NumberFormatException e) {
      // The second for [::11111111111.], over which Java's own reader trips.
      throw unusable(named, "it should look like http://HOST:PORT");
    }
    if (uri.getScheme() == null || uri.getHost() == null || uri.getPort() > HIGHEST_PORT) {
      throw unusable(named, "it should look like http://HOST:PORT");
    }
    return switch (uri.getScheme().toLowerCase(Locale.ROOT)) {
      case "http" -> of(Proxy.Type.HTTP, uri, 80, named);
      case "socks4", "socks4a", "socks5", "socks5h" -> {
        if (uri.getUserInfo() != null) {
          throw unusable(named, "user and password for a SOCKS proxy cannot be sent");
        }
        yield of(Proxy.Type.SOCKS, uri, 1080, named);
      }
      default -> throw unusable(named, "only proxies of http:// and socks5:// can be used");
    };
  }

  private static ProxyChoice of(Proxy.Type type, URI uri, int usualPort, Named named) {
    int port = uri.getPort() < 0 ? usualPort : uri.getPort();
    return new ProxyChoice(
        new Proxy(type, InetSocketAddress.createUnresolved(uri.getHost(), port)),
        uri.getUserInfo(),
        named.variable());
  }

  /** Never with the value: it may hold a password. */
  private static InvalidInputException unusable(Named named, String why) {
    return new InvalidInputException(
        "The proxy that " + named.variable() + " names cannot be used: " + why);
  }

  /** Host, port and variable; never the password. */
  @Override
  public String toString() {
    InetSocketAddress address = (InetSocketAddress) proxy.address();
    return address.getHostString() + ":" + address.getPort() + " (" + origin + ")";
  }
}
