/**
 * Addresses of clusters, and plug-ins for those of other platforms. An address is one of:
 *
 * <ul>
 *   <li>{@code http://HOST:PORT} or {@code https://HOST/prefix}: the dashboard itself;
 *   <li>{@code HOST:PORT}: the cluster's GCS, which is asked where the dashboard is, with the token
 *       if one is to be sent, and over TLS if RAY_USE_TLS is set;
 *   <li>{@code auto} or {@code local}: the cluster of this machine, whose GCS Ray has written down
 *       in {@code /tmp/ray/ray_current_cluster} (RAY_TMPDIR or TMPDIR in place of {@code /tmp}); if
 *       there is none, a Ray dashboard at {@code http://127.0.0.1:8265};
 *   <li>{@code SCHEME://…}: what an {@link dev.rayjobs.address.AddressProvider} makes of it, as a
 *       Python module does of Ray's {@code module://} addresses.
 * </ul>
 *
 * <p>A plug-in is found by {@link java.util.ServiceLoader}:
 *
 * <pre>{@code
 * public final class AcmeClusters implements AddressProvider {
 *   @Override public String scheme() { return "acme"; }
 *
 *   @Override public DashboardLocation locate(String rest) {
 *     return DashboardLocation.at("https://" + rest + ".ray.acme.example").build();
 *   }
 * }
 * }</pre>
 */
@NullMarked
package dev.rayjobs.address;

import org.jspecify.annotations.NullMarked;
