package dev.rayjobs.internal.gcs;

import dev.rayjobs.errors.InvalidInputException;
import dev.rayjobs.internal.env.Environment;
import dev.rayjobs.internal.tls.TlsSettings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/** TLS between Ray's own processes, by Ray's variables: the GCS speaks it, the dashboard not. */
final class GcsTls {
  private static final String SWITCH = "RAY_USE_TLS";
  private static final Set<String> ON = Set.of("1", "true");

  private GcsTls() {}

  static boolean isOn(Environment environment) {
    String value = environment.get(SWITCH);
    return value != null && ON.contains(value.toLowerCase(Locale.ROOT));
  }

  /** Who is trusted, and what is shown: the GCS asks for a certificate. */
  static TlsSettings settings(Environment environment) {
    return TlsSettings.resolve(
        new TlsSettings.Choice(
            file(environment, "RAY_TLS_CA_CERT"),
            true,
            file(environment, "RAY_TLS_SERVER_CERT"),
            file(environment, "RAY_TLS_SERVER_KEY"),
            null),
        environment,
        false);
  }

  private static Path file(Environment environment, String variable) {
    String name = environment.getNonEmpty(variable);
    if (name == null) {
      throw new InvalidInputException(
          SWITCH + " is set, so " + variable + " must name a file, and it is not set");
    }
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw new InvalidInputException(
          variable + " names a file whose name cannot be used here: " + e.getReason(), e);
    }
  }
}
