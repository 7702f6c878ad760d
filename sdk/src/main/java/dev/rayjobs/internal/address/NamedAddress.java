package dev.rayjobs.internal.address;

import dev.rayjobs.internal.env.Environment;
import dev.rayjobs.internal.masking.MaskedAddress;
import org.jspecify.annotations.Nullable;

/**
 * The address that won, as it was written.
 *
 * @param text the address
 * @param origin who named it, for messages
 */
public record NamedAddress(String text, String origin) {
  private static final String NOBODY = "no address was given";

  private static final String API_VARIABLE = "RAY_API_SERVER_ADDRESS";
  private static final String VARIABLE = "RAY_ADDRESS";

  /**
   * Ray's order: RAY_API_SERVER_ADDRESS, then RAY_ADDRESS, then what the caller named (Ray's {@code
   * get_address_for_submission_client}). An {@code auto} of the first asks the second, too.
   *
   * @param own what the caller named, or null
   */
  public static NamedAddress choose(Environment environment, @Nullable NamedAddress own) {
    String api = environment.getNonEmpty(API_VARIABLE);
    String ray = environment.getNonEmpty(VARIABLE);
    if (api != null && (ray == null || !api.equals("auto"))) {
      return new NamedAddress(api, API_VARIABLE);
    }
    if (ray != null) {
      return new NamedAddress(ray, VARIABLE);
    }
    return own == null ? new NamedAddress("", NOBODY) : own;
  }

  /** Whether nobody named one. Not by equals, whose first use for any record costs 15 ms. */
  boolean isNone() {
    return text.isEmpty() && origin.equals(NOBODY);
  }

  /** The address without its password, and who named it. */
  @Override
  public String toString() {
    return "'" + MaskedAddress.of(text) + "' (" + origin + ")";
  }
}
