package dev.rayjobs.internal.doctor;

import dev.rayjobs.auth.TokenSource;
import dev.rayjobs.internal.http.TransportSettings;
import org.jspecify.annotations.Nullable;

/**
 * What is examined.
 *
 * @param settings of the connection
 * @param passedOver the address that was given and not used, because a variable won; or null
 * @param source where a token would come from
 * @param sending whether tokens are sent
 */
public record Patient(
    TransportSettings settings, @Nullable String passedOver, TokenSource source, boolean sending) {
  @Override
  public String toString() {
    return "Patient[" + settings + "]";
  }
}
