package dev.rayjobs.internal.gcs;

import dev.rayjobs.auth.PlaintextTokens;
import dev.rayjobs.errors.TokenException;
import dev.rayjobs.internal.address.ClusterAddress.Gcs;
import dev.rayjobs.internal.address.Machine;
import java.util.function.Consumer;

/** Says once, or refuses, that a token goes to a GCS unencrypted over a network. */
public final class GcsGuard {
  private final PlaintextTokens rule;
  private final boolean encrypted;
  private final Consumer<String> warnings;
  private boolean said;

  /** A guard that has said nothing yet. */
  public GcsGuard(GcsSettings settings) {
    this(settings.plaintext(), GcsTls.isOn(settings.environment()), settings.warnings());
  }

  GcsGuard(PlaintextTokens rule, boolean encrypted, Consumer<String> warnings) {
    this.rule = rule;
    this.encrypted = encrypted;
    this.warnings = warnings;
  }

  /** To be called before a token is sent. */
  void check(Gcs gcs) {
    if (rule == PlaintextTokens.ALLOW || encrypted || Machine.isThis(gcs.host())) {
      return;
    }
    if (rule == PlaintextTokens.DENY) {
      throw new TokenException(
          "No token is sent to the GCS at "
              + gcs
              + ": everybody on the way could read it, and RAY_AUTH_PLAINTEXT is deny. Give the"
              + " dashboard's own address instead, with https or of a tunnel");
    }
    if (!said) {
      said = true;
      warnings.accept(
          "The token goes unencrypted to the GCS at "
              + gcs
              + ": everybody on the way can read it. RAY_AUTH_PLAINTEXT=allow stops this"
              + " warning, deny refuses to send");
    }
  }
}
