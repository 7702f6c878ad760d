package dev.rayjobs.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.internal.address.DashboardAddress;
import org.junit.jupiter.api.Test;

/** What is said of a gRPC server in the dashboard's place, by its port: tests cannot have them. */
class GrpcWordsTest {
  private static String at(String url) {
    return WrongProtocol.grpc(DashboardAddress.parse(url, "the test"));
  }

  @Test
  void namesRayClientAtItsPort() {
    assertThat(at("http://head:10001"))
        .isEqualTo(
            "speaks gRPC: 10001 is the port of Ray Client. The dashboard is most likely at"
                + " http://head:8265");
  }

  @Test
  void takesAnyOtherForAGcs() {
    assertThat(at("http://head:6379"))
        .startsWith("speaks gRPC, as Ray's GCS does")
        .contains("or leave the scheme away, head:6379")
        .doesNotContain("Ray Client");
  }
}
