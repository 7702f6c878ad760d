package dev.rayjobs.ground;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.ground.RawDashboard.Answer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may ask what, and packages: what a dashboard must do, be it Ray's or the fake one. */
abstract class AccessContract {
  private final String run = UUID.randomUUID().toString().substring(0, 8);
  private final RawDashboard ray;

  AccessContract(RawDashboard ray) {
    this.ray = ray;
  }

  @Test
  void tellsItsVersionAndSession() throws Exception {
    Answer answer = ray.get("/api/version");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).startsWith("application/json");
    assertThat(answer.json().path("version").textValue()).isEqualTo("4");
    assertThat(answer.json().path("ray_version").textValue()).isEqualTo(ray.version());
    assertThat(answer.json().path("ray_commit").textValue()).matches("[0-9a-f]{40}");
    assertThat(answer.json().path("session_name").textValue()).startsWith("session_");
  }

  @ParameterizedTest
  @CsvSource({
    "Authorization, Bearer TOKEN, '', '', 200",
    "Authorization, bearer TOKEN, '', '', 403",
    "Authorization, TOKEN, '', '', 403",
    "Authorization, Bearer  TOKEN, '', '', 403",
    "Authorization, Bearer wrong, '', '', 403",
    "X-Ray-Authorization, Bearer TOKEN, '', '', 200",
    "X-Ray-Authorization, Bearer TOKEN, Authorization, Bearer wrong, 403",
    "X-Ray-Authorization, Bearer wrong, Authorization, Bearer TOKEN, 200",
    "Cookie, ray-authentication-token=TOKEN, '', '', 200",
    "Cookie, a=b; ray-authentication-token=TOKEN, '', '', 200",
    "Cookie, ray-authentication-token=wrong, '', '', 403",
    "Cookie, ray-authentication-token=TOKEN, X-Ray-Authorization, Bearer wrong, 403",
    "Cookie, a=b, '', '', 401",
    "X-Other, Bearer TOKEN, '', '', 401",
  })
  void checksTheToken(String name, String value, String name2, String value2, int status)
      throws Exception {
    String[] headers =
        (name2.isEmpty() ? List.of(name, value) : List.of(name, value, name2, value2))
            .stream().map(header -> header.replace("TOKEN", ray.token())).toArray(String[]::new);
    Answer answer = ray.sendBare("GET", "/api/version", BodyPublishers.noBody(), headers);
    assertThat(answer.status()).isEqualTo(status);
    if (status == 401) {
      assertThat(answer.text()).isEqualTo("Unauthorized: Missing authentication token");
    } else if (status == 403) {
      assertThat(answer.text()).isEqualTo("Forbidden: Invalid authentication token");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/, 200",
    "/api/authentication_mode, 200",
    "/api/gcs_healthz, 200",
    "/api/healthz, 404",
    "/api/local_raylet_healthz, 404",
    "/api/version, 401",
    "/api/version?token=TOKEN, 401",
    "/api/jobs/, 401",
    "/api/packages/gcs/a.zip, 401",
    "/no/such/path, 401",
  })
  void leavesFewPathsOpen(String path, int status) throws Exception {
    Answer answer =
        ray.sendBare("GET", path.replace("TOKEN", ray.token()), BodyPublishers.noBody());
    assertThat(answer.status()).isEqualTo(status);
  }

  @Test
  void tellsThatItWantsAToken() throws Exception {
    Answer answer = ray.sendBare("GET", "/api/authentication_mode", BodyPublishers.noBody());
    assertThat(answer.json().path("authentication_mode").textValue()).isEqualTo("token");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /no/such/path, 404, ''",
    "GET, /api/jobs, 404, ''",
    "POST, /api/jobs, 404, ''",
    "POST, /api/version, 405, GET",
    "PUT, /api/jobs/, 405, POST",
    "PUT, /api/jobs/x, 405, DELETE",
  })
  void knowsItsPathsAndMethods(String method, String path, int status, String allowed)
      throws Exception {
    BodyPublisher job = BodyPublishers.ofString("{\"entrypoint\": \"true\"}");
    Answer answer = ray.send(method, path, method.equals("GET") ? BodyPublishers.noBody() : job);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.text())
        .isEqualTo(status == 404 ? "404: Not Found" : "405: Method Not Allowed");
    assertThat(answer.header("Allow")).contains(allowed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Origin",
        "Referer",
        "Sec-Fetch-Mode",
        "Sec-Fetch-Dest",
        "Sec-Fetch-Site",
        "Sec-Fetch-User",
        "Access-Control-Request-Method",
        "Access-Control-Request-Headers",
        "User-Agent"
      })
  void guardsAgainstBrowsers(String header) throws Exception {
    String[] browser = {header, "Mozilla/5.0"};
    for (String method : List.of("POST", "PUT", "DELETE")) {
      Answer answer = ray.send(method, "/api/jobs/absent", BodyPublishers.noBody(), browser);
      boolean guarded = !(ray.isOld() && method.equals("DELETE"));
      assertThat(answer.status()).as(method).isEqualTo(guarded ? 405 : 404);
      if (guarded) {
        assertThat(answer.text())
            .isEqualTo(
                ray.isOld()
                    ? "Method Not Allowed for browser traffic."
                    : "'" + method + "' method not allowed for browser traffic.");
      }
    }
    assertThat(ray.get("/api/version", browser).status()).isEqualTo(200);
  }

  @Test
  void asksForTheTokenBeforeItLooksForBrowsers() throws Exception {
    Answer answer =
        ray.sendBare("POST", "/api/jobs/", BodyPublishers.noBody(), "Origin", "http://x");
    assertThat(answer.status()).isEqualTo(401);
  }

  @Test
  void refusesOverlongHeaders() throws Exception {
    assertThat(ray.get("/api/version", "X-Long", "x".repeat(8000)).status()).isEqualTo(200);
    // Behind that, Ray may leave the connection open and answer nothing on it any more.
    RawDashboard once = ray.onNewConnections();
    assertThat(once.get("/api/version", "X-Long", "x".repeat(8200)).status()).isEqualTo(400);
  }

  @Test
  void keepsPackages() throws Exception {
    String name = "_ray_pkg_" + run + ".zip";
    String path = "/api/packages/gcs/" + name;
    Answer absent = ray.get(path);
    assertThat(absent.status()).isEqualTo(404);
    assertThat(absent.text()).isEqualTo("Package gcs://" + name + " does not exist");

    byte[] bytes = "not really a zip".getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 2; i++) {
      assertThat(ray.send("PUT", path, BodyPublishers.ofByteArray(bytes)).status()).isEqualTo(200);
    }
    assertThat(ray.get(path).status()).isEqualTo(200);
    assertThat(ray.get(path).bytes()).isEmpty();
  }

  @Test
  void takesPackagesInChunks() throws Exception {
    String path = "/api/packages/gcs/_ray_pkg_chunked_" + run + ".zip";
    byte[] bytes = new byte[100_000];
    assertThat(
            ray.send(
                    "PUT",
                    path,
                    BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes)))
                .status())
        .isEqualTo(200);
    assertThat(ray.get(path).status()).isEqualTo(200);
  }

  @Test
  void refusesPackagesOver100MiB() throws Exception {
    Answer answer =
        ray.send(
            "PUT",
            "/api/packages/gcs/_ray_pkg_big_" + run + ".zip",
            BodyPublishers.fromPublisher(
                BodyPublishers.ofInputStream(() -> zeros(104_857_601)), 104_857_601));
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.text()).isEqualTo("Maximum request body size 104857600 exceeded.");
  }

  private static InputStream zeros(long count) {
    return new InputStream() {
      private long left = count;

      @Override
      public int read() {
        return left-- > 0 ? 0 : -1;
      }

      @Override
      public int read(byte[] target, int offset, int length) {
        int some = (int) Math.min(left, length);
        left -= some;
        return some == 0 ? -1 : some;
      }
    };
  }

  @Test
  void cannotReadCompressedUploads() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(new byte[1000]);
    }
    String path = "/api/packages/gcs/_ray_pkg_gzip_" + run + ".zip";
    Answer answer =
        ray.send(
            "PUT", path, BodyPublishers.ofByteArray(out.toByteArray()), "Content-Encoding", "gzip");
    assertThat(answer.status()).isEqualTo(500);
    assertThat(ray.get(path).status()).isEqualTo(404);
  }

  @Test
  void failsOnOtherPackageStores() throws Exception {
    Answer asked = ray.get("/api/packages/bogus/a.zip");
    assertThat(asked.status()).isEqualTo(500);
    assertThat(asked.text()).endsWith("Server got itself in trouble");
    Answer put =
        ray.send("PUT", "/api/packages/bogus/a.zip", BodyPublishers.ofByteArray(new byte[1]));
    assertThat(put.status()).isEqualTo(500);
    assertThat(put.text()).startsWith("Traceback (most recent call last):\n");
  }
}
