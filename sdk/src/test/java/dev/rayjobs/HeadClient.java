package dev.rayjobs;

import dev.rayjobs.internal.env.Environment;
import dev.rayjobs.testing.RayHead;
import java.util.Map;

/** Clients of a real head, with its token and no other settings of this process. */
final class HeadClient {
  private HeadClient() {}

  static JobClient.Builder builder(RayHead head) {
    return JobClient.builder()
        .environment(
            Environment.of(
                Map.of("RAY_AUTH_MODE", "token", "RAY_AUTH_TOKEN", head.token().orElseThrow())))
        .address(head.address());
  }
}
