package dev.rayjobs.internal.gcs;

import dev.rayjobs.auth.PlaintextTokens;
import dev.rayjobs.errors.TokenException;
import dev.rayjobs.internal.address.ClusterAddress.Gcs;
import dev.rayjobs.internal.address.Machine;
import dev.rayjobs.internal.http.PlaintextGuard;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Says once, or refuses, that a token goes to a GCS unencrypted over a network. */
public final class GcsGuard {
  private static final int DASHBOARD_PORT = 8265;

  private final PlaintextTokens rule;
  private final boolean encrypted;
  private final Consumer<String> warnings;
  private final AtomicBoolean said;

  /** A guard that warns if nobody has yet. */
  public GcsGuard(GcsSettings settings) {
    this(
        settings.plaintext(),
        GcsTls.isOn(settings.environment()),
        settings.warnings(),
        settings.plaintextSaid());
  }

  GcsGuard(PlaintextTokens rule, boolean encrypted, Consumer<String> warnings, AtomicBoolean said) {
    this.rule = rule;
    this.encrypted = encrypted;
    this.warnings = warnings;
    this.said = said;
  }

  /** To be called before a token is sent. */
  void check(Gcs gcs) {
    if (rule == PlaintextTokens.ALLOW || encrypted || Machine.isThis(gcs.host())) {
      return;
    }
    // Its dashboard is most often on the same machine, and what is reached in its place.
    String why = PlaintextGuard.explain(gcs.host(), DASHBOARD_PORT);
    if (rule == PlaintextTokens.DENY) {
      throw new TokenException(
          "No token is sent to the GCS at "
              + gcs
              + ": "
              + why
              + ". RAY_AUTH_PLAINTEXT is deny; warn or allow would send it");
    }
    if (said.compareAndSet(false, true)) {
      warnings.accept(
          "The token goes unencrypted to the GCS at "
              + gcs
              + " and to the dashboard that it names: "
              + why
              + ". RAY_AUTH_PLAINTEXT=allow stops this warning, deny refuses to send");
    }
  }
}
