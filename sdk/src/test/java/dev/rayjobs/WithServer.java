package dev.rayjobs;

import dev.rayjobs.internal.env.Environment;
import java.io.IOException;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A client of a server that answers what a test tells it to. */
abstract class WithServer {
  static final String VERSION = "{\"version\":\"4\",\"ray_version\":\"2.60.0\"}";

  final MockWebServer server = new MockWebServer();

  @BeforeEach
  void start() throws IOException {
    server.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  JobClient.Builder builder() {
    return JobClient.builder()
        .environment(Environment.of(Map.of()))
        .retry(RetrySettings.none())
        .address(server.url("/").toString());
  }

  static MockResponse answer(int status, String body) {
    return new MockResponse.Builder().code(status).body(body).build();
  }
}
