package dev.rayjobs.internal.gcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rayjobs.auth.PlaintextTokens;
import dev.rayjobs.errors.TokenException;
import dev.rayjobs.internal.address.ClusterAddress.Gcs;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class GcsGuardTest {
  private static final Gcs HERE = new Gcs("127.0.0.1", 6379, "RAY_ADDRESS");
  private static final Gcs ELSEWHERE = new Gcs("203.0.113.7", 6379, "RAY_ADDRESS");

  private final List<String> warnings = new ArrayList<>();

  @Test
  void warnsOnceThatATokenGoesInTheClear() {
    GcsGuard guard = new GcsGuard(PlaintextTokens.WARN, false, warnings::add, new AtomicBoolean());
    guard.check(HERE);
    assertThat(warnings).isEmpty();
    guard.check(ELSEWHERE);
    guard.check(ELSEWHERE);
    assertThat(warnings)
        .singleElement()
        .asString()
        .contains("203.0.113.7:6379 (RAY_ADDRESS)", "RAY_AUTH_PLAINTEXT")
        .contains("ssh -N -L 8265:127.0.0.1:8265 203.0.113.7", "kubectl port-forward", "VPN");
  }

  @Test
  void refusesIfToldSo() {
    GcsGuard guard = new GcsGuard(PlaintextTokens.DENY, false, warnings::add, new AtomicBoolean());
    guard.check(HERE);
    assertThatThrownBy(() -> guard.check(ELSEWHERE))
        .isInstanceOf(TokenException.class)
        .hasMessageContaining("203.0.113.7:6379 (RAY_ADDRESS)");
  }

  @Test
  void letsPassWhatIsAllowedOrEncrypted() {
    new GcsGuard(PlaintextTokens.ALLOW, false, warnings::add, new AtomicBoolean()).check(ELSEWHERE);
    new GcsGuard(PlaintextTokens.DENY, true, warnings::add, new AtomicBoolean()).check(ELSEWHERE);
    assertThat(warnings).isEmpty();
  }
}
