package consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.rayjobs.JobClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The fake dashboard cannot run on the module path, so this answers by itself. */
class ModulePathTest {
  private static volatile String acme;
  @TempDir Path dir;

  @Test
  void isOnTheModulePath() {
    assertEquals("consumer", Submitter.class.getModule().getName());
    assertEquals("dev.rayjobs", JobClient.class.getModule().getName());
    assertTrue(ModuleLayer.boot().findModule("okhttp3").isPresent());
  }

  @Test
  void submitsAJob() throws Exception {
    Files.writeString(dir.resolve("script.py"), "print('never run')\n");
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", ModulePathTest::answer);
    server.start();
    try {
      String place = "127.0.0.1:" + server.getAddress().getPort();
      assertEquals("modular SUCCEEDED", Submitter.submit("http://" + place, dir));
      assertNull(acme);
      // By the plug-in that this module provides.
      assertEquals("modular SUCCEEDED", Submitter.submit("acme://" + place, dir));
      assertEquals("modular", acme);
    } finally {
      server.stop(0);
    }
  }

  private static void answer(HttpExchange exchange) throws IOException {
    acme = exchange.getRequestHeaders().getFirst("X-Acme");
    String call = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
    int status = call.startsWith("GET /api/packages/") ? 404 : 200;
    String body = "";
    if (call.equals("GET /api/version")) {
      body = "{\"version\": \"4\", \"ray_version\": \"2.60.0\", \"session_name\": \"s\"}";
    } else if (call.equals("POST /api/jobs/")) {
      body = "{\"job_id\": \"modular\", \"submission_id\": \"modular\"}";
    } else if (call.equals("GET /api/jobs/modular")) {
      body = "{\"submission_id\": \"modular\", \"status\": \"SUCCEEDED\", \"entrypoint\": \"x\"}";
    }
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }
}
