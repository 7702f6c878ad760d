package dev.rayjobs.address;

/**
 * Makes sense of the addresses of one platform. A plug-in implements this with a public constructor
 * without parameters and names its class in {@code
 * META-INF/services/dev.rayjobs.address.AddressProvider}, as a module with {@code provides}; its
 * jar on the class path or module path is then found by {@link java.util.ServiceLoader}.
 *
 * <pre>{@code
 * public final class Acme implements AddressProvider {
 *   public String scheme() { return "acme"; }
 *
 *   public DashboardLocation locate(String name) { // "team-a", of acme://team-a
 *     return DashboardLocation.at("https://" + name + ".ray.acme.example")
 *         .header("X-Acme-Key", System.getenv("ACME_KEY"))
 *         .metadata("platform", "acme")
 *         .build();
 *   }
 * }
 * }</pre>
 */
public interface AddressProvider {
  /**
   * {@return the scheme of the addresses that it knows: what stands before {@code ://}} Not {@code
   * http}, {@code https} or {@code ray}. Compared exactly.
   */
  String scheme();

  /**
   * Finds the dashboard. Called once by each client, at its first call to the cluster, on the
   * calling thread; may ask others and take its time.
   *
   * @param rest what stands after {@code ://}; empty for an address that ends there
   * @return where the dashboard is, and what every request to it carries
   * @throws dev.rayjobs.errors.RayJobsException comes out of the client's call as it is; every
   *     other exception is wrapped into one
   */
  DashboardLocation locate(String rest);
}
